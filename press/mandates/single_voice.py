"""At most one head and one regular spokesperson of an agency at any instant: the database itself refuses a second.

PostgreSQL: an exclusion constraint (needs `btree_gist`, a trusted extension).  SQLite: triggers, which suffice because
its transactions write one after the other.  Used in a migration; the same rule as `Mandate.is_valid_at`.
"""

from typing import Any

from django.db import migrations

_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    # A mandate that was revoked before it began holds at no instant: an empty range.
    """
    ALTER TABLE press_mandate ADD CONSTRAINT press_mandate_single_voice EXCLUDE USING gist (
        unit_id WITH =,
        capacity WITH =,
        (CASE WHEN revoked_at IS NULL OR revoked_at > valid_to THEN tstzrange(valid_from, valid_to, '[]')
              ELSE tstzrange(valid_from, GREATEST(valid_from, revoked_at), '[)') END) WITH &&
    ) WHERE (capacity IN ('head', 'regular'))
    """,
)

_OVERLAP = """
    SELECT RAISE(ABORT, 'press_mandate_single_voice: another one holds in this time')
    WHERE NEW.capacity IN ('head', 'regular')
      AND (NEW.revoked_at IS NULL OR NEW.revoked_at > NEW.valid_from)
      AND EXISTS (
        SELECT 1 FROM press_mandate AS other
        WHERE other.id <> NEW.id AND other.unit_id = NEW.unit_id AND other.capacity = NEW.capacity
          AND (other.revoked_at IS NULL OR other.revoked_at > other.valid_from)
          AND (NEW.valid_to IS NULL OR other.valid_from <= NEW.valid_to)
          AND (NEW.revoked_at IS NULL OR other.valid_from < NEW.revoked_at)
          AND (other.valid_to IS NULL OR NEW.valid_from <= other.valid_to)
          AND (other.revoked_at IS NULL OR NEW.valid_from < other.revoked_at)
      );
"""
_SQLITE = tuple(
    f"CREATE TRIGGER press_mandate_single_voice_{verb.lower()} BEFORE {verb} ON press_mandate BEGIN {_OVERLAP} END;"
    for verb in ("INSERT", "UPDATE")
)


def single_voice() -> migrations.RunPython:
    """The migration operation, and back."""

    def install(apps: Any, schema_editor: Any) -> None:
        for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
            schema_editor.execute(statement, params=None)

    def remove(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("ALTER TABLE press_mandate DROP CONSTRAINT press_mandate_single_voice", params=None)
            return
        for verb in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER press_mandate_single_voice_{verb}", params=None)

    return migrations.RunPython(install, remove)


def single_voice_again() -> migrations.RunPython:
    """After an operation for which Django makes the table anew: on SQLite its triggers are lost, forward and back.

    Stands behind such an operation and before it, so that the way back installs them too.
    """

    def install(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            return
        for statement in _SQLITE:
            schema_editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"), params=None)

    return migrations.RunPython(install, install)
