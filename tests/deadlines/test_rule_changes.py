"""Rules that an administrator adds, amends or ends, without code."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from comms.core import clock
from comms.core.clock import HANOI
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.deadlines.models import Clock, Rule
from comms.deadlines.selectors import rule_in_force
from comms.deadlines.services import rule_amend, rule_record
from tests.cast import Cast
from tests.conftest import TODAY
from tests.deadlines.test_clocks import last_event, start
from tests.deadlines.test_recount import announced

NEW: dict[str, Any] = {
    "code": "MH-1",
    "subject": "answer_press_head",
    "valid_from": date(2027, 1, 1),
    "amount": "10",
    "unit": "working_days",
    "trigger": "request_received",
    "legal_basis": "văn bản minh họa",
}


def end(cast: Cast, code: str, day: date) -> Rule:
    rule = Rule.objects.get(code=code)
    return rule_amend(actor=cast.administrator, rule_id=rule.pk, version=rule.version, valid_to=day)


def test_a_new_rule_counts_for_the_cases_of_its_days(rules: Any, cast: Cast) -> None:
    end(cast, "ND237-18.1", date(2026, 12, 31))
    with announced() as heard:
        rule = rule_record(actor=cast.administrator, **NEW)
    event = last_event()
    assert (event.action, event.subject_id, event.data["amount"]) == ("deadlines.rule.recorded", rule.pk, "10")
    assert [(told["sender"], told["since"]) for told in heard] == [(Rule, date(2027, 1, 1))]
    assert rule_in_force("answer_press_head", date(2026, 12, 31)).code == "ND237-18.1"
    assert rule_in_force("answer_press_head", date(2027, 1, 1)).code == "MH-1"
    with clock.frozen(datetime(2027, 1, 4, 12, tzinfo=HANOI)):
        before = start(cast, "answer_press_head", started_at=datetime(2026, 12, 31, 23, 59, tzinfo=HANOI))
        after = start(cast, "answer_press_head", started_at=datetime(2027, 1, 4, 9, tzinfo=HANOI))
    assert (before.rule.code, after.rule.code) == ("ND237-18.1", "MH-1")
    assert after.due_at == datetime(2027, 1, 19, tzinfo=HANOI), "ten working days after Monday 4 January"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"code": " "}, "code", "required"),
        ({"code": "x" * 21}, "code", "max_length"),
        ({"subject": "rain"}, "subject", "invalid_choice"),
        ({"trigger": "rain"}, "trigger", "invalid_choice"),
        ({"unit": "weeks"}, "unit", "invalid_choice"),
        ({"amount": "0"}, "amount", "amount"),
        ({"amount": "١٠ ngày"}, "amount", "amount"),
        ({"unit": "yearly_date", "amount": "02-29"}, "amount", "amount"),
        ({"legal_basis": ""}, "legal_basis", "required"),
        ({"legal_basis": "a\x00b"}, "legal_basis", "characters"),
        ({"confidence": "X"}, "confidence", "invalid_choice"),
        ({"valid_to": date(2026, 12, 31)}, "valid_to", "order"),
        ({"valid_from": date(2026, 12, 1), "valid_to": date(2026, 12, 1)}, "valid_from", "overlap"),
        ({}, "valid_from", "overlap"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    rules: Any, cast: Cast, changes: dict[str, Any], field: str, code: str
) -> None:
    count = Rule.objects.count()
    with pytest.raises(Invalid) as refused:
        rule_record(actor=cast.administrator, **(NEW | changes))
    assert refused.value.errors[field][0].code == code
    assert Rule.objects.count() == count


def test_two_rules_on_one_duty_may_hold_when_they_start_from_different_events(rules: Any, cast: Cast) -> None:
    """As khoản 3 and khoản 4 Điều 7 NĐ 244/2026/NĐ-CP."""
    rule_record(actor=cast.administrator, **(NEW | {"trigger": "notice_received"}))


def test_a_code_is_given_once(rules: Any, cast: Cast) -> None:
    with pytest.raises(Conflict):
        rule_record(actor=cast.administrator, **(NEW | {"code": "ND244-7.3"}))


def test_only_an_administrator_changes_the_law(rules: Any, cast: Cast) -> None:
    rule = Rule.objects.get(code="ND244-7.3")
    for person in (cast.leader, cast.spokesperson, cast.auditor):
        with pytest.raises(NotAllowed):
            rule_record(actor=person, **NEW)
        with pytest.raises(NotAllowed):
            rule_amend(actor=person, rule_id=rule.pk, version=1, note="x")


def test_an_amendment_says_what_was_and_what_is(rules: Any, cast: Cast) -> None:
    row = start(cast, "answer_press_head")
    rule = row.rule
    with pytest.raises(StaleVersion):
        rule_amend(actor=cast.administrator, rule_id=rule.pk, version=2, amount="31")
    amended = rule_amend(actor=cast.administrator, rule_id=rule.pk, version=1, amount="31", note=" đối chiếu ")
    assert (amended.version, amended.note) == (2, "đối chiếu")
    event = last_event()
    assert event.action == "deadlines.rule.amended"
    assert event.data["changes"] == {"amount": ["30", "31"], "note": ["", "đối chiếu"]}
    assert (event.data["recounted"], event.data["moved"]) == (1, 1)
    assert Clock.objects.get().due_at == row.due_at + timedelta(days=1)


def test_a_rule_that_is_not_there(rules: Any, cast: Cast) -> None:
    with pytest.raises(NotVisible):
        rule_amend(actor=cast.administrator, rule_id=cast.leader.pk, version=1, note="x")


@pytest.mark.parametrize("change", [{"valid_to": date(2026, 11, 20)}, {"valid_from": date(2026, 11, 22)}])
def test_a_rule_keeps_the_days_on_which_clocks_started_by_it(rules: Any, cast: Cast, change: dict[str, date]) -> None:
    row = start(cast)
    with pytest.raises(Invalid) as refused:
        rule_amend(actor=cast.administrator, rule_id=row.rule_id, version=1, **change)
    assert [error.code for errors in refused.value.errors.values() for error in errors] == ["clocks"]
    ended = end(cast, row.rule.code, TODAY.date())
    assert ended.valid_to == TODAY.date()
    assert Clock.objects.get().due_at == row.due_at, "a clock runs on by the law of its day"
