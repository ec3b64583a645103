"""Two acts on one task at the same moment, on PostgreSQL."""

from collections import Counter
from typing import Any

from comms.audit.services import verify
from comms.core.errors import ServiceError
from plans.models import Plan
from plans.services import plan_close, plan_start
from tasks.models import Task, TaskTransition
from tasks.services import task_accept, task_create, task_submit, task_update, task_verify
from tests.cast import Cast
from tests.plans.build import draft
from tests.races import at_once, needs_postgresql
from tests.tasks.build import bring, task_of

pytestmark = needs_postgresql


def outcome(results: list[Any]) -> Counter[str]:
    for result in results:
        assert not isinstance(result, Exception) or isinstance(result, ServiceError), result
    return Counter(result.code if isinstance(result, ServiceError) else "done" for result in results)


def test_of_two_verifications_one_wins(transactional_db: Any, cast: Cast) -> None:
    """One step, one event; the other is told that its version is old."""
    task = bring(cast, task_of(cast), "submitted")
    results = at_once(*[lambda: task_verify(actor=cast.verifier, task_id=task.pk, version=task.version)] * 4)
    assert outcome(results) == {"done": 1, "stale_version": 3}
    assert TaskTransition.objects.filter(verb="verify").count() == 1
    assert verify().broken_at is None


def test_a_report_and_a_submission(transactional_db: Any, cast: Cast) -> None:
    """Either the report came first and the submission is stale, or the task was submitted and takes no report."""
    task = bring(cast, task_of(cast), "in_progress")
    results = at_once(
        lambda: task_update(actor=cast.officer, task_id=task.pk, percent=40, version=task.version),
        lambda: task_submit(actor=cast.unit_head, task_id=task.pk, version=task.version),
    )
    assert outcome(results) == {"done": 1, "stale_version": 1}
    after = Task.objects.get()
    assert (after.state, after.declared_percent) in [("in_progress", 40), ("submitted", 0)]
    assert after.version == task.version + 1


def test_first_reports_start_a_task_once(transactional_db: Any, cast: Cast) -> None:
    task = bring(cast, task_of(cast), "accepted")
    results = at_once(
        *[lambda n=n: task_update(actor=cast.officer, task_id=task.pk, percent=n) for n in (10, 20, 30, 40)]
    )
    assert outcome(results) == {"done": 4}
    assert sorted(update.seq for update in results) == [1, 2, 3, 4]
    assert TaskTransition.objects.filter(verb="start").count() == 1
    last = max(results, key=lambda update: update.seq)
    assert Task.objects.get().declared_percent == last.percent


def test_a_task_does_not_move_in_a_plan_that_closes(transactional_db: Any, cast: Cast) -> None:
    """Whichever comes second sees the other's result."""
    task = task_of(cast)
    plan = plan_start(actor=cast.unit_head, plan_id=task.plan_id, version=1)
    results = at_once(
        lambda: plan_close(actor=cast.unit_head, plan_id=plan.pk, version=plan.version),
        lambda: task_accept(actor=cast.officer, task_id=task.pk, version=task.version),
    )
    assert Plan.objects.get().state == "closed"
    assert outcome(results) in ({"done": 2}, {"done": 1, "illegal_transition": 1})
    assert Task.objects.get().state == ("accepted" if outcome(results)["done"] == 2 else "assigned")


def test_tasks_added_at_once_each_get_a_place(transactional_db: Any, cast: Cast) -> None:
    """And of two with one number one is refused."""
    plan = draft(cast)
    unit = cast.units["CNTT"]
    alone_in = {"actor": cast.officer, "plan_id": plan.pk, "lead_unit": unit}
    results = at_once(*[lambda n=n: task_create(title=str(n), no=n, **alone_in) for n in ("1", "1", "2", "3")])
    assert outcome(results) == {"done": 3, "invalid": 1}
    assert sorted(Task.objects.values_list("position", flat=True)) == [1, 2, 3]
    assert plan.access.count() == 1
