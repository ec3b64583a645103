"""Correction requests and reports to a competent body, on an incident led by the unit that reported it."""

from collections.abc import Callable
from typing import Any

from comms.deadlines.services import rules_load
from tests.api.surface import EVERYBODY, Given, Row
from tests.api.surface.incidents import HANDLES, LEADS, SEES, incident, rows_of, seen_but
from tests.cast import Cast
from tests.deadlines.conftest import rule_rows
from tests.incidents.building import mandate
from tests.incidents.building_redress import answered, case, destination, drafted, reported_to, sent

DRAFT = {
    "outlet_name": "Báo Minh Họa",
    "article_title": "Cổng thu phí",
    "passage": "Thu phí mỗi lượt.",
    "truth": "Không thu phí.",
    "ground": "ND244-7.6",
}
BODY = {"name": "Nơi nhận tin", "kind": "centre", "valid_from": "2026-07-01"}
KEEPS = ("spokesperson", "administrator")


def correction(verb: str, body: Any = None, query: str = "") -> Callable[[Cast], Given]:
    """A request on which `verb` is the next step."""

    def given(cast: Cast) -> Given:
        rules_load(rule_rows())
        mandate(cast)
        made = drafted(cast)
        if verb in ("answer", "escalate", "close"):
            made = sent(cast, correction=made)
        if verb in ("escalate", "close"):
            made = answered(cast, made)
        return Given(path={"id": made.pk}, version=made.version, body=body, query=query)

    return given


def to_correction(cast: Cast) -> Given:
    return Given(body={"incident": str(case(cast).pk), **DRAFT})


def report(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = reported_to(cast)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def body_of(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = destination(cast)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def to_centre(cast: Cast) -> dict[str, str]:
    return {"destination": str(destination(cast).pk), "text": "Đề nghị xử lý"}


ROWS = [
    rows_of("GET incidents/{id}/correction-requests/", SEES, incident("active")),
    rows_of("POST incidents/{id}/correction-requests/", HANDLES, incident("active", DRAFT), done=201),
    rows_of("GET incidents/{id}/centre-reports/", SEES, incident("active")),
    rows_of("POST incidents/{id}/centre-reports/", HANDLES, incident("active", link=to_centre), done=201),
    Row("GET correction-requests/", {200: EVERYBODY}),
    Row("POST correction-requests/", {201: HANDLES, 403: seen_but(*HANDLES)}, others=400, given=to_correction),
    rows_of("GET correction-requests/{id}/", SEES, correction("")),
    rows_of("GET correction-requests/{id}/history/", SEES, correction("")),
    rows_of("GET correction-requests/{id}/comparison/", SEES, correction("")),
    rows_of("GET correction-requests/{id}/letter.pdf", SEES, correction("")),
    rows_of("PATCH correction-requests/{id}/", HANDLES, correction("edit", {"truth": "Không thu phí nào."})),
    # The press officer wrote it; the spokesperson holds the mandate.
    rows_of("POST correction-requests/{id}/send/", ("spokesperson",), correction("send")),
    rows_of("POST correction-requests/{id}/answer/", HANDLES, correction("answer", {"text": "Giữ nguyên bài"})),
    rows_of(
        "POST correction-requests/{id}/escalate/",
        LEADS,
        correction("escalate", {"to": "press_authority", "reason": "Không cải chính"}),
    ),
    rows_of("POST correction-requests/{id}/close/", LEADS, correction("close", {"outcome": "refused"})),
    Row("GET centre-reports/", {200: EVERYBODY}),
    rows_of("GET centre-reports/{id}/", SEES, report()),
    rows_of("GET centre-reports/{id}/history/", SEES, report()),
    rows_of("GET centre-reports/{id}/sheet.pdf", SEES, report()),
    rows_of("POST centre-reports/{id}/answer/", HANDLES, report({"text": "Đã nhận"})),
    Row("GET report-destinations/", {200: EVERYBODY}),
    Row(
        "POST report-destinations/",
        {201: KEEPS},
        given=lambda cast: Given(body=BODY),
    ),
    Row("GET report-destinations/{id}/", {200: EVERYBODY}, given=body_of()),
    Row("GET report-destinations/{id}/history/", {200: EVERYBODY}, given=body_of()),
    Row("PATCH report-destinations/{id}/", {200: KEEPS}, given=body_of({"phone": "0000"})),
]
