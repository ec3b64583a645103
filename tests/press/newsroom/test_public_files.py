"""Pictures and documents that went out with a release, as the public has them."""

import hashlib
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from comms.files.services import stored_bytes
from press.releases import services
from press.releases.models import Release, ReleaseAttachment
from press.releases.selectors import public_slug
from tests.cast import Cast
from tests.press.newsroom.test_public_pages import ATOM, address_of, text_of
from tests.press.releases.building import approved, do, draft, sign_off, stored
from tests.press.releases.test_attachments import attach, note, picture

BREAKING = "</script><script>alert(1)</script>&amp;]]><!--"
HOST = "http://127.0.0.1:8000"


def issued_with(cast: Cast, *files: tuple[Any, str], data: bytes = b"%PDF files", **words: Any) -> Release:
    """A draft, its files, the sign-off, and the document: as the desk does it."""
    release = draft(cast)
    for file, role in files:
        attach(cast, release, file, role, **(words if role == "picture" else {}))
    release.refresh_from_db()
    sign_off(cast, do("submit", release, cast.press_officer))
    do("approve", release, cast.spokesperson)
    do("issue", release, cast.spokesperson)
    services.document_store(release_id=release.pk, data=data)
    release.refresh_from_db()
    return release


def rows_of(release: Release) -> list[ReleaseAttachment]:
    return list(release.attachment_rows.select_related("file").order_by("position"))


def file_of(release: Release, row: ReleaseAttachment) -> str:
    return f"{address_of(release)}files/{row.pk}/"


def test_on_the_page(cast: Cast) -> None:
    """Pictures in the text with their size and words, documents to be saved; engines are told of both."""
    release = issued_with(cast, (picture(), "picture"), (note(), "document"))
    shown, beside = rows_of(release)
    page = text_of(address_of(release))
    tag = re.search(r"<img [^>]*>", page)
    assert tag
    for part in (f'src="{file_of(release, shown)}"', 'alt="Hai người ký văn bản"', 'width="400"', 'height="300"'):
        assert part in tag[0]
    assert "Lễ ký (Văn phòng Bộ)</figcaption>" in page
    assert f'<a href="{file_of(release, beside)}">phụ lục.txt</a>' in page
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block
    data = json.loads(block[1])
    [image], [media] = data["image"], data["associatedMedia"]
    assert (image["@type"], image["contentUrl"]) == ("ImageObject", HOST + file_of(release, shown))
    assert (image["caption"], image["creditText"], image["width"], image["height"]) == (
        "Lễ ký",
        "Văn phòng Bộ",
        400,
        300,
    )
    assert (media["contentUrl"], media["sha256"]) == (HOST + file_of(release, beside), beside.file.sha256)


def test_in_the_feeds(cast: Cast) -> None:
    """Enclosed, and the pictures in the text: by addresses that hold outside of the site."""
    release = issued_with(cast, (picture(), "picture"), (note(), "document"))
    shown, beside = (HOST + file_of(release, row) for row in rows_of(release))
    entry = ET.fromstring(text_of("/newsroom/feed.atom").encode()).find(f"{ATOM}entry")
    assert entry is not None
    enclosed = {link.get("href"): link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"}
    assert set(enclosed) == {f"{HOST}{address_of(release)}document.pdf", shown, beside}
    assert enclosed[shown].get("type") == "image/jpeg"
    assert enclosed[beside].get("length") == str(rows_of(release)[1].file.size)
    assert f'<img src="{shown}"' in (entry.findtext(f"{ATOM}content") or "")
    item = json.loads(text_of("/newsroom/feed.json"))["items"][0]
    assert item["image"] == shown
    assert [file["url"] for file in item["attachments"]][1:] == [shown, beside]
    assert f'<img src="{shown}"' in item["content_html"]


@pytest.mark.parametrize("at", [0, 1])
def test_the_bytes(cast: Cast, at: int) -> None:
    """With their SHA-256 as tag, kept as long as a page, and under headers with which no browser runs them."""
    release = issued_with(cast, (picture(), "picture"), (note(), "document"))
    row = rows_of(release)[at]
    answer = Client().get(file_of(release, row))
    assert answer.getvalue() == stored_bytes(row.file)
    assert answer["Content-Disposition"].startswith(("inline", "attachment")[at])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["ETag"] == f'"{hashlib.sha256(stored_bytes(row.file)).hexdigest()}"'
    assert not answer.cookies
    for tag in (answer["ETag"], f'"other", W/{answer["ETag"]}'):
        again = Client().get(file_of(release, row), headers={"If-None-Match": tag})
        assert (again.status_code, again.getvalue()) == (304, b"")
    # English readers find it under the address of the text, whatever words stand in it.
    assert Client().get(f"/en/newsroom/x-{release.pk}/files/{row.pk}/").getvalue() == stored_bytes(row.file)


def test_of_a_release_that_stands_and_of_no_other(cast: Cast) -> None:
    """Not under another release's address, not once it is withdrawn: its text stays, its pictures do not."""
    release = issued_with(cast, (picture(), "picture"))
    other = stored(cast, title="Khác")
    [row] = rows_of(release)
    assert Client().get(f"/newsroom/{public_slug(other)}/files/{row.pk}/").status_code == 404
    do("withdraw", release, cast.spokesperson, reason="Sai")
    answer = Client().get(file_of(release, row))
    nothing = Client().get(f"/newsroom/{public_slug(release)}/files/{other.pk}/")
    assert answer.status_code == 404
    assert (answer.content, sorted(answer.headers.items())) == (nothing.content, sorted(nothing.headers.items()))
    page = text_of(address_of(release))
    assert ("<img" in page, str(row.pk) in page) == (False, False)


def test_not_before(cast: Cast) -> None:
    release = draft(cast)
    row = attach(cast, release)
    assert Client().get(file_of(release, row)).status_code == 404
    other = approved(cast, title="Khác")
    assert Client().get(file_of(other, row)).status_code == 404


def test_hostile_words_of_a_picture(cast: Cast) -> None:
    release = issued_with(cast, (picture(), "picture"), alt='"><script>x</script>', caption=BREAKING)
    page = text_of(address_of(release))
    assert "<script>x" not in page
    assert "<script>alert" not in page
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block
    assert json.loads(block[1])["image"][0]["caption"] == BREAKING
    ET.fromstring(text_of("/newsroom/feed.atom").encode())


def test_a_picture_whose_bytes_are_gone_takes_nothing_else_along(cast: Cast) -> None:
    """The page and the feeds stand; the picture's own address says that something is wrong."""
    release = issued_with(cast, (picture(size=(41, 31)), "picture"))
    [row] = rows_of(release)
    default_storage.delete(row.file.path)
    assert "width=" not in re.findall(r"<img [^>]*>", text_of(address_of(release)))[0]
    assert Client().get("/newsroom/feed.json").status_code == 200


def test_queries_stay(cast: Cast, queries_do_not_grow: Any) -> None:
    numbers = iter(range(10))

    def grow() -> None:
        issued_with(cast, (picture(), "picture"), (note(), "document"), data=str(next(numbers)).encode())

    grow()
    for address in ("/newsroom/", "/newsroom/feed.atom", "/newsroom/feed.json"):
        queries_do_not_grow(lambda address=address: Client().get(address), grow)
