from django.db import migrations

from comms.core.append_only import append_only


class Migration(migrations.Migration):
    """The database itself refuses to change or delete evidence."""

    dependencies = [("audit", "0001_initial")]

    operations = [append_only("audit_event")]
