from typing import Any

from django.db import migrations

CREATE = {
    "postgresql": "CREATE INDEX tasks_task_rollup ON tasks_task (objective_id) INCLUDE (state, weight, declared_percent)",
    "sqlite": "CREATE INDEX tasks_task_rollup ON tasks_task (objective_id, state, weight, declared_percent)",
}


def create(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(CREATE[schema_editor.connection.vendor], params=None)


def drop(apps: Any, schema_editor: Any) -> None:
    # SQLite may have lost it: it forgets what is written out when it builds the table anew.
    schema_editor.execute("DROP INDEX IF EXISTS tasks_task_rollup", params=None)


class Migration(migrations.Migration):
    """The index over which the roll-up by objective reads nothing else.

    Written out, because SQLite has no INCLUDE and Django would warn at each start.
    """

    dependencies = [("tasks", "0002_append_only")]

    operations = [migrations.RunPython(create, drop)]
