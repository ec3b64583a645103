import uuid
from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    """A conclusion of before conclusions were kept is the first of its claim; so is what was named against it.

    Who named it is not known any more, and the conclusion's own instant is the earliest at which it can have been.
    """
    claims = apps.get_model("incidents", "Claim").objects.exclude(verdict=None).filter(verdicts=None)
    verdicts, answers = [], []
    for claim in claims.iterator(chunk_size=2000):
        at = claim.judged_at or claim.updated_at
        verdicts.append(
            {
                "id": uuid.uuid4(),
                "claim_id": claim.pk,
                "no": 1,
                "verdict": claim.verdict,
                "evidence": claim.evidence,
                "legal_source": claim.legal_source,
                "verifier_id": claim.verifier_id,
                "judged_at": at,
            }
        )
        if claim.refuting_release_id or claim.refuting_statement_id:
            answers.append(
                {
                    "id": uuid.uuid4(),
                    "claim_id": claim.pk,
                    "release_id": claim.refuting_release_id,
                    "statement_id": claim.refuting_statement_id,
                    "named_at": at,
                }
            )
    for name, rows in (("ClaimVerdict", verdicts), ("ClaimAnswer", answers)):
        model = apps.get_model("incidents", name)
        model.objects.bulk_create((model(**row) for row in rows), batch_size=500)


class Migration(migrations.Migration):
    """Claims that were judged before get the row of their conclusion."""

    dependencies = [("incidents", "0007_answers_and_writers")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
