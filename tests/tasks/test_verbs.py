"""Which verb works from which state, for whom, and what it leaves behind."""

from datetime import date, timedelta
from typing import Any

import pytest

from comms.audit.selectors import history
from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.org.services import role_grant
from plans.models import Plan
from tasks import events, selectors, services
from tasks.models import Participation, Task, TaskTransition
from tasks.states import TASK_TRANSITIONS, TaskState
from tests.cast import Cast
from tests.conftest import TODAY
from tests.plans.build import issued, plan_of_2022
from tests.tasks.build import ACTORS, LINK, NEEDS_REASON, PATHS, alone, bring, do, task_of

LEGAL = {
    "accept": {"assigned": "accepted"},
    "return": {"assigned": "returned", "accepted": "returned"},
    "assign": {"returned": "assigned"},
    "start": {"accepted": "in_progress"},
    "block": {"in_progress": "blocked"},
    "unblock": {"blocked": "in_progress"},
    "submit": {"accepted": "submitted", "in_progress": "submitted"},
    "verify": {"submitted": "verified"},
    "reject": {"submitted": "in_progress"},
    "cancel": dict.fromkeys(["assigned", "accepted", "returned", "in_progress", "blocked", "submitted"], "cancelled"),
    "reopen": {"verified": "in_progress", "cancelled": "in_progress"},
}
LEAD = {"officer", "unit_head"}
ALLOWED = {
    **dict.fromkeys(["accept", "return", "start", "block", "unblock", "submit"], LEAD),
    "assign": {"unit_head"},
    "cancel": {"unit_head"},
    "reopen": {"unit_head", "leader"},
    "verify": {"verifier"},
    "reject": {"verifier"},
}
CAST = ["officer", "unit_head", "coordinator", "press_officer", "spokesperson", "verifier", "leader", "legal_checker",
        "administrator", "auditor", "outsider"]  # fmt: skip


def test_the_table_is_the_contract() -> None:
    """Every verb of the contract and no other."""
    assert set(TASK_TRANSITIONS) == set(LEGAL)


@pytest.mark.parametrize("state", TaskState.values)
@pytest.mark.parametrize("verb", list(TASK_TRANSITIONS))
def test_transitions(cast: Cast, verb: str, state: str) -> None:
    """Each verb works from its states only; from any other nothing changes and nothing is recorded."""
    task = bring(cast, task_of(cast), state)
    actor = getattr(cast, ACTORS.get(verb, "officer"))
    target = LEGAL[verb].get(state)
    steps = TaskTransition.objects.count()
    if target is None:
        with pytest.raises(IllegalTransition):
            do(verb, task, actor)
        after = Task.objects.get(pk=task.pk)
        assert (after.state, after.version, TaskTransition.objects.count()) == (state, task.version, steps)
    else:
        assert do(verb, task, actor).state == Task.objects.get(pk=task.pk).state == target
        step = TaskTransition.objects.first()
        assert step is not None
        assert (step.verb, step.from_state, step.to_state) == (verb, state, target)
        assert bool(step.reason) == (verb in NEEDS_REASON)
        assert step.actor_label == actor.full_name
        assert TaskTransition.objects.count() == steps + 1


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("verb", list(TASK_TRANSITIONS))
def test_rights(cast: Cast, verb: str, who: str) -> None:
    """Who may do a verb.  Whoever sees the task and may not gets a reason; who does not see it gets nothing.  What the
    page offers beforehand says the same."""
    source = next(iter(LEGAL[verb]))
    task = bring(cast, task_of(cast), source)
    actor = getattr(cast, who)
    if who in ("outsider", "legal_checker"):
        with pytest.raises(NotVisible):
            do(verb, task, actor)
        return
    offered = {action["verb"]: action for action in selectors.actions(actor, task)}[verb]
    if who in ALLOWED[verb]:
        assert offered["allowed"]
        do(verb, task, actor)
    else:
        with pytest.raises(NotAllowed) as refused:
            do(verb, task, actor)
        assert not offered["allowed"]
        assert offered["reason"] == str(refused.value.detail)
        assert len(offered["reason"]) > 20


