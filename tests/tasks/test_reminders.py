"""Reminders: due and not yet sent, one digest a unit and day, on working days, to those who are to act."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from comms.deadlines.models import CalendarDay
from comms.deadlines.selectors import working_calendar
from comms.notify.models import Notification
from comms.org.models import Role
from comms.outbox import handlers
from comms.outbox.services import drain
from plans.services import plan_close, plan_start, plan_submit
from tasks import services
from tasks.jobs import send_digests
from tasks.models import Reminder, Task, UnitDigest
from tasks.selectors.reminders import days_back, working_days
from tasks.services import Coordinating
from tasks.services.reminders import digests_send
from tests.cast import Cast
from tests.notify.build import addressed
from tests.plans.build import draft, issued, plan_of_2022
from tests.races import at_once, needs_postgresql
from tests.tasks.build import alone, at, bring, do, task_of
from tests.tasks.reminding import body, grant, on, people_told, person, send

# --- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "sent"),
    [
        (20, 8, 1),  # Friday
        (20, 7, 1),
        (20, 6, 0),  # before the hour
        (21, 8, 0),  # Saturday
        (22, 8, 0),
        (23, 0, 0),
        (23, 8, 1),
        (24, 8, 0),  # Ngày Văn hóa Việt Nam
        (25, 8, 1),
    ],
)
def test_a_digest_goes_out_on_working_days_from_the_set_hour(cast: Cast, day: int, hour: int, sent: int) -> None:
    alone(cast, due_on=at(25))
    assert send(day, hour=hour) == sent


def test_a_decreed_day_wins(cast: Cast) -> None:
    """A Saturday that is worked, a Monday that is not."""
    alone(cast, due_on=at(25))
    CalendarDay.objects.create(date=at(21), working=True, reason="bù")
    CalendarDay.objects.create(date=at(23), working=False, reason="nghỉ")
    assert (send(23), send(21)) == (0, 1)


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [(20, 20, 0), (20, 21, 0), (20, 23, 1), (20, 24, 1), (20, 25, 2), (23, 24, 0), (13, 27, 9)],
)
def test_working_days_between(cast: Cast, after: int, until: int, count: int) -> None:
    assert working_days(working_calendar(), at(after), at(until)) == count


@pytest.mark.parametrize(
    ("today", "count", "day"),
    [(23, 1, 23), (24, 1, 23), (25, 1, 25), (25, 2, 23), (25, 3, 20), (27, 10, 13), (25, 0, 25)],
)
def test_days_back(cast: Cast, today: int, count: int, day: int) -> None:
    assert days_back(working_calendar(), at(today), count) == at(day)


# --- what and why ----------------------------------------------------------------------------------------------------


def test_a_line_says_why_it_came(cast: Cast) -> None:
    plan = plan_of_2022(cast)
    days = {"muộn": at(20), "sắp": at(26), "hôm nay": at(23), "xa": at(1, 12), "cũ": at(1, 1, 2023)}
    for number, (title, due_on) in enumerate(days.items(), start=1):
        alone(cast, plan, no=str(number), title=title, due_on=due_on)
    send(23)
    assert body(cast.officer).splitlines() == [
        "Công việc của C-PBGDPL-TGPL ngày 23/11/2026: 2 quá hạn, 2 sắp đến hạn",
        "Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý",
        "",
        "Mới hôm nay",
        "- [KH-1799] 5. cũ: quá hạn từ ngày 01/01/2023",
        "- [KH-1799] 1. muộn: quá hạn từ ngày 20/11/2026, 1 ngày làm việc",
        "- [KH-1799] 3. hôm nay: đến hạn hôm nay, 23/11/2026",
        "- [KH-1799] 2. sắp: đến hạn ngày 26/11/2026, còn 2 ngày làm việc",
    ]


def test_each_reads_the_own_language(cast: Cast) -> None:
    reader = person(cast, "reader", "C-PBGDPL-TGPL", language="en")
    alone(cast, due_on=at(20))
    send(23)
    assert "overdue since 20/11/2026, 1 working day" in body(reader)
    assert "quá hạn từ ngày 20/11/2026, 1 ngày làm việc" in body(cast.officer)


def test_the_mail_says_why_it_came_and_leads_to_the_inbox(cast: Cast) -> None:
    addressed(cast, "officer")
    alone(cast, due_on=at(20))
    with on(23):
        digests_send()
        drain()
    (message,) = mail.outbox
    assert message.subject == "Công việc của C-PBGDPL-TGPL ngày 23/11/2026: 1 quá hạn"
    assert "6. Thông cáo báo chí về Cổng PBGDPL: quá hạn từ ngày 20/11/2026, 1 ngày làm việc" in message.body
    assert "http://127.0.0.1:8000/tasks/inbox/" in message.body


@pytest.mark.parametrize("state", ["submitted", "returned", "verified", "cancelled"])
def test_the_lead_unit_is_reminded_of_what_lies_with_it(cast: Cast, state: str) -> None:
    bring(cast, alone(cast, due_on=at(20)), state)
    send(23)
    assert "officer" not in people_told()


@pytest.mark.parametrize("how", ["closed", "draft"])
def test_a_plan_that_is_not_open_reminds_nobody(cast: Cast, how: str) -> None:
    unit = cast.units["C-PBGDPL-TGPL"]
    if how == "draft":
        services.task_create(actor=cast.officer, plan_id=draft(cast).pk, title="A", lead_unit=unit, due_on=at(20))
    else:
        plan = issued(cast)
        alone(cast, plan, lead_unit=unit, due_on=at(20))
        plan = plan_start(actor=cast.unit_head, plan_id=plan.pk, version=plan.version)
        plan_close(actor=cast.unit_head, plan_id=plan.pk, version=plan.version)
    assert send(23) == 0


def test_a_coordinating_unit_is_reminded_of_its_own_part(cast: Cast) -> None:
    """By the date of its own, until it delivers; the task itself is not overdue."""
    task = task_of(cast, due_on=at(31, 12), coordinating=[Coordinating(cast.units["CNTT"], "Số liệu", at(20))])
    assert send(23) == 1
    assert "phần việc “Số liệu” của đơn vị quá hạn từ ngày 20/11/2026, 1 ngày làm việc" in body(cast.coordinator)
    bring(cast, task, "in_progress")
    services.contribution_deliver(
        actor=cast.coordinator,
        task_id=task.pk,
        version=Task.objects.get().version,
        unit=cast.units["CNTT"],
        text="Số liệu",
    )
    with on(25):
        assert digests_send() == 1
    assert people_told() == {"coordinator", "officer"}
    assert "Sản phẩm phối hợp chờ xác nhận từ ngày 21/11/2026" in body(cast.officer)


def test_the_last_period_that_is_over_and_those_due_soon(cast: Cast) -> None:
    plan = issued(cast, ends=date(2026, 12, 31))
    task = alone(cast, plan, timing_text="Hằng quý", lead_unit=cast.units["C-PBGDPL-TGPL"])
    bring(cast, task, "accepted")
    assert send(23) == 2
    for reader in (cast.officer, cast.unit_head, cast.leader):  # long overdue: told up to the leadership, as a task is
        assert "báo cáo của kỳ quá hạn từ ngày 30/09/2026" in body(reader)
    assert "30/06/2026" not in body(cast.officer)
    met = task.periods.get(due_on=date(2026, 9, 30))
    services.task_update(actor=cast.officer, task_id=task.pk, text="Quý III", period=met.pk)
    assert send(25) == 2
    assert "báo cáo của kỳ quá hạn từ ngày 30/06/2026" in body(cast.officer)
    assert send(25, 12) == 1
    assert ": đến hạn ngày 31/12/2026, còn 4 ngày làm việc" in body(cast.officer)


# --- waiting ---------------------------------------------------------------------------------------------------------


def test_who_decides_is_told_what_waits(cast: Cast) -> None:
    """Of the verifying unit the head; of the owner unit the head; each submission anew."""
    task = bring(cast, alone(cast), "submitted")
    assert send(23) == 1
    assert people_told() == {"verifier"}
    assert "Kết quả chờ xác nhận từ ngày 21/11/2026" in body(cast.verifier)
    assert send(25) == 0
    do("reject", task, cast.verifier)
    with on(25):
        do("submit", task, cast.officer)
    assert send(26) == 1
    assert "từ ngày 25/11/2026" in body(cast.verifier)


def test_nobody_is_asked_to_decide_on_the_own_work(cast: Cast) -> None:
    """Neither who submitted nor who holds a role in the submitting unit; the same rule as in the inbox."""
    bring(cast, alone(cast), "submitted")
    grant(cast.verifier, cast.units["C-PBGDPL-TGPL"], Role.Kind.VIEWER)
    assert send(23) == 0
    other = person(cast, "other", "VP", Role.Kind.UNIT_HEAD)
    assert send(23) == 1
    assert people_told() == {other.username}


def test_requests_for_more_time_and_returned_tasks(cast: Cast) -> None:
    plan = plan_of_2022(cast)
    task = bring(cast, alone(cast, plan, due_on=at(31, 12)), "in_progress")
    services.extension_request(actor=cast.officer, task_id=task.pk, new_due_on=at(1, 2, 2027), reason="Chờ")
    bring(cast, alone(cast, plan, no="7"), "returned")
    send(23)
    assert people_told() == {"unit_head"}
    assert "Đề nghị gia hạn chờ trả lời từ ngày 21/11/2026" in body(cast.unit_head)
    assert "Đơn vị đã trả lại ngày 21/11/2026" in body(cast.unit_head)


def test_who_asked_is_not_told_of_the_own_request(cast: Cast) -> None:
    """Asked by the head of the owner unit, who would decide: the leadership is told, and another head."""
    task = bring(cast, alone(cast, due_on=at(31, 12)), "in_progress")
    services.extension_request(actor=cast.unit_head, task_id=task.pk, new_due_on=at(1, 2, 2027), reason="Chờ")
    send(23)
    assert people_told() == {"leader"}
    person(cast, "deputy", "C-PBGDPL-TGPL", Role.Kind.UNIT_HEAD)
    send(25)
    assert people_told() == {"leader", "deputy"}


def test_the_leadership_is_told_of_plans_and_of_what_no_unit_may_judge(cast: Cast) -> None:
    plan = draft(cast)
    bring(cast, alone(cast, plan_of_2022(cast, verifying_unit=None)), "submitted")
    plan_submit(actor=cast.officer, plan_id=plan.pk, version=plan.version)
    assert send(23) == 1
    assert people_told() == {"leader"}
    assert "Kế hoạch KH-2026, Kế hoạch năm 2026: chờ ban hành từ ngày 21/11/2026" in body(cast.leader)
    assert "Kết quả chờ xác nhận từ ngày 21/11/2026" in body(cast.leader)
    assert send(25) == 0


# --- once, and nothing lost ------------------------------------------------------------------------------------------


def test_nothing_is_told_twice(cast: Cast) -> None:
    """Again on the same day, and on the next; what was told as due soon is told anew as overdue, and for a new date."""
    task = alone(cast, due_on=at(25))
    assert [send(23), send(23, hour=15), send(25)] == [1, 0, 0]
    assert send(26) == 1
    assert list(Reminder.objects.order_by("digest__day").values_list("kind", flat=True)) == ["due_soon", "overdue"]
    bring(cast, task, "in_progress")
    asked = services.extension_request(actor=cast.officer, task_id=task.pk, new_due_on=at(2, 12), reason="Chờ")
    services.extension_approve(actor=cast.unit_head, extension_id=asked.pk, version=asked.version)
    assert send(27) == 1
    assert "đến hạn ngày 02/12/2026" in body(cast.officer)


def test_a_digest_lists_what_is_still_open_below_what_is_new(cast: Cast) -> None:
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1", title="một", due_on=at(20))
    send(23)
    alone(cast, plan, no="2", title="hai", due_on=at(24))
    send(25)
    _heading, new, still = body(cast.officer).split("\n\n")
    assert "hai" in new
    assert "một" not in new
    assert "Vẫn còn" in still
    assert "một: quá hạn từ ngày 20/11/2026, 2 ngày làm việc" in still
    assert "hai" not in still


def test_a_missed_day_is_caught_up(cast: Cast) -> None:
    """Due soon on a day on which nothing ran: told on the next, in the words of that day."""
    alone(cast, due_on=at(26))
    assert send(27) == 1
    assert "quá hạn từ ngày 26/11/2026, 1 ngày làm việc" in body(cast.officer)


def test_what_comes_up_after_the_digest_of_a_day_goes_into_the_next(cast: Cast) -> None:
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1", due_on=at(20))
    assert send(23) == 1
    alone(cast, plan, no="2", due_on=at(20))
    assert send(23, hour=17) == 0
    assert send(25) == 1


def test_a_digest_that_fails_takes_nothing_with_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other units get theirs; its own comes at the next look."""
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1", due_on=at(20))
    alone(cast, plan, no="2", due_on=at(20), lead_unit=cast.units["CNTT"])
    whole = services.reminders.notify  # type: ignore[attr-defined]  # the module's name for it

    def broken(**fields: Any) -> Any:
        if fields["person"] == cast.officer:
            raise ZeroDivisionError
        return whole(**fields)

    monkeypatch.setattr("tasks.services.reminders.notify", broken)
    with pytest.raises(ExceptionGroup, match="digests failed"):
        send(23)
    assert people_told() == {"coordinator"}
    assert Reminder.objects.count() == 1
    monkeypatch.undo()
    assert send(23) == 1
    assert people_told() == {"coordinator", "officer"}


