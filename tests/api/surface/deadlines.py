"""Who sees the object that a clock runs on sees the clock; nobody writes one over HTTP."""

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


ROWS = [
    Row("GET deadlines/", {200: EVERYBODY}, given=clock),
    Row("GET deadlines/{id}/", {200: EVERYBODY}, given=clock),
    Row("POST deadlines/explain/", {200: EVERYBODY}, given=question),
]
