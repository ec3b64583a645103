"""The access list of a plan is kept by hand and has nothing to do with who is responsible."""

from collections.abc import Callable
from typing import Any

import pytest

from comms.audit.selectors import history
from comms.core.errors import Invalid, NotAllowed, StaleVersion
from plans.models import Plan
from plans.services import plan_close_to, plan_open_to
from tasks.models import Task
from tasks.services import task_edit
from tests.cast import Cast
from tests.plans.build import draft
from tests.tasks.build import alone, task_of


def opened(cast: Cast, plan: Plan, unit: str = "CTXD-VB", **given: Any) -> Plan:
    arguments = {"actor": cast.unit_head, "version": Plan.objects.get(pk=plan.pk).version, **given}
    return plan_open_to(plan_id=plan.pk, unit=cast.units[unit], **arguments)


def sees(person: Any, plan: Plan) -> tuple[bool, int]:
    return Plan.objects.visible_to(person).filter(pk=plan.pk).exists(), Task.objects.visible_to(person).count()


def test_a_unit_reads_the_plan_and_its_tasks_without_a_part_in_them(cast: Cast) -> None:
    plan = draft(cast)
    alone(cast, plan, lead_unit=cast.units["CNTT"])
    assert sees(cast.legal_checker, plan) == (False, 0)
    opened(cast, plan)
    assert sees(cast.legal_checker, plan) == (True, 1)
    plan_close_to(actor=cast.leader, plan_id=plan.pk, version=2, unit=cast.units["CTXD-VB"])
    assert sees(cast.legal_checker, plan) == (False, 0)
    assert [event.action for event in history(plan)[:2]] == ["plans.plan.closed_to", "plans.plan.opened_to"]


def test_it_stays_when_responsibilities_change_and_the_other_way_round(cast: Cast) -> None:
    """A unit on the list that also coordinated a task reads on when its part falls away; one with a part reads on when
    it is taken off the list."""
    plan = draft(cast)
    task = task_of(cast, plan, lead_unit=cast.units["C-PBGDPL-TGPL"], coordinating_group="")
    opened(cast, plan, "CNTT")
    assert sees(cast.coordinator, plan) == (True, 1)
    plan_close_to(actor=cast.unit_head, plan_id=plan.pk, version=2, unit=cast.units["CNTT"])
    assert sees(cast.coordinator, plan) == (True, 1)
    opened(cast, plan, "CNTT")
    task_edit(actor=cast.officer, task_id=task.pk, version=task.version, coordinating=[])
    assert sees(cast.coordinator, plan) == (True, 1)


def test_refusals(cast: Cast) -> None:
    plan = draft(cast)
    with pytest.raises(NotAllowed):
        opened(cast, plan, actor=cast.officer)
    with pytest.raises(StaleVersion):
        opened(cast, plan, version=7)
    with pytest.raises(Invalid, match="không còn tồn tại"):
        opened(cast, plan, "V-PBGDPL")
    opened(cast, plan)
    with pytest.raises(Invalid):
        opened(cast, plan)
    with pytest.raises(Invalid):
        plan_close_to(actor=cast.unit_head, plan_id=plan.pk, version=2, unit=cast.units["CNTT"])


def test_over_http(cast: Cast, caller: Callable[..., Any]) -> None:
    plan, head = draft(cast), caller("unit_head")
    address = f"/api/v1/plans/{plan.pk}/"
    assert head.post(f"{address}open_to/", {"unit": "CTXD-VB"}).status_code == 428
    done = head.post(f"{address}open_to/", {"unit": "CTXD-VB"}, headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["version"]) == (200, 2)
    assert [unit["code"] for unit in head.get(f"{address}readers/").json()["results"]] == ["CTXD-VB"]
    assert caller("legal_checker").get(address).status_code == 200
