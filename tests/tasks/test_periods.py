"""The wording of the timing beside the task: due date, recurrence, periods; reports that meet a period."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from comms.core.errors import Conflict, Invalid, ServiceError
from plans.models import Plan
from plans.services import plan_update
from tasks.models import Participation, Task, TaskPeriod, TaskUpdate
from tasks.selectors import unread_timings
from tasks.services import task_create, task_edit, task_update
from tests.api.conftest import code_of
from tests.cast import Cast
from tests.plans.build import draft, plan_of_2022
from tests.races import at_once, needs_postgresql
from tests.tasks.build import alone, bring

YEAR = {"starts": date(2026, 1, 1), "ends": date(2026, 12, 31)}


def add(cast: Cast, plan: Plan, **fields: Any) -> Task:
    given = {"title": "Họp báo", "lead_unit": cast.units["C-PBGDPL-TGPL"], **fields}
    return task_create(actor=cast.officer, plan_id=plan.pk, **given)


def edit(cast: Cast, task: Task, **fields: Any) -> Task:
    return task_edit(actor=cast.officer, task_id=task.pk, version=Task.objects.get(pk=task.pk).version, **fields)


def timing_of(task: Task) -> tuple[Any, ...]:
    task = Task.objects.get(pk=task.pk)
    return task.due_on, task.due_precision, task.recurrence


def spans(task: Task) -> list[tuple[date, date]]:
    rows = TaskPeriod.objects.filter(task=task).order_by("starts")
    assert all(row.due_on == row.ends for row in rows)
    return [(row.starts, row.ends) for row in rows]


def reported_quarterly(cast: Cast) -> Task:
    """A task of every quarter of 2022 in an issued plan, accepted."""
    plan = plan_of_2022(cast, starts=date(2022, 1, 1), ends=date(2022, 12, 31))
    return bring(cast, alone(cast, plan, timing_text="Hằng quý"), "accepted")


def test_a_wording_gives_the_due_date(cast: Cast) -> None:
    """Read when the task is written; the first due date is the same; an explicit due date wins."""
    plan = draft(cast, **YEAR)
    read = add(cast, plan, timing_text=" Quý II/2026 ")
    assert (read.timing_text, read.first_due_on) == ("Quý II/2026", date(2026, 6, 30))
    assert timing_of(read) == (date(2026, 6, 30), "quarter", "")
    given = add(cast, plan, timing_text="Quý II/2026", due_on=date(2026, 5, 5))
    assert timing_of(given) == (date(2026, 5, 5), "day", "")
    exact = add(cast, plan, due_on=date(2026, 5, 31), due_precision="month")
    assert timing_of(exact) == (date(2026, 5, 31), "month", "")
    assert [task.timing_understood for task in (read, given, exact)] == [True, True, None]


def test_what_cannot_be_read_is_listed(cast: Cast) -> None:
    """Until a due date stands beside it."""
    plan = draft(cast, **YEAR)
    unread = add(cast, plan, timing_text="Sau khi được phê duyệt")
    add(cast, plan, timing_text="Thường xuyên")
    add(cast, plan)
    assert timing_of(unread) == (None, "day", "")
    assert unread.timing_understood is False
    assert list(unread_timings(plan)) == [unread]
    edit(cast, unread, due_on=date(2026, 6, 1))
    assert not unread_timings(plan).exists()


def test_a_new_wording_is_read_anew(cast: Cast) -> None:
    """A due date that was read follows; one that was given stays; without wording and due date nothing remains."""
    plan = draft(cast, **YEAR)
    task = add(cast, plan, timing_text="Quý II/2026")
    edit(cast, task, timing_text="Tháng 9/2026")
    assert timing_of(task) == (date(2026, 9, 30), "month", "")
    edit(cast, task, due_on=date(2026, 9, 15))
    assert timing_of(task) == (date(2026, 9, 15), "day", "")
    edit(cast, task, timing_text="Quý IV/2026")
    assert timing_of(task) == (date(2026, 9, 15), "day", "")
    edit(cast, task, due_on=None)
    assert timing_of(task) == (date(2026, 12, 31), "quarter", "")
    edit(cast, task, timing_text=None)
    assert timing_of(task)[0] is None
    assert Task.objects.get().first_due_on is None


def test_a_recurrence_makes_periods(cast: Cast) -> None:
    """One for each quarter of the plan, as soon as the plan has an end; the task is due with the last."""
    plan = draft(cast, starts=date(2026, 2, 1))
    task = add(cast, plan, timing_text="Hằng quý")
    assert (timing_of(task), spans(task)) == ((None, "day", "quarterly"), [])
    plan = plan_update(actor=cast.officer, plan_id=plan.pk, version=plan.version, ends=date(2026, 9, 15))
    assert timing_of(task) == (date(2026, 9, 15), "day", "quarterly")
    assert spans(task) == [
        (date(2026, 2, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 9, 15)),
    ]
    assert Participation.objects.get().due_sort == date(2026, 3, 31)
    edit(cast, task, timing_text="Hằng năm")
    assert spans(task) == [(date(2026, 2, 1), date(2026, 9, 15))]
    edit(cast, task, timing_text="Thường xuyên")
    assert (timing_of(task), spans(task)) == ((None, "day", "continuous"), [])


def test_new_dates_of_a_plan_leave_what_was_given(cast: Cast) -> None:
    """Only what was read from a wording is read anew; and a wording may fall outside."""
    plan = draft(cast, **YEAR)
    read, given = add(cast, plan, timing_text="Quý IV"), add(cast, plan, timing_text="Quý IV", due_on=date(2026, 5, 5))
    plan_update(actor=cast.officer, plan_id=plan.pk, version=plan.version, ends=date(2027, 6, 30))
    assert timing_of(read) == (None, "day", "")
    assert timing_of(given)[0] == date(2026, 5, 5)
    assert list(unread_timings(plan)) == [read]


def test_a_report_meets_a_period_once(cast: Cast) -> None:
    """The period says by which report and when; another report cannot meet it again; another task's is unknown."""
    task = reported_quarterly(cast)
    first, second = TaskPeriod.objects.filter(task=task).order_by("starts")[:2]
    update = task_update(actor=cast.officer, task_id=task.pk, text="Đã họp báo", period=first.pk)
    first.refresh_from_db()
    assert (first.met_by, first.met_on) == (update, date(2026, 11, 21))
    with pytest.raises(Conflict) as again:
        task_update(actor=cast.officer, task_id=task.pk, text="Lần nữa", period=first.pk)
    assert again.value.code == "period_met"
    other = bring(cast, alone(cast, task.plan, no="7", timing_text="Hằng năm"), "accepted")
    with pytest.raises(Invalid):
        task_update(actor=cast.officer, task_id=other.pk, text="Nhầm", period=second.pk)
    assert TaskUpdate.objects.count() == 1


