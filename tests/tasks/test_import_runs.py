"""An import in the background: read, looked at, confirmed, written once, whatever happens to the worker."""

import hashlib
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, StaleVersion
from comms.files.services import stored_bytes
from comms.org.models import Role
from comms.outbox.models import OutboxMessage
from comms.outbox.services import drain
from plans.models import Plan
from plans.services import plan_submit
from tasks.models import ImportRun, Task
from tasks.services import import_begin, import_discard, import_retry, import_runs, import_write, task_edit
from tasks.services.import_runs import run_read, run_write
from tasks.states import ImportState
from tests.cast import Cast
from tests.plans.build import draft, issued
from tests.tasks.tables import ROWS, csv_of, row, upload, xlsx


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return draft(cast, ends=date(2026, 12, 31))


def begun(cast: Cast, plan: Plan, content: bytes | None = None, name: str = "bang.xlsx") -> ImportRun:
    return import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(content or xlsx(), name))


def read(cast: Cast, plan: Plan, content: bytes | None = None, name: str = "bang.xlsx") -> ImportRun:
    run = begun(cast, plan, content, name)
    drain()
    run.refresh_from_db()
    return run


def confirmed(cast: Cast, run: ImportRun) -> ImportRun:
    return import_write(actor=cast.officer, run_id=run.pk, version=run.version)


def test_read_looked_at_and_written(cast: Cast, plan: Plan) -> None:
    """The file is kept and read; nothing is written before a person says so; then all of it."""
    run = read(cast, plan)
    assert (run.state, run.rows_done, run.rows_total) == (ImportState.READY, 3, 3)
    assert run.report["created"] == 3
    assert not Task.objects.exists()
    confirmed(cast, run)
    drain()
    run.refresh_from_db()
    assert (run.state, run.rows_done) == (ImportState.APPLIED, 3)
    assert run.report["objectives"] == {"created": 2, "changed": 0}
    assert Task.objects.filter(plan=plan).count() == 3
    event = AuditEvent.objects.get(action="tasks.import.applied")
    assert (event.actor_id, event.data["sha256"]) == (
        cast.officer.pk,
        hashlib.sha256(stored_bytes(run.file)).hexdigest(),
    )


def test_how_far_it_is_is_told_while_it_is_read(cast: Cast, plan: Plan) -> None:
    """Every two hundred rows, in a statement of its own."""
    told: list[tuple[int, int]] = []
    keep = import_runs._progress

    def note(run: ImportRun, done: int, total: int) -> None:
        keep(run, done, total)
        told.append(ImportRun.objects.values_list("rows_done", "rows_total").get(pk=run.pk))

    with patch.object(import_runs, "_progress", note):
        read(cast, plan, xlsx([row(str(n), f"Việc {n}") for n in range(450)]))
    assert told == [(200, 450), (400, 450)]


def test_a_message_twice_writes_once(cast: Cast, plan: Plan) -> None:
    run = confirmed(cast, read(cast, plan))
    for _time in range(2):
        run_read(run_id=run.pk)
        run_write(run_id=run.pk)
    assert Task.objects.filter(plan=plan).count() == 3
    assert AuditEvent.objects.filter(action="tasks.import.applied").count() == 1


def test_a_worker_that_dies_leaves_nothing_and_the_next_one_writes(cast: Cast, plan: Plan) -> None:
    """It falls after the rows are written and before the end of the transaction."""
    confirmed(cast, read(cast, plan))
    with patch.object(import_runs, "record_applied", side_effect=RuntimeError("lost")):
        drain()
    assert not Task.objects.exists()
    assert ImportRun.objects.get().state == ImportState.APPLYING
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        drain()
    assert Task.objects.count() == 3
    assert ImportRun.objects.get().state == ImportState.APPLIED


def test_rows_with_errors_are_refused(cast: Cast, plan: Plan) -> None:
    """The report stays for the page; it cannot be written; the mended file is another import."""
    run = read(cast, plan, xlsx([*ROWS, row("9", "Việc", "Không biết")]))
    assert (run.state, run.report["wrong"]) == (ImportState.REFUSED, 1)
    with pytest.raises(IllegalTransition):
        confirmed(cast, run)
    assert read(cast, plan).state == ImportState.READY


def test_a_file_that_cannot_be_kept_is_refused_at_once(cast: Cast, plan: Plan) -> None:
    """Nothing is left of it: neither a run nor a message."""
    for content, name in ((b"PK\x03\x04" + b"x" * 100, "a.xlsx"), (b"%PDF-1.7", "a.pdf"), (b"\xd6\xf4\xe2", "a.csv")):
        with pytest.raises(Invalid) as refused:
            begun(cast, plan, content, name)
        assert refused.value.errors["file"]
    assert not ImportRun.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_file_without_a_table_says_why(cast: Cast, plan: Plan) -> None:
    run = read(cast, plan, csv_of([], head=("a", "b")).encode(), "bang.csv")
    assert run.state == ImportState.REFUSED
    assert "Nhiệm vụ" in run.report["refused"]


def test_text_is_kept_in_utf8_and_its_evidence_names_what_was_sent(cast: Cast, plan: Plan) -> None:
    content = csv_of().encode("utf-16")
    run = read(cast, plan, content, "bang.csv")
    assert run.state == ImportState.READY
    assert stored_bytes(run.file).decode("utf-8") == csv_of()
    event = AuditEvent.objects.get(action="tasks.import.begun")
    assert event.data["sha256"] == hashlib.sha256(content).hexdigest()


