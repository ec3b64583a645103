"""Who sees the object that a clock runs on sees the clock; that object starts and stops it.  Rules are a setting."""

from datetime import timedelta

from comms.deadlines.models import Rule
from comms.deadlines.services import clock_start, rules_load
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.conftest import TODAY
from tests.deadlines.conftest import rule_rows


def clock(cast: Cast) -> Given:
    """A clock on a unit, which everybody knows."""
    rules_load(rule_rows())
    started = clock_start(
        actor=cast.press_officer,
        subject="first_statement",
        on=cast.units["VP"],
        started_at=TODAY,
        reason="tiếp nhận vụ việc",
        rule_code="ND244-7.3",
    )
    return Given(path={"id": started.pk})


def question(cast: Cast) -> Given:
    rules_load(rule_rows())
    return Given(body={"rule": "ND244-7.3", "start": "2026-11-21T09:00:00+07:00"})


def missed(cast: Cast) -> Given:
    """A breached clock on a unit, of which nobody is the head: the desk and leadership say why."""
    rules_load(rule_rows())
    started = clock_start(
        actor=cast.press_officer,
        subject="first_statement",
        on=cast.units["VP"],
        started_at=TODAY - timedelta(hours=30),
        reason="tiếp nhận vụ việc",
        rule_code="ND244-7.3",
    )
    return Given(path={"id": started.pk}, version=1, body={"reason": "chờ kết luận xác minh"})


def rule(cast: Cast) -> Given:
    rules_load(rule_rows())
    return Given(path={"id": Rule.objects.get(code="ND244-7.3").pk}, version=1, body={"note": "đã đối chiếu"})


def new_rule(cast: Cast) -> Given:
    return Given(
        body={
            "code": "MH-1",
            "duty": "first_statement",
            "valid_from": "2027-01-01",
            "amount": "12",
            "unit": "hours",
            "trigger": "matter_received",
            "legal_basis": "văn bản minh họa",
        }
    )


ROWS = [
    Row("GET deadlines/", {200: EVERYBODY}, given=clock),
    Row("GET deadlines/{id}/", {200: EVERYBODY}, given=clock),
    Row("GET deadlines/{id}/history/", {200: EVERYBODY}, given=clock),
    Row("POST deadlines/{id}/explain_breach/", {200: ("press_officer", "spokesperson", "leader")}, given=missed),
    Row("POST deadlines/explain/", {200: EVERYBODY}, given=question),
    Row("GET deadline-rules/", {200: EVERYBODY}, given=rule),
    Row("GET deadline-rules/{id}/", {200: EVERYBODY}, given=rule),
    Row("GET deadline-rules/{id}/history/", {200: EVERYBODY}, given=rule),
    Row("POST deadline-rules/", {201: ("administrator",)}, given=new_rule),
    Row("PATCH deadline-rules/{id}/", {200: ("administrator",)}, given=rule),
]