@pytest.mark.parametrize("verb", sorted(NEEDS_REASON))
def test_a_reason_is_needed(cast: Cast, verb: str) -> None:
    task = bring(cast, task_of(cast), next(iter(LEGAL[verb])))
    with pytest.raises(Invalid) as refused:
        do(verb, task, getattr(cast, ACTORS.get(verb, "officer")), reason=" \n")
    assert refused.value.errors["reason"][0].code == "required"


@pytest.mark.parametrize("state", ["draft", "submitted", "closed", "archived"])
@pytest.mark.parametrize("verb", list(TASK_TRANSITIONS))
def test_work_needs_an_open_plan(cast: Cast, verb: str, state: str) -> None:
    """Before its decision and after its end nothing of a plan is worked on; a draft's task may still be given to
    another unit or cancelled."""
    task = bring(cast, task_of(cast), next(iter(LEGAL[verb])))
    Plan.objects.update(state=state)
    actor = getattr(cast, ACTORS.get(verb, "officer"))
    if state == "draft" and verb in ("assign", "cancel"):
        do(verb, task, actor)
        return
    with pytest.raises(IllegalTransition) as refused:
        do(verb, task, actor)
    assert "plan" in str(refused.value.detail) or "kế hoạch" in str(refused.value.detail).lower()
    offered = {action["verb"]: action for action in selectors.actions(actor, Task.objects.get())}[verb]
    assert (offered["allowed"], offered["reason"]) == (False, str(refused.value.detail))


def test_a_stale_version_changes_nothing(cast: Cast) -> None:
    task = task_of(cast)
    do("accept", task, cast.officer)
    with pytest.raises(StaleVersion):
        do("start", task, cast.officer, version=task.version)


class TestVerification:
    """A unit never verifies what it submitted itself."""

    def test_the_head_of_the_unit_that_submitted_cannot_verify(self, cast: Cast) -> None:
        task = bring(cast, task_of(cast), "submitted")
        assert task.submitted_by_unit == cast.units["C-PBGDPL-TGPL"]
        with pytest.raises(NotAllowed):
            do("verify", task, cast.unit_head)

    @pytest.mark.parametrize("unit", ["C-PBGDPL-TGPL", "C-PBGDPL", "V-PBGDPL"])
    @pytest.mark.parametrize("kind", ["officer", "unit_head", "viewer"])
    def test_nor_can_a_verifier_who_also_works_there(self, cast: Cast, unit: str, kind: str) -> None:
        """Roles add up for work, not against this rule; a role in a predecessor counts as well."""
        task = bring(cast, task_of(cast), "submitted")
        role_grant(actor=None, user=cast.verifier, unit=cast.units[unit], kind=kind, starts=date(2020, 1, 1))
        for verb in ("verify", "reject"):
            with pytest.raises(NotAllowed):
                do(verb, task, cast.verifier)

    def test_nor_can_the_person_who_submitted(self, cast: Cast) -> None:
        """Also as a member of the leadership, with the role in the unit ended in the meantime."""
        role = role_grant(
            actor=None, user=cast.leader, unit=cast.units["C-PBGDPL-TGPL"], kind="officer", starts=date(2020, 1, 1)
        )
        task = bring(cast, task_of(cast, plan_of_2022(cast, verifying_unit=None)), "in_progress")
        do("submit", task, cast.leader)
        role.delete()
        cast.leader.forget_roles()
        with pytest.raises(NotAllowed):
            do("verify", task, cast.leader)

    @pytest.mark.parametrize("verifying", ["V-PBGDPL", None])
    def test_leadership_verifies_what_the_verifying_unit_submitted_or_when_there_is_none(
        self, cast: Cast, verifying: str | None
    ) -> None:
        """The verifying unit of 2022 is today the unit that submitted."""
        unit = cast.units[verifying] if verifying else None
        task = bring(cast, task_of(cast, plan_of_2022(cast, verifying_unit=unit)), "submitted")
        for person in (cast.unit_head, cast.verifier):
            with pytest.raises((NotAllowed, NotVisible)):
                do("verify", task, person)
        assert do("verify", task, cast.leader).state == "verified"

    def test_leadership_does_not_verify_in_place_of_another_verifying_unit(self, cast: Cast) -> None:
        task = bring(cast, task_of(cast), "submitted")
        with pytest.raises(NotAllowed):
            do("verify", task, cast.leader)

    def test_it_is_announced_once_with_the_task(self, cast: Cast) -> None:
        told: list[Any] = []

        def hear(sender: Any, task: Task, actor: Any, **kwargs: Any) -> None:
            told.append((sender, task.pk, task.state, actor))

        events.task_verified.connect(hear)
        try:
            task = bring(cast, task_of(cast), "verified")
            with pytest.raises(IllegalTransition):
                do("verify", task, cast.verifier)
        finally:
            events.task_verified.disconnect(hear)
        assert told == [(Task, task.pk, "verified", cast.verifier)]


