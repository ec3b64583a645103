"""The dated rules: loading them, and which one holds on a day."""

from datetime import date
from typing import Any

import pytest

from comms.audit.models import AuditEvent
from comms.core.errors import Invalid, NotAllowed
from comms.deadlines.models import Rule
from comms.deadlines.selectors import rule_in_force
from comms.deadlines.services import rules_load
from comms.deadlines.words import SUBJECTS, TRIGGERS
from tests.cast import Cast
from tests.deadlines.conftest import rule_rows


def test_every_rule_of_the_file_is_loaded_and_worded(rules: Any) -> None:
    """A subject or a trigger without words would show its code on the screen."""
    assert Rule.objects.count() == len(rule_rows()) > 20
    assert set(Rule.objects.values_list("subject", flat=True)) == set(SUBJECTS)
    assert set(Rule.objects.values_list("trigger", flat=True)) == set(TRIGGERS)


def test_loading_again_changes_nothing(rules: Any) -> None:
    events = AuditEvent.objects.count()
    assert rules_load(rule_rows()) == 0
    assert AuditEvent.objects.count() == events


def test_a_corrected_row_is_brought_up_to_date_with_evidence(rules: Any) -> None:
    rows = [row | {"note": "checked"} if row["id"] == "ND244-7.3" else row for row in rule_rows()]
    assert rules_load(rows) == 1
    rule = Rule.objects.get(code="ND244-7.3")
    assert (rule.note, rule.version) == ("checked", 2)
    event = AuditEvent.objects.latest("seq")
    assert (event.action, event.subject_id) == ("deadlines.rule.recorded", rule.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "weeks"},
        {"amount": "soon"},
        {"valid_from": "01/07/2026"},
        {"valid_to": "2001-01-01"},
        {"confidence": "X"},
        {"id": ""},
        {"id": "ND09-6.3A"},
        {"subject": ""},
    ],
)
def test_a_file_with_a_wrong_row_loads_nothing(db: Any, wrong: dict[str, str]) -> None:
    rows = rule_rows()
    rows[3] |= wrong
    with pytest.raises(Invalid) as refused:
        rules_load(rows)
    assert [error.code for error in refused.value.errors["rows"]] == ["row"]
    assert "4" in str(refused.value.errors["rows"][0].detail)
    assert not Rule.objects.exists()


def test_a_row_without_a_column_is_refused(db: Any) -> None:
    rows = rule_rows()
    del rows[0]["legal_basis"]
    with pytest.raises(Invalid):
        rules_load(rows)


def test_only_an_administrator_loads_rules(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        rules_load(rule_rows(), actor=cast.spokesperson)
    assert rules_load(rule_rows(), actor=cast.administrator) == len(rule_rows())


@pytest.mark.parametrize(
    ("subject", "day", "code"),
    [
        ("first_statement", "2017-03-30", "ND09-6.3A"),
        ("first_statement", "2026-06-30", "ND09-6.3A"),
        ("press_conference", "2026-06-30", "ND09-5.2B"),
        ("press_conference", "2026-07-01", "ND244-6.2B"),
        ("answer_press_opinions", "2026-06-30", "LBC16-39.2"),
        ("answer_press_opinions", "2026-07-01", "ND237-18.3"),
    ],
)
def test_the_regime_changes_between_30_june_and_1_july_2026(rules: Any, subject: str, day: str, code: str) -> None:
    assert rule_in_force(subject, date.fromisoformat(day)).code == code


@pytest.mark.parametrize(
    ("subject", "day", "code", "error"),
    [
        ("first_statement", "2026-07-01", None, "ambiguous_rule"),
        ("first_statement", "2017-03-29", None, "no_rule"),
        ("publish_authorisation", "2026-07-01", None, "no_rule"),
        ("no_such_subject", "2026-07-01", None, "no_rule"),
        ("first_statement", "2026-06-30", "ND244-7.3", "rule_not_in_force"),
        ("first_statement", "2026-07-01", "ND09-6.3A", "rule_not_in_force"),
        ("press_conference", "2026-07-01", "ND244-7.3", "rule_not_in_force"),
    ],
)
def test_where_the_law_does_not_name_one_rule_the_caller_is_told(
    rules: Any, subject: str, day: str, code: str | None, error: str
) -> None:
    with pytest.raises(Invalid) as refused:
        rule_in_force(subject, date.fromisoformat(day), code)
    assert refused.value.errors["rule"][0].code == error


def test_where_two_rules_hold_the_named_one_is_taken(rules: Any) -> None:
    """Khoản 3 and khoản 4 Điều 7 NĐ 244/2026/NĐ-CP start from different moments."""
    assert rule_in_force("first_statement", date(2026, 7, 1), "ND244-7.4").trigger == "impact_determined"
