"""Drafts are seen by the press roles of their units and by who signs; what is issued, by everybody; the file, never."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from comms.core import clock
from press.releases import services
from press.releases.models import Release
from press.releases.services import preview_link_create
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.press.releases import building
from tests.press.releases.building import TEXT, do

DRAFTERS = ("press_officer", "spokesperson", "unit_head", "leader", "auditor", "administrator")
FILE = (*DRAFTERS, "legal_checker", "verifier")


def but(people: tuple[str, ...], *allowed: str) -> tuple[str, ...]:
    """Who sees the release and may not do this."""
    return tuple(person for person in people if person not in allowed)


def of(
    make: Callable[[Cast], Release], body: Any = None, query: str = "", key: bool = False
) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        release = make(cast)
        release.refresh_from_db()
        headers = {"Idempotency-Key": str(uuid4())} if key else {}
        return Given(path={"id": release.pk}, version=release.version, body=body, query=query, headers=headers)

    return given


def scheduled(cast: Cast) -> Release:
    at = clock.now() + timedelta(hours=1)
    return do("schedule", building.approved(cast), cast.spokesperson, scheduled_for=at)


def issued_urgently(cast: Cast) -> Release:
    return do("issue_urgent", building.draft(cast), cast.spokesperson, reason="Tin sai đang lan nhanh")


SHARED = {"label": "Ban Tuyên giáo", "expires_at": datetime(2026, 11, 23, 9, tzinfo=clock.HANOI).isoformat()}


def a_link(cast: Cast) -> Given:
    release = building.draft(cast)
    at = datetime.fromisoformat(SHARED["expires_at"])
    link = preview_link_create(actor=cast.press_officer, release_id=release.pk, label="X", expires_at=at)
    return Given(path={"id": release.pk, "link": link.pk})


SIGNING_LINK = {
    "step": "unit_head",
    "name": "Trần Văn Lãnh Đạo",
    "post": "Cục trưởng",
    "email": "leader@example.org",
    "expires_at": SHARED["expires_at"],
}


def a_signing_link(cast: Cast) -> Given:
    release = building.in_review(cast)
    values = {**SIGNING_LINK, "expires_at": datetime.fromisoformat(SIGNING_LINK["expires_at"])}
    link = services.signing_link_order(actor=cast.spokesperson, release_id=release.pk, **values)
    return Given(path={"id": release.pk, "link": link.pk})


def to_create(cast: Cast) -> Given:
    return Given(body={**TEXT, "units": ["VP"]})


def verified(cast: Cast) -> Given:
    return Given(path={"code": building.stored(cast).verify_code})


def to_attach(cast: Cast) -> Given:
    def body() -> dict[str, Any]:
        return {"file": SimpleUploadedFile("a.txt", b"a", content_type="text/plain"), "role": "document"}

    return Given(path={"id": building.draft(cast).pk}, body=body, format="multipart")


def attached(body: Any) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        release = building.draft(cast)
        row = services.release_attach(
            actor=cast.press_officer, release_id=release.pk, file=SimpleUploadedFile("a.txt", b"a"), role="document"
        )
        release.refresh_from_db()
        return Given(path={"id": release.pk, "attachment": row.pk}, version=release.version, body=body)

    return given


def a_file(cast: Cast) -> Given:
    return Given(
        body=lambda: {"file": SimpleUploadedFile("a.pdf", b"%PDF", content_type="application/pdf")}, format="multipart"
    )


LATER = datetime(2026, 11, 22, 9, tzinfo=clock.HANOI).isoformat()
REASON = {"reason": "Sai"}

ROWS = [
    Row("GET releases/", {200: EVERYBODY}),
    Row("POST releases/", {201: ("press_officer",)}, given=to_create),
    Row("GET releases/{id}/", {200: DRAFTERS}, others=404, given=of(building.draft)),
    Row(
        "PATCH releases/{id}/",
        {200: ("press_officer",), 403: but(DRAFTERS, "press_officer")},
        others=404,
        given=of(building.draft, {"title": "Khác"}),
    ),
    Row("GET releases/{id}/history/", {200: FILE}, others=404, given=of(building.stored)),
    Row("GET releases/{id}/versions/", {200: FILE}, others=404, given=of(building.stored)),
    Row("GET releases/{id}/incidents/", {200: EVERYBODY}, given=of(building.stored)),
    Row("GET releases/{id}/signatures/", {200: FILE}, others=404, given=of(building.stored)),
    Row("GET releases/{id}/diff/", {200: FILE}, others=404, given=of(building.stored, query="?a=1&b=1")),
    Row("GET releases/{id}/preview-links/", {200: FILE}, others=404, given=of(building.stored)),
    Row(
        "POST releases/{id}/preview-links/",
        {201: ("press_officer",), 403: but(DRAFTERS, "press_officer")},
        others=404,
        given=of(building.draft, SHARED),
    ),
    Row(
        "POST releases/{id}/preview-links/{link}/revoke/",
        {200: ("press_officer",), 403: but(DRAFTERS, "press_officer")},
        others=404,
        given=a_link,
    ),
    Row("GET releases/{id}/signing-links/", {200: FILE}, others=404, given=of(building.stored)),
    Row(
        "POST releases/{id}/signing-links/",
        {201: ("spokesperson", "unit_head"), 403: but(FILE, "spokesperson", "unit_head")},
        others=404,
        given=of(building.in_review, SIGNING_LINK),
    ),
    *(
        Row(
            f"POST releases/{{id}}/signing-links/{{link}}/{verb}/",
            {200: ("spokesperson", "unit_head"), 403: but(FILE, "spokesperson", "unit_head")},
            others=404,
            given=a_signing_link,
        )
        for verb in ("resend", "revoke")
    ),
    Row("GET signing-steps/", {200: ("leader", "auditor", "administrator")}),
    Row("GET releases/{id}/pdf/", {200: EVERYBODY}, given=of(building.stored)),
    Row("GET releases/{id}/preview.pdf", {200: EVERYBODY}, given=of(building.stored)),
    Row(
        "POST releases/{id}/submit/",
        {200: ("press_officer",), 403: but(DRAFTERS, "press_officer")},
        others=404,
        given=of(building.draft),
    ),
    Row(
        "POST releases/{id}/sign/",
        {
            200: ("unit_head",),
            409: ("legal_checker", "verifier"),
            403: but(FILE, "unit_head", "legal_checker", "verifier"),
        },
        others=404,
        given=of(building.in_review),
    ),
    Row(
        "POST releases/{id}/return/",
        {
            200: ("legal_checker", "unit_head", "verifier", "spokesperson"),
            403: but(FILE, "legal_checker", "unit_head", "verifier", "spokesperson"),
        },
        others=404,
        given=of(building.in_review, {"comment": "Sửa"}),
    ),
    Row(
        "POST releases/{id}/approve/",
        {200: ("spokesperson",), 403: but(FILE, "spokesperson")},
        others=404,
        given=of(building.signed),
    ),
    Row(
        "POST releases/{id}/schedule/",
        {200: ("spokesperson",), 403: but(FILE, "spokesperson")},
        others=404,
        given=of(building.approved, {"scheduled_for": LATER}),
    ),
    Row(
        "POST releases/{id}/unschedule/",
        {200: ("spokesperson",), 403: but(FILE, "spokesperson")},
        others=404,
        given=of(scheduled),
    ),
    Row(
        "POST releases/{id}/issue/",
        {200: ("spokesperson",), 403: but(FILE, "spokesperson")},
        others=404,
        given=of(building.approved, key=True),
    ),
    Row(
        "POST releases/{id}/issue_urgent/",
        {200: ("spokesperson",), 403: but(FILE, "spokesperson")},
        others=404,
        given=of(building.in_review, REASON, key=True),
    ),
    Row(
        "POST releases/{id}/review_urgent/",
        {200: ("legal_checker", "unit_head", "verifier", "leader")},
        given=of(issued_urgently),
    ),
    Row(
        "POST releases/{id}/correct/",
        {201: ("press_officer",)},
        given=of(building.issued, {"note": "Sai ngày"}, key=True),
    ),
    Row("GET releases/{id}/attachments/", {200: DRAFTERS}, others=404, given=of(building.draft)),
    Row(
        "POST releases/{id}/attachments/",
        {201: ("press_officer",), 403: but(DRAFTERS, "press_officer")},
        others=404,
        given=to_attach,
    ),
    Row(
        "PATCH releases/{id}/attachments/{attachment}/",
        {200: ("press_officer",), 403: but(DRAFTERS, "press_officer")},
        others=404,
        given=attached({"caption": "Khác"}),
    ),
    Row(
        "DELETE releases/{id}/attachments/{attachment}/",
        {204: ("press_officer",), 403: but(DRAFTERS, "press_officer")},
        others=404,
        given=attached(None),
    ),
    Row(
        "POST releases/{id}/translate/",
        {201: ("press_officer",), 403: but(DRAFTERS, "press_officer")},
        others=404,
        given=of(building.draft, {"language": "en"}, key=True),
    ),
    Row("POST releases/{id}/withdraw/", {200: ("spokesperson",)}, given=of(building.issued, REASON, key=True)),
    Row(
        "POST releases/{id}/void/",
        {200: ("press_officer", "spokesperson"), 403: but(DRAFTERS, "press_officer", "spokesperson")},
        others=404,
        given=of(building.draft, REASON),
    ),
    Row("GET verify/{code}/", {200: EVERYBODY}, anonymous=200, given=verified),
    Row("POST verify/", {200: EVERYBODY}, anonymous=200, given=a_file),
]
