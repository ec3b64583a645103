"""Releases in each state, built by calling the services as the cast would."""

from datetime import datetime
from typing import Any

from comms.core import clock
from comms.outbox import services as work
from press.releases import services
from press.releases.models import Release
from tests.cast import Cast

TEXT = {
    "title": "Khai trương Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia",
    "abstract": "Cổng hoạt động thử nghiệm từ ngày 05/9/2022",
    "body": "Ngày 05/9/2022, Bộ Tư pháp ban hành Quyết định số 1799/QĐ-BTP.",
    "signer_post": "TL. BỘ TRƯỞNG\nCHÁNH VĂN PHÒNG",
    "signer_name": "Nguyễn Văn A",
    "recipients": ["Các cơ quan báo chí", "Cổng Thông tin điện tử Bộ Tư pháp"],
    "contact": {"name": "Nguyễn Văn B", "post": "Văn phòng Bộ", "phone": "024 0000 0000", "email": "b@example.org"},
}
# What a kind needs beside it before anybody signs.
OF_KIND: dict[str, dict[str, Any]] = {
    "invitation": {"event_at": datetime(2026, 11, 25, 9, tzinfo=clock.HANOI), "event_place": "58-60 Trần Phú"},
    "response": {"question": "Cổng khai trương khi nào?"},
}


def draft(cast: Cast, **fields: Any) -> Release:
    """Written by `press_officer` for the unit that `unit_head` heads."""
    given = {**TEXT, **OF_KIND.get(fields.get("kind", ""), {}), "units": [cast.units["C-PBGDPL-TGPL"]], **fields}
    return services.release_create(actor=given.pop("actor", cast.press_officer), **given)


def do(verb: str, release: Release, actor: Any, **arguments: Any) -> Release:
    """One verb with the version as it stands."""
    release.refresh_from_db()
    service = getattr(services, f"release_{verb}")
    result: Release = service(actor=actor, release_id=release.pk, version=release.version, **arguments)
    return result


def in_review(cast: Cast, **fields: Any) -> Release:
    return do("submit", draft(cast, **fields), cast.press_officer)


def signed(cast: Cast, **fields: Any) -> Release:
    return sign_off(cast, in_review(cast, **fields))


def sign_off(cast: Cast, release: Release) -> Release:
    """Every step by whose it is: the head of the unit, the legal checker, the head of the ministry's office."""
    for person in (cast.unit_head, cast.legal_checker, cast.verifier):
        release = do("sign", release, person)
    return release


def approved(cast: Cast, **fields: Any) -> Release:
    return do("approve", signed(cast, **fields), cast.spokesperson)


def issued(cast: Cast, **fields: Any) -> Release:
    return do("issue", approved(cast, **fields), cast.spokesperson)


def stored(cast: Cast, data: bytes = b"%PDF-1.7 a document", **fields: Any) -> Release:
    """Issued, with these bytes as its document: rendering has its own tests."""
    release = issued(cast, **fields)
    services.document_store(release_id=release.pk, data=data)
    release.refresh_from_db()
    return release


def drain() -> int:
    return work.drain()
