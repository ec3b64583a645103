"""Everybody who is signed in reads the duties; the press desk of the office and leadership keep them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from comms.deadlines.services import rules_load
from comms.duties.models import AnnualReport, Duty, DutyLink
from comms.duties.services import duties_generate, duty_meet, duty_waive, report_begin
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.deadlines.conftest import rule_rows

KEEPS = ("press_officer", "spokesperson", "leader")
SUBMITS = ("spokesperson", "leader")
REASON = {"reason": "Đã xem xét"}


def november() -> Duty:
    rules_load(rule_rows())
    duties_generate(since=date(2026, 11, 1))
    found: Duty = Duty.objects.get(subject="monthly_information", starts=date(2026, 11, 1))
    return found


def duty(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = november()
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def met(cast: Cast) -> Given:
    made = november()
    made = duty_meet(actor=cast.leader, duty_id=made.pk, version=made.version, title="Bản tin")
    body = {"link": DutyLink.objects.get().pk, **REASON}
    return Given(path={"id": made.pk}, version=made.version, body=body)


def waived(cast: Cast) -> Given:
    made = november()
    made = duty_waive(actor=cast.leader, duty_id=made.pk, version=made.version, reason="Không có")
    return Given(path={"id": made.pk}, version=made.version, body=REASON)


def begun(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        rules_load(rule_rows())
        made: AnnualReport = report_begin(actor=cast.leader, year=2026)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def new_report(cast: Cast) -> Given:
    rules_load(rule_rows())
    return Given(body={"year": 2026})


ROWS = [
    Row("GET duties/", {200: EVERYBODY}, given=duty()),
    Row("GET duties/{id}/", {200: EVERYBODY}, given=duty()),
    Row("GET duties/{id}/history/", {200: EVERYBODY}, given=duty()),
    Row("POST duties/{id}/meet/", {200: KEEPS}, given=duty({"title": "Bản tin"})),
    Row("POST duties/{id}/unlink/", {200: KEEPS}, given=met),
    Row("POST duties/{id}/waive/", {200: ("leader",)}, given=duty(REASON)),
    Row("POST duties/{id}/reopen/", {200: ("leader",)}, given=waived),
    Row("GET annual-press-reports/", {200: EVERYBODY}, given=begun()),
    Row("POST annual-press-reports/", {201: KEEPS}, given=new_report),
    Row("GET annual-press-reports/{id}/", {200: EVERYBODY}, given=begun()),
    Row("PATCH annual-press-reports/{id}/", {200: KEEPS}, given=begun({"difficulties": "Thiếu người"})),
    Row("GET annual-press-reports/{id}/history/", {200: EVERYBODY}, given=begun()),
    # Whoever may submit it learns that the window is still open on the day of the tests.
    Row(
        "POST annual-press-reports/{id}/submit/",
        {409: SUBMITS},
        given=begun({"document_number": "01/BC-BTP"}),
    ),
    Row("GET duties/annual-press-report/", {200: EVERYBODY}),
    Row("GET duties/annual-press-report.pdf", {200: EVERYBODY}),
    Row("GET duties/annual-press-report.docx", {200: EVERYBODY}),
]
