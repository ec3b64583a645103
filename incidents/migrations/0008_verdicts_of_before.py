from typing import Any

from django.db import migrations
from django.db.models import Q


def fill(apps: Any, schema_editor: Any) -> None:
    """What was named against a claim before answers were kept is the first of its answers.  Can be run again.

    Who named it is not known any more, and the conclusion's own instant is the earliest at which it can have been.
    The conclusions themselves are kept since 0004.
    """
    ClaimAnswer = apps.get_model("incidents", "ClaimAnswer")
    named = Q(refuting_release__isnull=False) | Q(refuting_statement__isnull=False)
    claims = apps.get_model("incidents", "Claim").objects.filter(named, answers=None)
    ClaimAnswer.objects.bulk_create(
        (
            ClaimAnswer(
                claim=claim,
                release_id=claim.refuting_release_id,
                statement_id=claim.refuting_statement_id,
                named_at=claim.judged_at or claim.updated_at,
            )
            for claim in claims.iterator(chunk_size=1000)
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    """Claims that were refuted before get the row of what refuted them."""

    dependencies = [("incidents", "0007_answers_and_writers")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
