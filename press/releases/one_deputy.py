"""One absence of a person at a time: the database itself refuses a second for the same day.

PostgreSQL: an exclusion constraint (`btree_gist` comes with `press.mandates.single_voice`).  SQLite: triggers, which
suffice because its transactions write one after the other.  Used in a migration; the same rule as `absence_declare`.
"""

from typing import Any

from django.db import migrations

_NAME = "press_absence_one_deputy"
_POSTGRESQL = f"""
    ALTER TABLE press_signing_absence ADD CONSTRAINT {_NAME} EXCLUDE USING gist (
        absent_id WITH =, daterange(starts, ends, '[]') WITH &&
    ) WHERE (revoked_at IS NULL)
"""
_OVERLAP = """
    SELECT RAISE(ABORT, 'press_absence_one_deputy: another absence falls into these days')
    WHERE NEW.revoked_at IS NULL AND EXISTS (
        SELECT 1 FROM press_signing_absence AS other
        WHERE other.id <> NEW.id AND other.absent_id = NEW.absent_id AND other.revoked_at IS NULL
          AND other.starts <= NEW.ends AND NEW.starts <= other.ends
    );
"""
_VERBS = ("insert", "update")


def one_deputy() -> migrations.RunPython:
    """The migration operation, and back."""

    def install(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL, params=None)
            return
        for verb in _VERBS:
            trigger = f"CREATE TRIGGER {_NAME}_{verb} BEFORE {verb} ON press_signing_absence BEGIN {_OVERLAP} END;"
            schema_editor.execute(trigger, params=None)

    def remove(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE press_signing_absence DROP CONSTRAINT {_NAME}", params=None)
            return
        for verb in _VERBS:
            schema_editor.execute(f"DROP TRIGGER {_NAME}_{verb}", params=None)

    return migrations.RunPython(install, remove)
