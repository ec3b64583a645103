"""Two tables, or a table and a person, at the same moment, on PostgreSQL."""

from datetime import date
from typing import Any

import pytest

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core.errors import Conflict, ServiceError, StaleVersion
from plans.models import Plan
from tasks.models import ImportRun, Task
from tasks.services import import_begin, import_discard, import_retry, import_write, table_import, task_edit
from tasks.services.import_runs import run_read, run_write
from tests.cast import Cast
from tests.plans.build import draft
from tests.races import at_once, needs_postgresql
from tests.tasks.tables import row, upload, xlsx

pytestmark = needs_postgresql


def plan_of(cast: Cast) -> Plan:
    return draft(cast, ends=date(2026, 12, 31))


def test_the_same_table_twice_is_written_once(transactional_db: Any, cast: Cast) -> None:
    """The second one waits for the plan and finds nothing left to do."""
    plan = plan_of(cast)
    results = at_once(*[lambda: table_import(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx()))] * 3)
    assert sorted(report["created"] for report in results) == [0, 0, 3]
    assert Task.objects.count() == 3
    assert AuditEvent.objects.filter(action="tasks.import.applied").count() == 1
    assert verify().broken_at is None


def test_a_table_and_an_edit_of_one_of_its_tasks(transactional_db: Any, cast: Cast) -> None:
    """Locks are taken tasks first, then the plan, by both: nobody waits for ever, nothing is lost."""
    plan = plan_of(cast)
    table_import(
        actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx([row(str(n), f"Việc {n}") for n in range(20)]))
    )
    task = Task.objects.get(no="7")
    changed = xlsx([row(str(n), f"Việc khác {n}") for n in range(20)])
    results = at_once(
        lambda: table_import(actor=cast.officer, plan_id=plan.pk, upload=upload(changed)),
        lambda: task_edit(actor=cast.unit_head, task_id=task.pk, version=task.version, note="Ghi chú"),
    )
    assert not isinstance(results[0], Exception), results[0]
    assert not isinstance(results[1], Exception) or isinstance(results[1], StaleVersion), results[1]
    assert Task.objects.get(no="7").title == "Việc khác 7"
    assert verify().broken_at is None


def test_a_message_delivered_to_two_workers(transactional_db: Any, cast: Cast) -> None:
    """One writes; the other waits for the run and leaves it."""
    plan = plan_of(cast)
    run = import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx()))
    run_read(run_id=run.pk)
    run.refresh_from_db()
    import_write(actor=cast.officer, run_id=run.pk, version=run.version)
    assert at_once(*[lambda: run_write(run_id=run.pk)] * 3) == [None] * 3
    assert Task.objects.count() == 3
    assert AuditEvent.objects.filter(action="tasks.import.applied").count() == 1


def test_discarded_while_it_is_written(transactional_db: Any, cast: Cast) -> None:
    """Either nothing is written, or it was too late to discard: never half."""
    plan = plan_of(cast)
    run = import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx()))
    run_read(run_id=run.pk)
    run.refresh_from_db()
    run = import_write(actor=cast.officer, run_id=run.pk, version=run.version)
    results = at_once(
        lambda: run_write(run_id=run.pk),
        lambda: import_discard(actor=cast.officer, run_id=run.pk, version=run.version),
    )
    state = ImportRun.objects.get().state
    assert (state, Task.objects.count()) in [("discarded", 0), ("applied", 3)]
    assert isinstance(results[1], ServiceError) == (state == "applied")


def test_two_uploads_at_once(transactional_db: Any, cast: Cast) -> None:
    """One runs, the other is told so."""
    plan = plan_of(cast)
    results = at_once(*[lambda: import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx()))] * 2)
    assert sum(isinstance(one, Conflict) for one in results) == 1
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize("verb", [import_write, import_retry])
def test_an_upload_while_another_run_goes_on(transactional_db: Any, cast: Cast, verb: Any) -> None:
    """One of the two runs; the other is told why not, and not by the database."""
    plan = plan_of(cast)
    run = import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx()))
    run_read(run_id=run.pk)
    run.refresh_from_db()
    if verb is import_retry:
        ImportRun.objects.filter(pk=run.pk).update(state="failed")
    results = at_once(
        lambda: verb(actor=cast.officer, run_id=run.pk, version=run.version),
        lambda: import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx())),
    )
    assert [one.code for one in results if isinstance(one, Exception)] == ["import_running"]