@needs_postgresql
def test_two_sweepers_send_one_digest(transactional_db: Any, cast: Cast) -> None:
    addressed(cast, "officer")
    for number in range(5):
        alone(cast, plan_of_2022(cast), no=str(number), due_on=at(20))
    with on(23):
        results = at_once(*[digests_send] * 4)
    assert sorted(results) == [0, 0, 0, 1]
    assert UnitDigest.objects.count() == 1
    assert Notification.objects.count() == 1
    assert Reminder.objects.count() == 5


def test_the_worker_looks_until_the_digests_of_the_day_are_sent(cast: Cast) -> None:
    """Before the hour nothing is settled; after it a day is done, and what comes up later goes into the next."""
    assert handlers.periodic_functions()["tasks.digests"] is send_digests
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1", due_on=at(20))
    for day, hour, digests in ((23, 6, 0), (23, 8, 1), (23, 9, 1), (25, 8, 2)):
        with on(day, hour=hour):
            cache.delete("tasks:digests-looked")
            send_digests()
            send_digests()
            assert UnitDigest.objects.count() == digests
        if hour == 8 and day == 23:
            alone(cast, plan, no="2", due_on=at(20), lead_unit=cast.units["CNTT"])


def test_a_day_on_which_a_digest_failed_is_not_settled(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    alone(cast, due_on=at(20))
    monkeypatch.setattr("tasks.services.reminders.digest_send", lambda *given: 1 / 0)
    with on(23):
        with pytest.raises(ExceptionGroup):
            send_digests()
        monkeypatch.undo()
        cache.delete("tasks:digests-looked")
        send_digests()
    assert UnitDigest.objects.count() == 1
