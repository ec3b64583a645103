from django.db import migrations

from comms.core.append_only import append_only


class Migration(migrations.Migration):
    """What was captured and what was written down stay as they were."""

    dependencies = [("incidents", "0001_initial")]

    operations = [append_only("incidents_sighting", "incidents_timeline_entry")]
