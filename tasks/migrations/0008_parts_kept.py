from datetime import date
from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """As `tasks.services.parts.keep_parts`; may run twice."""
    schema_editor.execute(
        "UPDATE tasks_participation SET "
        "is_open = EXISTS (SELECT 1 FROM tasks_task t WHERE t.id = tasks_participation.task_id "
        "AND t.state NOT IN ('verified', 'cancelled')), "
        "due_sort = COALESCE(due_on, "
        "(SELECT MIN(p.due_on) FROM tasks_period p WHERE p.task_id = tasks_participation.task_id AND p.met_on IS NULL), "
        "(SELECT t.due_on FROM tasks_task t WHERE t.id = tasks_participation.task_id), due_sort)",
        params=None,
    )


class Migration(migrations.Migration):
    """What a unit leads or coordinates is one walk along one index."""

    dependencies = [("tasks", "0007_delivered_by")]

    operations = [
        migrations.AddField("participation", "is_open", models.BooleanField(default=True, editable=False)),
        migrations.AddField("participation", "due_sort", models.DateField(default=date.max, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "participation",
            models.Index(
                fields=["unit", "due_sort", "id"], name="tasks_part_work", condition=models.Q(("is_open", True))
            ),
        ),
        migrations.AddIndex(
            "participation",
            models.Index(fields=["task"], name="tasks_part_delivered", condition=models.Q(("state", "delivered"))),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["plan"],
                name="tasks_task_to_decide",
                condition=models.Q(("state__in", ["submitted", "returned"])),
            ),
        ),
    ]
