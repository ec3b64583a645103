"""What an amendment does to work that has begun: due dates, parts that were delivered, a coordinator that leads."""

from datetime import date
from typing import Any

import pytest

from comms.core.errors import Conflict
from plans.models import Plan
from tasks import services
from tasks.models import Task
from tasks.services import tasks_carry_over
from tests.cast import Cast
from tests.plans.build import draft
from tests.tasks.amending import amend, change, issued_plan, task
from tests.tasks.build import bring, do

EXTENDED = date(2026, 12, 20)


@pytest.mark.parametrize(
    ("values", "due_on"),
    [
        ({"timing_text": "Quý IV"}, date(2026, 12, 31)),
        ({"timing_text": "Hằng quý"}, date(2026, 12, 31)),
        ({"timing_text": "Quý IV", "due_on": "2026-12-20"}, EXTENDED),
        ({"timing_text": "Quý IV", "due_on": "2026-11-25"}, date(2026, 11, 25)),
        ({"timing_text": "Khi có yêu cầu của Bộ trưởng"}, EXTENDED),
        ({"title": "Khác"}, EXTENDED),
    ],
)
def test_a_new_wording_sets_the_due_date_again(cast: Cast, values: dict[str, Any], due_on: date) -> None:
    """Also after an extension, since the newer decision wins; a given date wins over the wording, and one that says no
    date leaves the one that holds."""
    plan = issued_plan(cast)
    Task.objects.filter(no="1").update(due_on=EXTENDED)
    amend(cast, plan, change("1", **values))
    assert task("1").due_on == due_on


def test_an_unread_wording_leaves_the_date_that_holds(cast: Cast) -> None:
    """Also the one that was read from the wording of before."""
    plan = issued_plan(cast)
    Task.objects.filter(no="1").update(timing_text="Quý III")
    amend(cast, plan, change("1", timing_text="Khi có yêu cầu của Bộ trưởng"))
    assert task("1").due_on == date(2026, 9, 30)


def test_in_a_draft_an_unread_wording_takes_its_date_along(cast: Cast) -> None:
    """The date of a wording that is no longer there is nobody's decision yet."""
    plan = draft(cast, ends=date(2026, 12, 31), year=2026)
    made = services.task_create(
        actor=cast.officer, plan_id=plan.pk, title="x", lead_unit=cast.units["CNTT"], timing_text="Quý II"
    )
    made = services.task_edit(actor=cast.officer, task_id=made.pk, version=1, timing_text="Khi có yêu cầu")
    assert made.due_on is None


DELIVERED = {"unit": "CNTT", "deliverable": "Hạ tầng"}


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize(
    ("part", "again"),
    [
        ({**DELIVERED, "deliverable": "Việc khác"}, True),
        ({**DELIVERED, "due_on": "2026-12-20"}, True),
        (DELIVERED, False),
    ],
)
def test_a_part_that_changes_is_delivered_anew(cast: Cast, part: dict[str, Any], again: bool, confirmed: bool) -> None:
    """What was delivered answered another order; it stays in the evidence."""
    plan, unit = issued_plan(cast), cast.units["CNTT"]
    begun = bring(cast, task("1"), "accepted")
    given = {"task_id": begun.pk, "unit": unit}
    services.contribution_deliver(actor=cast.coordinator, version=begun.version, text="xong", **given)
    if confirmed:
        services.contribution_confirm(actor=cast.officer, version=task("1").version, **given)
    amend(cast, plan, change("1", weight=5, coordinating=[part, {"unit": "VP"}]))
    row = task("1").participations.get(unit=unit)
    told = (row.state, row.delivered_text, row.delivered_on is None, row.delivered_by is None, row.confirmed_on is None)
    if again:
        assert told == ("assigned", "", True, True, True)
    else:
        assert told == ("confirmed" if confirmed else "delivered", "xong", False, False, not confirmed)


def test_a_coordinator_that_leads_has_no_part_any_more(cast: Cast) -> None:
    plan = issued_plan(cast)
    amendment = amend(cast, plan, change("1", lead_unit="CNTT"))
    assert [(row.unit.code, row.role) for row in task("1").participations.all()] == [("CNTT", "lead")]
    line = amendment.lines.get()
    assert line.after == {"lead_unit": "CNTT", "coordinating": []}


def test_a_cancelled_copy_is_not_reopened_beside_another(cast: Cast) -> None:
    """The task went over again meanwhile: the refusal says so."""
    source = issued_plan(cast)
    old = task("1")
    first, second = (draft(cast, code=code, starts=date(2026, 2, 1)) for code in ("D1", "D2"))
    tasks_carry_over(actor=cast.officer, plan_id=source.pk, to=first.pk, tasks=[old.pk])
    Plan.objects.filter(pk=first.pk).update(state="issued", decision_number="9/QĐ", decision_date=date(2026, 3, 1))
    copy = Task.objects.get(plan=first)
    do("cancel", copy, cast.unit_head)
    tasks_carry_over(actor=cast.officer, plan_id=source.pk, to=second.pk, tasks=[old.pk])
    copy.refresh_from_db()
    with pytest.raises(Conflict) as refused:
        services.task_reopen(actor=cast.unit_head, task_id=copy.pk, version=copy.version, reason="Làm tiếp")
    assert refused.value.code == "carried_already"
    do("cancel", Task.objects.get(plan=second), cast.unit_head)
    assert (
        services.task_reopen(actor=cast.unit_head, task_id=copy.pk, version=copy.version, reason="Làm tiếp").state
        != "cancelled"
    )
