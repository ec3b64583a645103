"""Tables that only grow: the database refuses everything else, whatever way the statement comes."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from comms.audit.models import AuditEvent
from comms.core.append_only import append_only
from tests.cast import Cast
from tests.core.letter import Letter, make_letter
from tests.races import append_only_lifted

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="a statement of SQLite")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="a statement of PostgreSQL")


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def contents() -> list[dict[str, Any]]:
    return list(AuditEvent.objects.order_by("seq").values())


STATEMENTS = [
    "UPDATE audit_event SET actor_label = 'x'",
    "UPDATE audit_event SET actor_label = actor_label",
    "DELETE FROM audit_event",
    "DELETE FROM audit_event WHERE seq = 1",
    pytest.param("TRUNCATE audit_event", marks=on_postgresql),
    pytest.param("TRUNCATE audit_event CASCADE", marks=on_postgresql),
    pytest.param(
        "INSERT INTO audit_event SELECT * FROM audit_event WHERE seq = 1 "
        "ON CONFLICT (seq) DO UPDATE SET actor_label = 'x'",
        marks=on_postgresql,
    ),
    pytest.param("REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 1", marks=on_sqlite),
    pytest.param("UPDATE OR REPLACE audit_event SET seq = 2 WHERE seq = 1", marks=on_sqlite),
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_evidence_is_neither_changed_nor_removed(cast: Cast, statement: str) -> None:
    before = contents()
    with pytest.raises(DatabaseError, match="append-only"):
        run(statement)
    assert contents() == before


def test_the_model_s_own_ways_are_refused_too(cast: Cast) -> None:
    event = AuditEvent.objects.get(seq=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()


def test_rows_are_still_added(cast: Cast) -> None:
    last = AuditEvent.objects.latest("seq")
    last.seq += 1
    last.save(force_insert=True)
    assert AuditEvent.objects.latest("seq") == last


def test_lifting_is_what_lets_the_tests_change_a_row(cast: Cast) -> None:
    """The triggers are the only thing in the way, and they are back afterwards."""
    with append_only_lifted():
        AuditEvent.objects.filter(seq=1).update(actor_label="x")
    assert AuditEvent.objects.get(seq=1).actor_label == "x"
    with pytest.raises(DatabaseError, match="append-only"):
        run(STATEMENTS[0])  # type: ignore[arg-type]


def test_the_operation_goes_forward_and_back(transactional_db: Any) -> None:
    """Installed on a table of its own, refused, taken away, permitted."""

    class Leaf(models.Model):
        text = models.TextField()

        class Meta:
            app_label = "core"
            db_table = "test_leaf"
            apps = apps.__class__()

        def __str__(self) -> str:
            return self.text

    operation = append_only("test_leaf")
    with connection.schema_editor() as editor:
        editor.create_model(Leaf)
    try:
        Leaf.objects.create(text="first")
        with connection.schema_editor() as editor:
            operation.code(apps, editor)
        with pytest.raises(DatabaseError, match="append-only"):
            Leaf.objects.update(text="second")
        with connection.schema_editor() as editor:
            operation.reverse_code(apps, editor)
        Leaf.objects.update(text="second")
        assert Leaf.objects.get().text == "second"
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Leaf)


def test_other_tables_are_not_touched(db: Any) -> None:
    letter = make_letter()
    Letter.objects.update(topic="changed")
    letter.delete()
    assert not Letter.objects.exists()