def test_one_import_at_a_time(cast: Cast, plan: Plan) -> None:
    """Until the running one is done or discarded."""
    run = begun(cast, plan)
    with pytest.raises(Conflict) as refused:
        begun(cast, plan)
    assert refused.value.code == "import_running"
    import_discard(actor=cast.officer, run_id=run.pk, version=run.version)
    assert read(cast, plan).state == ImportState.READY


@pytest.mark.parametrize("verb", [import_write, import_retry])
def test_a_run_that_is_looked_at_waits_for_the_one_that_is_read(cast: Cast, plan: Plan, verb: Any) -> None:
    """Neither written nor read again while another table of the plan is being read."""
    run = read(cast, plan)
    if verb is import_retry:
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.FAILED)
    begun(cast, plan)
    with pytest.raises(Conflict) as refused:
        verb(actor=cast.officer, run_id=run.pk, version=run.version)
    assert refused.value.code == "import_running"


def test_what_was_discarded_is_left_alone(cast: Cast, plan: Plan) -> None:
    """Before it is read, before it is written, and also when the message comes after."""
    run = begun(cast, plan)
    import_discard(actor=cast.officer, run_id=run.pk, version=run.version)
    drain()
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.DISCARDED
    waiting = confirmed(cast, read(cast, plan))
    import_discard(actor=cast.officer, run_id=waiting.pk, version=waiting.version)
    drain()
    assert not Task.objects.exists()
    assert not OutboxMessage.objects.filter(state=OutboxMessage.State.PARKED).exists()


def test_discarded_while_it_is_read(cast: Cast, plan: Plan) -> None:
    """The worker's result comes too late and changes nothing."""
    run = begun(cast, plan)
    compare = import_runs.compare

    def discard_first(*args: Any) -> Any:
        import_discard(actor=cast.officer, run_id=run.pk, version=None)
        return compare(*args)

    with patch.object(import_runs, "compare", discard_first):
        drain()
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.DISCARDED


def test_a_plan_that_changed_after_the_preview_is_not_written_over(cast: Cast, plan: Plan) -> None:
    """The person gets a new preview of the same file instead."""
    first = read(cast, plan)
    confirmed(cast, first)
    drain()
    second = read(cast, plan, xlsx([row("1", "Tên khác", "VP")]))
    assert second.report["changed"] == 1
    task = Task.objects.get(plan=plan, no="1")
    confirmed(cast, second)
    task_edit(actor=cast.unit_head, task_id=task.pk, version=task.version, title="Tên của trưởng đơn vị")
    drain()
    second.refresh_from_db()
    task.refresh_from_db()
    assert task.title == "Tên của trưởng đơn vị"
    assert (second.state, second.report["stale"], second.report["changed"]) == (ImportState.READY, True, 1)
    confirmed(cast, second)
    drain()
    task.refresh_from_db()
    assert task.title == "Tên khác"


def test_the_right_is_asked_again_when_it_is_written(cast: Cast, plan: Plan) -> None:
    """Whoever confirmed and then left the unit writes nothing."""
    run = confirmed(cast, read(cast, plan))
    Role.objects.filter(user=cast.officer).update(ends=date(2026, 11, 20))
    drain()
    run.refresh_from_db()
    assert (run.state, Task.objects.count()) == (ImportState.FAILED, 0)
    assert run.report["refused"]


def test_a_plan_that_was_submitted_meanwhile_is_not_written(cast: Cast, plan: Plan) -> None:
    run = confirmed(cast, read(cast, plan))
    plan_submit(actor=cast.officer, plan_id=plan.pk, version=plan.version)
    drain()
    run.refresh_from_db()
    assert (run.state, Task.objects.count()) == (ImportState.FAILED, 0)
    assert "kế hoạch" in run.report["refused"].lower() or "plan" in run.report["refused"].lower()


def test_an_issued_plan_is_compared_and_never_written(cast: Cast) -> None:
    run = read(cast, issued(cast))
    assert run.state == ImportState.READY
    with pytest.raises(Conflict) as refused:
        confirmed(cast, run)
    assert refused.value.code == "use_amendment"


def test_nothing_to_write(cast: Cast, plan: Plan) -> None:
    confirmed(cast, read(cast, plan))
    drain()
    again = read(cast, plan)
    with pytest.raises(Conflict) as refused:
        confirmed(cast, again)
    assert refused.value.code == "nothing_to_write"


def test_verbs_ask_for_right_and_version(cast: Cast, plan: Plan) -> None:
    run = read(cast, plan)
    for verb in (import_write, import_retry, import_discard):
        with pytest.raises(NotAllowed):
            verb(actor=cast.leader, run_id=run.pk, version=run.version)
        with pytest.raises(StaleVersion):
            verb(actor=cast.officer, run_id=run.pk, version=run.version + 5)


def test_a_file_is_read_again_after_a_failure(cast: Cast, plan: Plan) -> None:
    run = confirmed(cast, read(cast, plan))
    Role.objects.filter(user=cast.officer).update(ends=date(2026, 11, 20))
    drain()
    Role.objects.filter(user=cast.officer).update(ends=None)
    run.refresh_from_db()
    cast.officer.forget_roles()
    run = import_retry(actor=cast.officer, run_id=run.pk, version=run.version)
    drain()
    run.refresh_from_db()
    assert run.state == ImportState.READY
    assert "refused" not in run.report
