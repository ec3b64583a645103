"""Periods ahead by the law of each, the chain of the press conferences, counting again."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Invalid, NotAllowed
from comms.deadlines.models import CalendarDay, Rule
from comms.duties import services
from comms.duties.models import Duty
from comms.duties.states import Standing
from comms.outbox import services as work
from tests.cast import Cast
from tests.duties.conftest import conference, do, duty_of, hanoi


def of(subject: str) -> list[Duty]:
    return list(Duty.objects.filter(subject=subject).order_by("starts"))


def test_the_months_ahead_and_the_year(cast: Cast, rules: None) -> None:
    made = services.duties_generate(since=date(2026, 11, 1))
    months = of("monthly_information")
    assert months[0].starts == date(2026, 11, 1)
    assert months[-1].starts == date(2027, 12, 1), "thirteen months ahead"
    assert months[0].due_at == hanoi(2026, 12, 1)
    assert [duty.due_at for duty in of("monthly_documents_input")][:2] == [hanoi(2026, 12, 6), hanoi(2027, 1, 6)]
    assert of("monthly_documents_release")[0].due_at == hanoi(2026, 12, 11)
    assert next((d.starts, d.ends, d.due_at) for d in of("annual_press_report")) == (
        date(2025, 12, 15),
        date(2026, 12, 14),
        hanoi(2026, 12, 20),
    )
    assert made == Duty.objects.count() == AuditEvent.objects.filter(action="duties.duty.generated").count()


def test_the_first_annual_report_is_that_on_2026(cast: Cast, rules: None) -> None:
    services.duties_generate(since=date(2024, 1, 1))
    assert [duty.ends.year for duty in of("annual_press_report")] == [2026, 2027, 2028]
    assert {duty.rule.code for duty in of("annual_press_report")} == {"ND244-10"}


def test_history_is_not_flooded_with_missed_periods(cast: Cast, rules: None, settings: Any) -> None:
    services.duties_generate()
    assert min(duty.ends for duty in Duty.objects.all()) >= date(2026, 11, 1), "the month of the first evidence"
    assert not Duty.objects.overdue().exists()
    Duty.objects.all().delete()
    settings.DUTIES_FROM = "2026-09-15"
    services.duties_generate()
    assert of("monthly_information")[0].starts == date(2026, 9, 1)


def test_generating_twice_changes_nothing_and_costs_the_same(cast: Cast, rules: None) -> None:
    services.duties_generate(since=date(2026, 7, 1))
    rows = list(Duty.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as few:
        assert services.duties_generate(since=date(2026, 7, 1)) == 0
    assert list(Duty.objects.order_by("pk").values()) == rows
    services.duties_generate(since=date(2018, 1, 1))
    with CaptureQueriesContext(connection) as many:
        assert services.duties_generate(since=date(2018, 1, 1)) == 0
    assert len(many) <= len(few)


def test_each_period_is_counted_by_the_law_of_its_own_date(cast: Cast, rules: None) -> None:
    services.duties_generate(since=date(2026, 5, 10))
    assert [duty.rule.code for duty in of("monthly_information")][:3] == ["ND09-5.2A", "ND09-5.2A", "ND244-6.2A"]
    first = of("press_conference")[0]
    assert (first.starts, first.rule.code) == (date(2026, 5, 10), "ND09-5.2B"), "it began under the older decree"
    assert first.due_at == hanoi(2026, 8, 11)
    held = conference(cast, hanoi(2026, 8, 3, 9))
    do("meet", first, cast.press_officer, conference=held)
    following = of("press_conference")[1]
    assert (following.starts, following.rule.code) == (date(2026, 8, 3), "ND244-6.2B")
    assert following.due_at == hanoi(2026, 11, 4)


def test_the_term_of_a_conference_ends_on_a_working_day(cast: Cast, rules: None) -> None:
    services.duties_generate(since=date(2026, 8, 1))
    only = of("press_conference")[0]
    assert (only.due_at, only.ends) == (hanoi(2026, 11, 3), date(2026, 11, 2)), "01/11/2026 is a Sunday"
    assert [step["step"] for step in only.explanation][:2] == ["rule", "start"]


def test_a_decreed_day_moves_an_open_period_once_and_no_met_one(cast: Cast, rules: None) -> None:
    services.duties_generate(since=date(2026, 8, 1))
    only = of("press_conference")[0]
    CalendarDay.objects.create(date=date(2026, 11, 2), working=False, reason="nghỉ bù")
    services.duties_generate(since=date(2026, 8, 1))
    only.refresh_from_db()
    assert only.due_at == hanoi(2026, 11, 4)
    told = AuditEvent.objects.filter(action="duties.duty.recounted")
    assert told.count() == 1
    services.duties_generate(since=date(2026, 8, 1))
    assert told.count() == 1
    do("meet", only, cast.press_officer, conference=conference(cast, hanoi(2026, 10, 5, 9)))
    CalendarDay.objects.all().delete()
    services.duties_generate(since=date(2026, 8, 1))
    only.refresh_from_db()
    assert only.due_at == hanoi(2026, 11, 4), "what was met stays as it was counted"


def test_a_change_of_the_calendar_is_heard(cast: Cast, rules: None) -> None:
    from comms.deadlines.services import calendar_day_set

    services.duties_generate(since=date(2026, 8, 1))
    calendar_day_set(actor=cast.administrator, day=date(2026, 11, 2), working=False, reason="nghỉ bù")
    work.drain()
    assert of("press_conference")[0].due_at == hanoi(2026, 11, 4)


def test_a_rule_that_another_replaces(cast: Cast, rules: None) -> None:
    services.duties_generate(since=date(2026, 11, 1))
    old = Rule.objects.get(code="TT07-4")
    Rule.objects.filter(pk=old.pk).update(valid_to=date(2026, 12, 31))
    Rule.objects.create(
        code="TT-MOI", subject=old.subject, valid_from=date(2027, 1, 1), valid_to=date(2027, 6, 30), amount="8",
        unit=old.unit, trigger=old.trigger, legal_basis="Thông tư mới",
    )  # fmt: skip
    services.duties_generate(since=date(2026, 11, 1))
    rows = of("monthly_documents_release")
    assert [(d.starts.month, d.rule.code) for d in rows][:3] == [(11, "TT07-4"), (12, "TT07-4"), (1, "TT-MOI")]
    assert rows[2].due_at == hanoi(2027, 2, 9)
    assert rows[-1].starts == date(2027, 6, 1), "what no rule asks for any more is gone"
    gone = AuditEvent.objects.filter(action="duties.duty.taken_back").order_by("seq")
    assert {event.data["starts"] for event in gone} == {f"2027-{month:02d}-01" for month in range(7, 13)}
    assert gone[0].data["rule"] == "TT07-4"


def test_nothing_is_written_without_a_ministry_or_rules(db: None) -> None:
    assert services.duties_generate() == 0


def test_no_rules_no_duties(cast: Cast) -> None:
    assert services.duties_generate() == 0


def test_waived_opens_the_next_period_and_a_reopened_one_takes_it_back(cast: Cast, duties: Any) -> None:
    first = of("press_conference")[0]
    assert (first.starts, first.ends) == (date(2026, 7, 1), date(2026, 10, 1))
    do("waive", first, cast.leader, reason="Sáp nhập cơ quan")
    assert [duty.starts for duty in of("press_conference")] == [date(2026, 7, 1), date(2026, 10, 1)]
    following = of("press_conference")[1]
    do("reopen", first, cast.leader, reason="Quyết định lại")
    assert [duty.starts for duty in of("press_conference")] == [date(2026, 7, 1)]
    event = AuditEvent.objects.get(action="duties.duty.taken_back")
    assert (event.subject_id, event.actor_label) == (following.pk, cast.leader.audit_label())
    assert event.data["starts"] == "2026-10-01"


def test_a_conference_held_late_opens_the_next_period_from_its_own_date(cast: Cast, duties: Any) -> None:
    first = of("press_conference")[0]
    assert first.standing == Standing.MISSED
    held = conference(cast, hanoi(2026, 10, 20, 9))
    first = do("meet", first, cast.press_officer, conference=held)
    assert first.standing == Standing.LATE
    assert of("press_conference")[1].starts == date(2026, 10, 20)
    earlier = conference(cast, hanoi(2026, 9, 15, 9), kind="extraordinary")
    do("meet", first, cast.press_officer, conference=earlier)
    assert [duty.starts for duty in of("press_conference")] == [date(2026, 7, 1), date(2026, 9, 15)]
    first.refresh_from_db()
    assert first.standing == Standing.ON_TIME


def test_backfill_is_a_persons_act_with_its_reason(cast: Cast, rules: None) -> None:
    services.duties_generate()
    with pytest.raises(NotAllowed):
        services.duties_backfill(actor=cast.officer, since=date(2026, 7, 1), reason="Nhập sổ")
    for since, code in ((date(2026, 11, 22), "future"), (date(2017, 3, 29), "no_rule")):
        with pytest.raises(Invalid) as refused:
            services.duties_backfill(actor=cast.leader, since=since, reason="Nhập sổ")
        assert refused.value.errors["since"][0].code == code
    with pytest.raises(Invalid):
        services.duties_backfill(actor=cast.leader, since=date(2026, 7, 1), reason=" ")
    assert services.duties_backfill(actor=cast.press_officer, since=date(2026, 7, 1), reason="Nhập sổ") == 12
    assert duty_of("monthly_information", date(2026, 7, 5)).standing == Standing.MISSED
    assert of("press_conference")[0].starts == date(2026, 7, 1), "one that nothing had met begins earlier"
    assert AuditEvent.objects.get(action="duties.backfilled").data["reason"] == "Nhập sổ"


def test_the_29th_of_february(cast: Cast, rules: None) -> None:
    with clock.frozen(hanoi(2028, 3, 1, 9)):
        services.duties_generate(since=date(2027, 11, 30))
    first = of("press_conference")[0]
    assert first.due_at == hanoi(2028, 3, 1), "30/11/2027 + 3 months ends on 29/02/2028, a Tuesday"
    assert duty_of("monthly_information", date(2028, 2, 29)).due_at == hanoi(2028, 3, 1)
