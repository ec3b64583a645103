import django.db.models.deletion
from django.db import migrations, models

from comms.core.append_only import append_only


class Migration(migrations.Migration):
    """What was captured, concluded, reported and written down stays as it was."""

    dependencies = [("incidents", "0004_incident_of_sightings")]

    operations = [
        migrations.AlterField(
            model_name="sighting",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sightings", to="incidents.incident"
            ),
        ),
        append_only(
            "incidents_sighting",
            "incidents_timeline_entry",
            "incidents_claim_evidence",
            "incidents_claim_verdict",
            "incidents_situation_update",
            "incidents_review",
        ),
    ]
