"""Amendments that meet each other, or the work of a unit, at the same moment, on PostgreSQL."""

from typing import Any

from comms.audit.services import verify
from plans.models import Plan
from tasks import services
from tasks.models import Amendment, Task
from tests.cast import Cast
from tests.plans.build import draft
from tests.races import at_once, needs_postgresql
from tests.tasks.amending import DECISION, change, drafted, issued_plan, new, task
from tests.tasks.build import bring
from tests.tasks.test_races import outcome

pytestmark = needs_postgresql


def test_of_two_confirmations_one_wins(transactional_db: Any, cast: Cast) -> None:
    """One number, one change; the other is told that its version is old."""
    plan = issued_plan(cast)
    amendment = drafted(cast, plan, change("1", weight=3), new(no="9"))
    told = {"amendment_id": amendment.pk, "version": amendment.version}
    results = at_once(*[lambda who=who: services.amendment_confirm(actor=who, **told) for who in
                        (cast.unit_head, cast.leader, cast.unit_head)])  # fmt: skip
    assert outcome(results) == {"done": 1, "stale_version": 2}
    assert (Amendment.objects.get().no, Task.objects.filter(no="9").count()) == (1, 1)
    assert Plan.objects.get().version == plan.version + 1
    assert verify().broken_at is None


def test_amendments_in_one_act_get_numbers_without_a_gap(transactional_db: Any, cast: Cast) -> None:
    """Of two from one version one wins; tried again, each gets the next number."""
    plan = issued_plan(cast)
    for weight in (3, 5, 7):
        version = Plan.objects.get().version
        given = {"actor": cast.unit_head, "plan_id": plan.pk, "version": version, **DECISION}
        lines = [change("1", weight=weight)], [change("2", weight=weight)]
        results = at_once(*[lambda one=one, given=given: services.plan_amend(lines=one, **given) for one in lines])
        assert outcome(results) == {"done": 1, "stale_version": 1}
    assert sorted(Amendment.objects.values_list("no", flat=True)) == [1, 2, 3]


def test_a_report_during_a_confirmation(transactional_db: Any, cast: Cast) -> None:
    """Both succeed, whichever came first; the progress that the ledger keeps is that of its moment."""
    plan = issued_plan(cast)
    bring(cast, task("1"), "in_progress")
    amendment = drafted(cast, plan, change("1", weight=3), change("2", weight=2))
    results = at_once(
        lambda: services.amendment_confirm(actor=cast.unit_head, amendment_id=amendment.pk, version=amendment.version),
        lambda: services.task_update(actor=cast.officer, task_id=task("1").pk, percent=50),
        lambda: services.task_accept(actor=cast.officer, task_id=task("2").pk, version=task("2").version),
    )
    assert outcome(results) in ({"done": 3}, {"done": 2, "stale_version": 1})
    assert (task("1").weight, task("1").declared_percent, task("2").weight) == (3, 50, 2)
    kept = Amendment.objects.get().progress_before
    assert kept["declared_percent"] in ("0", "20")


def test_a_cancellation_during_a_confirmation(transactional_db: Any, cast: Cast) -> None:
    """A line on a task that was cancelled a moment before refuses the whole amendment; otherwise the task is both."""
    plan = issued_plan(cast)
    amendment = drafted(cast, plan, change("1", weight=3), change("2", weight=3))
    version = task("1").version
    results = at_once(
        lambda: services.amendment_confirm(actor=cast.unit_head, amendment_id=amendment.pk, version=amendment.version),
        lambda: services.task_cancel(actor=cast.unit_head, task_id=task("1").pk, version=version, reason="Thôi"),
    )
    assert outcome(results) in ({"done": 1, "task_ended": 1}, {"done": 1, "stale_version": 1})
    assert (task("1").state, task("1").weight, task("2").weight) in [("cancelled", 2, 1), ("assigned", 3, 3)]


def test_a_task_goes_over_once(transactional_db: Any, cast: Cast) -> None:
    """Two people carry the same tasks over into two drafts: one finds nothing left."""
    plan = issued_plan(cast)
    targets = [draft(cast, code=code) for code in ("A", "B")]
    results = at_once(
        *[lambda to=to: services.tasks_carry_over(actor=cast.officer, plan_id=plan.pk, to=to.pk) for to in targets]
    )
    assert outcome(results) == {"done": 1, "nothing_to_carry": 1}
    assert Task.objects.exclude(carried_from=None).count() == 4
