from django.db import migrations

from comms.core.append_only import append_only


class Migration(migrations.Migration):
    """The database itself refuses to change or delete what was reported and what happened."""

    dependencies = [("tasks", "0001_initial")]

    operations = [append_only("tasks_update", "tasks_transition")]
