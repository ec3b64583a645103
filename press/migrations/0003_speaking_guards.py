from django.db import migrations

from comms.core.append_only import append_only
from press.mandates.single_voice import single_voice


class Migration(migrations.Migration):
    """One voice of an agency at a time; what was said stays."""

    dependencies = [("press", "0002_speaking")]

    operations = [single_voice(), append_only("press_statement_version"), append_only("press_statement_writer")]
