"""No byte and no header of any public address tells whether there is a release under embargo, on the schedule or in
the making.  Two worlds are compared: one has it, the other does not."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from comms.core import clock
from comms.files.services import content_store, stored_bytes
from press.releases import services
from press.releases.models import Release, ReleaseAttachment
from tests.cast import Cast
from tests.press.releases.building import approved, do, draft, issued, sign_off, stored
from tests.press.releases.test_attachments import picture

UNTIL = datetime(2026, 11, 21, 12, 0, tzinfo=clock.HANOI)
HIDDEN = "Thông tin tuyệt mật trước giờ G"
CODE = "Z" * 20

ADDRESSES = [
    f"{prefix}{address}"
    for prefix in ("/", "/en/")
    for address in (
        "newsroom/",
        "newsroom/?search=tuyet+mat",
        "newsroom/?search=giờ+G",
        "newsroom/?language=vi",
        "newsroom/?language=en",
        "newsroom/?kind=press_release&year=2026",
        "newsroom/?kind=erratum",
        "newsroom/feed.atom",
        "newsroom/feed.json",
        "newsroom/{slug}/",
        "newsroom/x-{id}/",
        "newsroom/{slug}/document.pdf",
        "newsroom/{public}/",
        "newsroom/{public}/document.pdf",
        "newsroom/{slug}/files/{file}/",
        "newsroom/{public}/files/{file}/",
        "newsroom/{public}/files/{own}/",
        "newsroom/nothing",
        "newsroom/spokespersons/",
        "newsroom/spokespersons/?at=2026-11-20",
        "newsroom/spokespersons.json",
    )
] + ["/sitemap.xml", "/robots.txt", "/verify/{code}/", "/api/v1/verify/{code}/"]


def under_embargo(cast: Cast, public: Release) -> Release:
    return stored(cast, title=HIDDEN, body=HIDDEN, embargo_until=UNTIL)


def english_variant(cast: Cast, public: Release) -> Release:
    release = stored(cast, title=HIDDEN, body=HIDDEN, language="en", embargo_until=UNTIL, kind="press_information")
    Release.objects.filter(pk=release.pk).update(variant_of=public)
    return release


def scheduled(cast: Cast, public: Release) -> Release:
    return do("schedule", approved(cast, title=HIDDEN, body=HIDDEN), cast.spokesperson, scheduled_for=UNTIL)


def without_its_document(cast: Cast, public: Release) -> Release:
    return issued(cast, title=HIDDEN, body=HIDDEN)


def in_the_making(cast: Cast, public: Release) -> Release:
    return draft(cast, title=HIDDEN, body=HIDDEN)


def erratum_of_the_public_one(cast: Cast, public: Release) -> Release:
    """Issued under an embargo of its own: the original says nothing of it yet."""
    erratum = do("correct", public, cast.press_officer, note=HIDDEN)
    erratum = do("update", erratum, cast.press_officer, title=HIDDEN, embargo_until=UNTIL)
    sign_off(cast, do("submit", erratum, cast.press_officer))
    do("approve", erratum, cast.spokesperson)
    do("issue", erratum, cast.spokesperson)
    services.document_store(release_id=erratum.pk, data=b"%PDF erratum")
    return erratum


def withdrawn_under_embargo(cast: Cast, public: Release) -> Release:
    return do("withdraw", under_embargo(cast, public), cast.spokesperson, reason="Sai", notice=HIDDEN)


def embargoed_older_than_everything(cast: Cast, public: Release) -> Release:
    """The list of years begins with what the public reads."""
    release = under_embargo(cast, public)
    Release.objects.filter(pk=release.pk).update(issued_at=datetime(2020, 1, 1, tzinfo=clock.HANOI))
    return release


HIDING = [
    under_embargo,
    english_variant,
    scheduled,
    without_its_document,
    in_the_making,
    erratum_of_the_public_one,
    withdrawn_under_embargo,
    embargoed_older_than_everything,
]


def put(cast: Cast, release: Release, role: str) -> ReleaseAttachment:
    """A file of a release that is no draft any more: only who reads it is of interest here."""
    data, name = (picture().read(), "mat.jpg") if role == "picture" else (HIDDEN.encode(), "mat.txt")
    stored_file = content_store(actor=cast.press_officer, content=data, name=name, subject=release)
    row: ReleaseAttachment = ReleaseAttachment.objects.create(
        release=release, file=stored_file, role=role, position=release.attachment_rows.count(), alt=HIDDEN
    )
    return row


def seen(values: dict[str, str]) -> dict[str, Any]:
    """Every answer with its headers; the token of the one form there is (checking a file) is another each time."""
    client, answers = Client(), {}
    for address in ADDRESSES:
        response = (APIClient() if "/api/" in address else client).get(address.format(**values))
        body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.getvalue())
        answers[address] = (response.status_code, sorted(response.headers.items()), body)
    return answers


@pytest.mark.parametrize("hide", HIDING, ids=lambda hide: hide.__name__)
def test_nothing_tells_that_there_is_one(cast: Cast, hide: Callable[[Cast, Release], Release]) -> None:
    with clock.frozen(clock.now() - timedelta(days=1)):
        public = stored(cast, data=b"%PDF-1.7 public")
        address = f"khai-truong-{public.pk}"
        own = put(cast, public, "picture")
    with transaction.atomic():
        hidden = hide(cast, public)
        hidden.refresh_from_db()
        rows = [put(cast, hidden, role) for role in ("picture", "document")]
        # In the other world the same addresses are asked for, and nobody ever made anything there.
        values = {
            "slug": f"thong-tin-tuyet-mat-truoc-gio-g-{hidden.pk}",
            "id": str(hidden.pk),
            "public": address,
            "file": str(rows[0].pk),
            "own": str(own.pk),
            # What waits for its document only is no secret: who has its code is told that it is valid.
            "code": (hidden.embargo_until and hidden.verify_code) or CODE,
        }
        with_it = seen(values)
        transaction.set_rollback(True)
    without_it = seen(values)
    for address, answer in without_it.items():
        assert with_it[address] == answer, address


def test_when_it_is_over_everything_tells(cast: Cast) -> None:
    """The comparison above can see: the same addresses name the release once its instant has come."""
    public = stored(cast, data=b"%PDF-1.7 public")
    hidden = under_embargo(cast, public)
    row = put(cast, hidden, "picture")
    with clock.frozen(UNTIL):
        shown = Client().get(f"/newsroom/x-{hidden.pk}/files/{row.pk}/")
        assert (shown.status_code, shown.getvalue()) == (200, stored_bytes(row.file))
        assert Client().get(f"/newsroom/x-{public.pk}/files/{row.pk}/").status_code == 404
        for address in ("/newsroom/", "/newsroom/feed.atom", "/newsroom/feed.json", "/en/newsroom/?search=tuyet+mat"):
            assert HIDDEN in Client().get(address).content.decode(), address
        assert str(hidden.pk) in Client().get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("address", ["/newsroom/", "/newsroom/nothing", "/newsroom/feed.atom", "/sitemap.xml"])
def test_no_copy_outlives_the_embargo(cast: Cast, address: str) -> None:
    """Also where nothing is, and when the instant is no full minute; before a scheduled issue likewise."""
    odd = clock.now() + timedelta(seconds=90)
    stored(cast, embargo_until=odd)
    later = odd + timedelta(seconds=120)
    do("schedule", approved(cast), cast.spokesperson, scheduled_for=later)

    def age(at: datetime) -> int:
        with clock.frozen(at):
            return int(Client().get(address)["Cache-Control"].removeprefix("public, max-age="))

    assert age(odd - timedelta(seconds=90)) == 60
    assert age(odd - timedelta(seconds=20)) == 20
    assert age(odd - timedelta(milliseconds=500)) == 0
    assert age(later - timedelta(seconds=5)) == 5
    assert age(later) == 30
