"""Message lines are known to the press roles, the unit that owns them and who reads everything."""

from collections.abc import Callable
from datetime import date
from typing import Any

from press.messages.models import MessageLine
from press.messages.services import line_approve, line_draft
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast

SEES = ("press_officer", "spokesperson", "verifier", "legal_checker", "leader", "auditor", "administrator")
DRAFTERS = ("press_officer", "spokesperson", "verifier")
APPROVERS = ("spokesperson", "leader")


def but(*allowed: str) -> tuple[str, ...]:
    return tuple(person for person in SEES if person not in allowed)


def drafted(cast: Cast) -> MessageLine:
    return line_draft(
        actor=cast.press_officer,
        topic="Cổng Pháp luật quốc gia",
        text="Cổng không thu phí của người dân.",
        valid_from=date(2026, 11, 1),
        owner_unit=cast.units["VP"],
    )


def approved(cast: Cast) -> MessageLine:
    return line_approve(actor=cast.spokesperson, messageline_id=drafted(cast).pk, version=1)


def of(make: Callable[[Cast], MessageLine], body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = make(cast)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def to_draft(cast: Cast) -> Given:
    return Given(body={"topic": "Cổng", "text": "Cổng đã mở.", "valid_from": "2026-11-21", "owner_unit": "VP"})


ROWS = [
    Row("GET message-lines/", {200: EVERYBODY}),
    Row("POST message-lines/", {201: DRAFTERS}, given=to_draft),
    Row(
        "POST message-lines/check/",
        {200: EVERYBODY},
        given=lambda cast: Given(body={"text": "Cổng thu phí.", "topic": "Cổng"}),
    ),
    Row("GET message-lines/{id}/", {200: SEES}, others=404, given=of(approved)),
    Row("GET message-lines/{id}/history/", {200: SEES}, others=404, given=of(approved)),
    Row(
        "PATCH message-lines/{id}/",
        {200: DRAFTERS, 403: but(*DRAFTERS)},
        others=404,
        given=of(drafted, {"text": "Cổng miễn phí."}),
    ),
    Row("POST message-lines/{id}/approve/", {200: APPROVERS, 403: but(*APPROVERS)}, others=404, given=of(drafted)),
    Row(
        "POST message-lines/{id}/withdraw/",
        {200: APPROVERS, 403: but(*APPROVERS)},
        others=404,
        given=of(approved, {"reason": "Đổi chính sách"}),
    ),
    Row(
        "POST message-lines/{id}/replace/",
        {201: DRAFTERS, 403: but(*DRAFTERS)},
        others=404,
        given=of(approved, {"valid_from": "2026-12-01", "text": "Cổng thu phí."}),
    ),
]
