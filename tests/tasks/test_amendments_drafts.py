"""Who drafts, confirms and sees an amendment, and how a draft comes about line by line."""

from typing import Any

import pytest
from django.db import transaction

from comms.audit.selectors import history
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from plans.models import Objective, Plan
from tasks import services
from tasks.models import Amendment
from tasks.services import LineInput
from tests.cast import Cast
from tests.tasks.amending import add, amend, change, drafted, drop, issued_plan, new, task
from tests.tasks.build import do

PREPARE = {"officer", "unit_head", "leader"}
CONFIRM = {"unit_head", "leader"}


@pytest.mark.parametrize("who", ["officer", "unit_head", "coordinator", "press_officer", "verifier", "leader",
                                 "administrator", "auditor", "outsider"])  # fmt: skip
def test_rights(cast: Cast, who: str) -> None:
    """The owner unit drafts; its head and the leadership confirm; who does not see the plan finds nothing."""
    plan, actor = issued_plan(cast), getattr(cast, who)

    def refusal(call: Any) -> Any:
        with pytest.raises((NotAllowed, NotVisible)) as refused, transaction.atomic():
            call()
        return type(refused.value)

    hidden = NotVisible if who == "outsider" else NotAllowed
    if who in PREPARE:
        services.amendment_discard(actor=actor, amendment_id=_opened(actor, plan), version=1)
    else:
        assert refusal(lambda: _opened(actor, plan)) is hidden
    amendment = drafted(cast, plan, change("1", weight=3))
    told = {"actor": actor, "amendment_id": amendment.pk, "version": amendment.version}
    if who in CONFIRM:
        assert services.amendment_confirm(**told).state == "confirmed"
        amend(cast, plan, change("1", weight=4), actor=actor)
    else:
        sees_draft = who in (*PREPARE, "administrator", "auditor")
        assert refusal(lambda: services.amendment_confirm(**told)) is (NotAllowed if sees_draft else NotVisible)
        assert refusal(lambda: amend(cast, plan, change("1", weight=4), actor=actor)) is hidden
        assert task("1").weight == 2
    if who not in PREPARE:
        unseen = NotAllowed if who in ("administrator", "auditor") else NotVisible
        assert refusal(lambda: services.amendment_discard(**told)) is unseen
        assert refusal(lambda: services.amendment_describe(**told, reason="Khác")) is unseen


def _opened(actor: Any, plan: Plan) -> Any:
    return services.amendment_open(actor=actor, plan_id=plan.pk).pk


def test_who_sees_drafts_and_the_ledger(cast: Cast) -> None:
    """The ledger: whoever sees the plan.  What is not confirmed: the owner unit and those who read everything."""
    plan = issued_plan(cast)
    amend(cast, plan, change("1", weight=3))
    drafted(cast, plan, change("1", weight=4))

    def seen(who: str) -> list[str]:
        rows = Amendment.objects.visible_to(getattr(cast, who)).order_by("created_at", "no")
        return sorted(rows.values_list("state", flat=True))

    both = ["confirmed", "draft"]
    expected = {"officer": both, "unit_head": both, "leader": both, "auditor": both, "coordinator": ["confirmed"],
                "verifier": ["confirmed"], "outsider": []}  # fmt: skip
    assert {who: seen(who) for who in expected} == expected


@pytest.mark.parametrize("state", ["draft", "submitted", "closed", "archived"])
def test_only_an_open_plan_is_amended(cast: Cast, state: str) -> None:
    plan = issued_plan(cast)
    amendment = drafted(cast, plan, change("1", weight=3))
    Plan.objects.filter(pk=plan.pk).update(state=state)
    with pytest.raises(IllegalTransition):
        services.amendment_confirm(actor=cast.unit_head, amendment_id=amendment.pk, version=amendment.version)
    services.amendment_discard(actor=cast.officer, amendment_id=amendment.pk, version=amendment.version)
    with pytest.raises(IllegalTransition):
        amend(cast, plan, change("1", weight=3))
    with pytest.raises(IllegalTransition):
        services.amendment_open(actor=cast.officer, plan_id=plan.pk)


def test_a_draft_line_by_line(cast: Cast) -> None:
    """Only what differs is kept; a line goes again; a later change of another refuses the old version."""
    plan = issued_plan(cast)
    amendment = services.amendment_open(actor=cast.officer, plan_id=plan.pk)
    with pytest.raises(Conflict) as second:
        services.amendment_open(actor=cast.unit_head, plan_id=plan.pk)
    assert second.value.code == "draft_open"
    with pytest.raises(Conflict):
        amend(cast, plan, change("1", weight=3))
    line = add(cast, amendment, change("1", title="Nhiệm vụ 1", weight="3.0", due_on="2026-09-30"))
    assert (line.values, line.before, line.after) == ({"weight": "3.0"}, None, None)
    assert (task("1").weight, task("1").version) == (2, 1)
    with pytest.raises(Invalid) as twice:
        add(cast, amendment, drop("1"))
    assert twice.value.errors["target"][0].code == "twice"
    add(cast, amendment, LineInput("objective", "add", None, {"no": "III", "title": "Đào tạo"}))
    add(cast, amendment, new(no="5", objective="III"))
    assert not Objective.objects.filter(no="III").exists()
    with pytest.raises(StaleVersion):
        services.amendment_line_remove(actor=cast.officer, amendment_id=amendment.pk, version=1, line_id=line.pk)
    kept = services.amendment_line_remove(actor=cast.officer, amendment_id=amendment.pk, version=4, line_id=line.pk)
    assert [one.subject for one in kept.lines.all()] == ["objective", "task"]
    told = [event.action.rpartition(".")[2] for event in history(amendment)]
    assert told == ["line_removed", "line_added", "line_added", "line_added", "opened"]
    with pytest.raises(Invalid) as undecided:
        services.amendment_confirm(actor=cast.unit_head, amendment_id=amendment.pk, version=5)
    assert list(undecided.value.errors) == ["decision_number"]
    done = services.amendment_discard(actor=cast.officer, amendment_id=amendment.pk, version=5)
    assert (done.state, done.no) == ("discarded", None)
    for act in (services.amendment_discard, services.amendment_confirm):
        with pytest.raises(IllegalTransition):
            act(actor=cast.unit_head, amendment_id=amendment.pk, version=6)


def test_a_draft_whose_line_cannot_be_any_more(cast: Cast) -> None:
    """It still takes other lines; its effect names the trouble; confirming refuses all of it."""
    plan = issued_plan(cast)
    amendment = drafted(cast, plan, change("1", weight=3))
    do("cancel", task("1"), cast.unit_head)
    add(cast, amendment, change("4", weight=3))
    effect = services.amendment_effect(actor=cast.officer, amendment_id=amendment.pk)
    assert isinstance(effect.problem, Conflict)
    assert effect.problem.code == "task_ended"
    assert "1" in str(effect.problem.detail)
    version = Amendment.objects.get(pk=amendment.pk).version
    with pytest.raises(Conflict):
        services.amendment_confirm(actor=cast.unit_head, amendment_id=amendment.pk, version=version)
    assert task("4").weight == 1
