"""A draft is known to the press desk and the speaker; what was said, to everybody."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from press.speaking.models import Statement
from press.speaking.services import statement_approve
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.incidents import building

SEES = ("press_officer", "spokesperson", "leader", "auditor", "administrator")
SPOKEN = {"text": "Cổng không thu phí, kể cả phí đăng ký.", "note": "Bổ sung"}


def but(*allowed: str) -> tuple[str, ...]:
    return tuple(person for person in SEES if person not in allowed)


def of(make: Callable[[Cast], Statement], body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = make(cast)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def to_draft(cast: Cast) -> Given:
    mandate = building.mandate(cast)
    return Given(body={"mandate": str(mandate.pk), "form": "interview", "topic": "Cổng", "text": "Cổng đã mở."})


def approved(cast: Cast) -> Statement:
    draft = building.drafted(cast)
    return statement_approve(actor=cast.spokesperson, statement_id=draft.pk, version=1)


def to_record(cast: Cast) -> Given:
    def body() -> dict[str, Any]:
        return {"file": SimpleUploadedFile("a.txt", b"a", content_type="text/plain")}

    return Given(path={"id": building.drafted(cast).pk}, body=body, format="multipart")


ROWS = [
    Row("GET statements/said/", {200: EVERYBODY}),
    Row("GET statements/{id}/warnings/", {200: SEES}, others=404, given=of(building.drafted)),
    Row("GET statements/{id}/incidents/", {200: EVERYBODY}, given=of(building.given)),
    Row("GET statements/{id}/recordings/", {200: SEES}, others=404, given=of(building.drafted)),
    Row(
        "POST statements/{id}/recordings/",
        {201: ("press_officer", "spokesperson"), 403: but("press_officer", "spokesperson")},
        others=404,
        given=to_record,
    ),
    Row("GET statements/", {200: EVERYBODY}),
    Row("POST statements/", {201: ("press_officer", "spokesperson")}, given=to_draft),
    Row("GET statements/{id}/", {200: SEES}, others=404, given=of(building.drafted)),
    Row(
        "PATCH statements/{id}/",
        {200: ("press_officer", "spokesperson"), 403: but("press_officer", "spokesperson")},
        others=404,
        given=of(building.drafted, {"topic": "Cổng pháp luật"}),
    ),
    Row("GET statements/{id}/history/", {200: SEES}, others=404, given=of(building.drafted)),
    Row("GET statements/{id}/versions/", {200: EVERYBODY}, given=of(building.given)),
    Row(
        "POST statements/{id}/approve/",
        {200: ("spokesperson", "leader"), 403: but("spokesperson", "leader")},
        others=404,
        given=of(building.drafted),
    ),
    Row(
        "POST statements/{id}/give/",
        {200: ("spokesperson",), 403: but("spokesperson")},
        others=404,
        given=of(approved),
    ),
    Row("POST statements/{id}/correct/", {200: ("spokesperson", "leader")}, given=of(building.given, SPOKEN)),
]