class TestAssigning:
    def test_to_another_unit_that_exists_today(self, cast: Cast) -> None:
        """The new lead unit leads in both places, the plan's readers follow, the old step keeps the old unit."""
        task = bring(cast, task_of(cast), "returned")
        with pytest.raises(Invalid) as refused:
            do("assign", task, cast.unit_head, lead_unit=cast.units["C-PBGDPL"])
        assert refused.value.errors["lead_unit"][0].code == "unit_not_valid"
        task = do("assign", task, cast.unit_head, lead_unit=cast.units["CNTT"])
        assert [(row.unit, row.role) for row in task.participations.all()] == [(cast.units["CNTT"], "lead")]
        assert list(task.plan.access.filter(group="").values_list("unit__code", flat=True)) == ["CNTT"]
        assert [step.lead_unit.code for step in task.steps.all()] == ["CNTT", "V-PBGDPL", "V-PBGDPL"]
        assert do("accept", task, cast.coordinator).state == "accepted"
        with pytest.raises(NotAllowed):
            do("start", task, cast.officer)

    def test_to_the_same_unit_again(self, cast: Cast) -> None:
        task = bring(cast, task_of(cast), "returned")
        task = do("assign", task, cast.unit_head)
        assert (task.state, task.lead_unit.code) == ("assigned", "V-PBGDPL")


def test_submit_needs_evidence_where_it_is_required(cast: Cast) -> None:
    """Refused, and said beforehand, until there is some."""
    task = bring(cast, task_of(cast, evidence_required=True), "accepted")
    with pytest.raises(Conflict) as refused:
        do("submit", task, cast.officer)
    assert refused.value.code == "evidence_required"
    offered = {action["verb"]: action for action in selectors.actions(cast.officer, task)}["submit"]
    assert (offered["allowed"], offered["reason"]) == (False, str(refused.value.detail))
    services.task_update(actor=cast.officer, task_id=task.pk, text="Đã đăng", evidence=[LINK])
    assert do("submit", task, cast.officer).state == "submitted"


def test_on_time_is_judged_by_the_submission(cast: Cast) -> None:
    """A rejected submission does not count: the day of the last one is kept."""
    task = bring(cast, task_of(cast), "submitted")
    assert task.submitted_on == date(2026, 11, 21)
    do("reject", task, cast.verifier)
    with clock.frozen(TODAY.replace(hour=23) + timedelta(hours=2)):
        again = do("submit", task, cast.officer)
    assert again.submitted_on == date(2026, 11, 22)


def test_the_story_of_a_task(cast: Cast) -> None:
    """Each step is evidence, worded, with its reason."""
    task = bring(cast, task_of(cast), "verified")
    do("reopen", task, cast.unit_head)
    told = [event.action.removeprefix("tasks.task.") for event in history(task)][::-1]
    assert told == ["recorded", "accepted", "started", "submitted", "verified", "reopened"]
    assert history(task)[0].data == {"reason": "Theo ý kiến của lãnh đạo"}


def test_paths_of_these_tests_reach_every_state(cast: Cast) -> None:
    plan = issued(cast)
    for number, state in enumerate(PATHS):
        task = alone(cast, plan, no=str(number), lead_unit=cast.units["C-PBGDPL-TGPL"])
        assert bring(cast, task, state).state == state
    assert Participation.objects.filter(role="lead").count() == len(PATHS) == len(TaskState.values)