def test_a_period_with_a_report_stays(cast: Cast) -> None:
    """A new wording replaces only the periods that nobody has reported on."""
    plan = draft(cast, **YEAR)
    task = add(cast, plan, timing_text="Hằng quý")
    report = TaskUpdate.objects.create(task=task, seq=1, actor_label="A", text="Đã làm")
    TaskPeriod.objects.filter(task=task, starts=date(2026, 1, 1)).update(met_by=report, met_on=date(2026, 3, 30))
    edit(cast, task, timing_text="Hằng tháng")
    assert spans(task)[:2] == [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30))]
    assert len(spans(task)) == 10


def test_periods_over_http(cast: Cast, caller: Callable[[str], APIClient]) -> None:
    task, client = reported_quarterly(cast), caller("officer")
    address = f"/api/v1/tasks/{task.pk}/"
    body = client.get(address).json()
    assert [body[name] for name in ("timing_understood", "due_on", "due_precision", "recurrence")] == [
        True,
        "2022-12-31",
        "day",
        "quarterly",
    ]
    rows = client.get(f"{address}periods/").json()["results"]
    assert (rows[0]["starts"], rows[0]["ends"], rows[0]["met_by"]) == ("2022-01-01", "2022-03-31", None)
    made = client.post(f"{address}updates/", {"text": "Đã họp báo", "period": rows[0]["id"]})
    assert made.status_code == 201, made.content
    assert client.get(f"{address}periods/").json()["results"][0]["met_by"] == made.json()["id"]
    again = client.post(f"{address}updates/", {"text": "Lần nữa", "period": rows[0]["id"]})
    assert (again.status_code, code_of(again)) == (409, "period_met")


@needs_postgresql
def test_two_reports_on_one_period(transactional_db: Any, cast: Cast) -> None:
    """One meets it; the other leaves nothing behind."""
    task = reported_quarterly(cast)
    period = TaskPeriod.objects.filter(task=task).order_by("starts")[0]
    results = at_once(*[lambda: task_update(actor=cast.officer, task_id=task.pk, text="Đã làm", period=period.pk)] * 4)
    assert sorted(one.code if isinstance(one, ServiceError) else "done" for one in results) == [
        "done",
        *["period_met"] * 3,
    ]
    assert TaskUpdate.objects.count() == 1
