from django.db import migrations

from comms.core.append_only import append_only


class Migration(migrations.Migration):
    """What was declared as reached is never changed: a correction is a later row."""

    dependencies = [("plans", "0002_full_scheme")]

    operations = [append_only("plans_indicator_actual")]
