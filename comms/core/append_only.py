"""Tables that only grow: the database itself refuses UPDATE, DELETE and TRUNCATE.

Used in migrations: `operations = [..., append_only("audit_event")]`.  A migration that alters such a table does it
between `lifted("audit_event")` and `append_only("audit_event")`: SQLite rebuilds the table and loses its triggers.
"""

from typing import Any

from django.db import migrations

_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION comms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
    """,
    """
    CREATE TRIGGER {table}_append_only_row BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION comms_refuse_change();
    """,
    """
    CREATE TRIGGER {table}_append_only_table BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION comms_refuse_change();
    """,
)
_SQLITE = tuple(
    f"CREATE TRIGGER {{table}}_append_only_{verb} BEFORE {verb.upper()} ON {{table}} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;"
    for verb in ("update", "delete")
)
_NAMES = {"postgresql": ("row", "table"), "sqlite": ("update", "delete")}


def append_only(*tables: str) -> migrations.RunPython:
    """A migration operation that makes `tables` append-only, and back."""
    return migrations.RunPython(_installing(tables), _removing(tables))


def lifted(*tables: str) -> migrations.RunPython:
    """The operation that takes the guard away, so that `tables` can be altered; `append_only` puts it back."""
    return migrations.RunPython(_removing(tables), _installing(tables))


def _installing(tables: tuple[str, ...]) -> Any:
    def install(apps: Any, schema_editor: Any) -> None:
        statements = _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE
        for table in tables:
            for statement in statements:
                schema_editor.execute(statement.format(table=table), params=None)

    return install


def _removing(tables: tuple[str, ...]) -> Any:
    def remove(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for table in tables:
            for name in _NAMES[vendor]:
                on_table = f" ON {table}" if vendor == "postgresql" else ""
                schema_editor.execute(f"DROP TRIGGER {table}_append_only_{name}{on_table}", params=None)

    return remove
