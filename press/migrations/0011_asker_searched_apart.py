"""Who asked is searched in a column of its own, which only those who may read it search."""

from django.db import migrations

import comms.core.fields


def fold_anew(apps, schema_editor):
    """Again at will: both columns are shadows of others."""
    rows = apps.get_model("press", "PressRequest").objects.using(schema_editor.connection.alias)
    for row in rows.only("subject", "questions", "outlet_name", "answer", "journalist_name").iterator(500):
        row.save(update_fields=["folded", "asker_folded"])


class Migration(migrations.Migration):
    dependencies = [("press", "0010_conference_minutes")]

    operations = [
        migrations.AddField(
            "pressrequest",
            "asker_folded",
            comms.core.fields.FoldedField(default="", editable=False, sources=("journalist_name",)),
        ),
        migrations.AlterField(
            "pressrequest",
            "folded",
            comms.core.fields.FoldedField(
                default="", editable=False, sources=("subject", "questions", "outlet_name", "answer")
            ),
        ),
        migrations.RunPython(fold_anew, migrations.RunPython.noop),
    ]
