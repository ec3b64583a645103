from typing import Any

import django.db.models.deletion
from django.db import migrations, models

CONFIRMED = "SELECT 1 FROM tasks_amendment WHERE id = OLD.amendment_id AND state = 'confirmed'"
CONFIRMED_NOW = CONFIRMED.replace("OLD.", "NEW.")
REFUSAL = "a confirmed amendment never changes"
# Trigger → table, moment, condition.
TRIGGERS = {
    "tasks_amendment_append_only_update": ("tasks_amendment", "UPDATE", "OLD.state = 'confirmed'"),
    "tasks_amendment_append_only_delete": ("tasks_amendment", "DELETE", "OLD.state = 'confirmed'"),
    "tasks_amendment_line_append_only_insert": ("tasks_amendment_line", "INSERT", f"EXISTS ({CONFIRMED_NOW})"),
    "tasks_amendment_line_append_only_update": ("tasks_amendment_line", "UPDATE", f"EXISTS ({CONFIRMED})"),
    "tasks_amendment_line_append_only_delete": ("tasks_amendment_line", "DELETE", f"EXISTS ({CONFIRMED})"),
}


def install(apps: Any, schema_editor: Any) -> None:
    """The names hold `_append_only_`, as those of the tables that only grow."""
    for name, (table, moment, condition) in TRIGGERS.items():
        if schema_editor.connection.vendor == "postgresql":
            result = "OLD" if moment == "DELETE" else "NEW"
            refuse = f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END IF;"
            statements = [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse} RETURN {result}; END $$",
                f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ]
        else:
            refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            statements = [f"CREATE TRIGGER {name} BEFORE {moment} ON {table} WHEN {condition} {refuse}"]
        for statement in statements:
            schema_editor.execute(statement, params=None)


def remove(apps: Any, schema_editor: Any) -> None:
    for name, (table, _moment, _condition) in TRIGGERS.items():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}", params=None)
            schema_editor.execute(f"DROP FUNCTION {name}()", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)


def _left_behind(model: str) -> Any:
    return models.ForeignKey(
        db_constraint=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=f"plans.{model}",
    )


class Migration(migrations.Migration):
    """A confirmed amendment and its lines never change, not even when what they named falls away later."""

    dependencies = [("tasks", "0008_parts_kept")]

    operations = [
        migrations.AlterField("amendmentline", "objective", _left_behind("objective")),
        migrations.AlterField("amendmentline", "topic", _left_behind("topic")),
        migrations.RunPython(install, remove),
    ]
