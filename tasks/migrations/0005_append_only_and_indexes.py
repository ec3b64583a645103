from typing import Any

from django.db import migrations

from comms.core.append_only import append_only

# SQLite lost `tasks_task_rollup` when the migration before this one rebuilt its table.
INDEXES = {
    "tasks_task_rollup": ("tasks_task", "objective_id", "state, weight, declared_percent"),
    "tasks_task_plan_rollup": (
        "tasks_task",
        "plan_id, objective_id, lead_unit_id",
        "state, weight, declared_percent, due_on, submitted_on",
    ),
}


def create(apps: Any, schema_editor: Any) -> None:
    for name, (table, columns, included) in INDEXES.items():
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}", params=None)
        if schema_editor.connection.vendor == "postgresql":
            statement = f"CREATE INDEX {name} ON {table} ({columns}) INCLUDE ({included})"
        else:
            statement = f"CREATE INDEX {name} ON {table} ({columns}, {included})"
        schema_editor.execute(statement, params=None)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP INDEX IF EXISTS tasks_task_plan_rollup", params=None)


class Migration(migrations.Migration):
    """What is told and what was handed over never changes; the indexes over which the roll-ups read nothing else."""

    dependencies = [("tasks", "0004_full_scheme")]

    operations = [
        append_only("tasks_comment", "tasks_comment_mention", "tasks_handover", "tasks_handover_line"),
        migrations.RunPython(create, drop),
    ]
