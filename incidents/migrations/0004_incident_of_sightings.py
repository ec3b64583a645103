from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """A sighting names its incident; a verdict that stands is the first row of its history.  Can be run again."""
    Sighting = apps.get_model("incidents", "Sighting")
    Claim = apps.get_model("incidents", "Claim")
    ClaimVerdict = apps.get_model("incidents", "ClaimVerdict")
    incident = Claim.objects.filter(pk=OuterRef("claim_id")).values("incident_id")
    Sighting.objects.filter(incident=None).update(incident_id=Subquery(incident))
    judged = Claim.objects.exclude(verdict=None).filter(verdicts=None)
    ClaimVerdict.objects.bulk_create(
        (
            ClaimVerdict(
                claim=claim,
                no=1,
                verdict=claim.verdict,
                evidence=claim.evidence,
                legal_source=claim.legal_source,
                verifier_id=claim.verifier_id,
                judged_at=claim.judged_at or claim.updated_at,
            )
            for claim in judged.iterator(chunk_size=1000)
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    """Data alone: PostgreSQL alters no table in the transaction that has just changed its rows."""

    dependencies = [("incidents", "0003_incidents_in_full")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
