"""The newsroom as journalists, feed readers and search engines take it."""

import html
import json
import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from comms.core import clock
from press.newsroom import views
from press.releases import services
from press.releases.models import Document, Release
from press.releases.selectors import public_slug
from tests.cast import Cast
from tests.press.releases.building import do, issued, sign_off, stored

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
HOSTILE = "</script><script>alert(1)</script>&amp;]]><!-- \u202e “É” 🎉"
ADDRESSES = ["/newsroom/", "/en/newsroom/", "/newsroom/feed.atom", "/newsroom/feed.json", "/sitemap.xml", "/robots.txt"]


def text_of(address: str, **query: str) -> str:
    return Client().get(address, query).content.decode()


def address_of(release: Release, prefix: str = "/") -> str:
    return f"{prefix}newsroom/{public_slug(release)}/"


def titles(address: str, **query: str) -> list[str]:
    found = re.findall(r"<h3[^>]*><a [^>]*>(.*?)</a>", text_of(address, **query))
    return [html.unescape(title) for title in found]


def english_of(cast: Cast, release: Release, **fields: Any) -> Release:
    variant = stored(
        cast, data=b"%PDF en", title="Portal opens", language="en", kind="press_information", body="It opens.", **fields
    )
    Release.objects.filter(pk=variant.pk).update(variant_of=release)
    return variant


def test_what_narrows_the_list(cast: Cast) -> None:
    """Kind, language, year of the issue in Hanoi, and words without marks over title, text and number."""
    with clock.frozen(datetime(2025, 12, 31, 18, 0, tzinfo=clock.HANOI)):
        stored(cast, data=b"1", title="Đường dây nóng", body="Tư vấn đất đai")
    stored(cast, data=b"2", title="Họp báo quý III", kind="invitation")
    stored(cast, data=b"3", title="Legal aid", language="en")
    assert len(titles("/newsroom/")) == 3
    assert titles("/newsroom/", search="dat dai") == ["Đường dây nóng"]
    assert titles("/newsroom/", search="01/tc-btp", year="2025") == ["Đường dây nóng"]
    assert titles("/newsroom/", year="2025") == ["Đường dây nóng"]
    assert titles("/newsroom/", kind="invitation") == ["Họp báo quý III"]
    assert titles("/newsroom/", language="en") == ["Legal aid"]
    for wrong in ({"kind": "x"}, {"year": "1999"}, {"language": "fr"}):
        assert titles("/newsroom/", **wrong) == []
    assert Client().get("/newsroom/?after=x").status_code == 404


def test_a_release_in_two_languages_stands_once(cast: Cast) -> None:
    """In the language of the page; each names the other, and the sitemap and the feeds do as well."""
    original = stored(cast, data=b"%PDF vi")
    variant = english_of(cast, original)
    assert titles("/newsroom/") == [original.title]
    assert titles("/en/newsroom/") == [variant.title]
    for release, prefix in ((original, "/"), (variant, "/en/")):
        page = text_of(address_of(release, prefix))
        assert f'hreflang="vi" href="http://127.0.0.1:8000{address_of(original)}"' in page
        assert f'hreflang="en" href="http://127.0.0.1:8000{address_of(variant, "/en/")}"' in page
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{address_of(release, prefix)}">' in page
    assert text_of("/sitemap.xml").count("hreflang=") == 4
    assert (original.title in text_of("/newsroom/feed.atom"), variant.title in text_of("/newsroom/feed.atom")) == (
        True,
        False,
    )


def test_a_variant_under_embargo_is_not_named(cast: Cast) -> None:
    original = stored(cast, data=b"%PDF vi")
    variant = english_of(cast, original, embargo_until=clock.now() + timedelta(hours=1))
    assert str(variant.pk) not in text_of(address_of(original))
    assert titles("/en/newsroom/") == [original.title]


def test_an_erratum_does_not_name_its_original_under_embargo(cast: Cast) -> None:
    """Services refuse that an erratum may be read first; should it be, its page leads nowhere."""
    original = stored(cast, data=b"%PDF o")
    erratum = do("correct", original, cast.press_officer, note="Sai ngày")
    erratum = do("update", erratum, cast.press_officer, title="Đính chính")
    sign_off(cast, do("submit", erratum, cast.press_officer))
    do("approve", erratum, cast.spokesperson)
    erratum = do("issue", erratum, cast.spokesperson)
    services.document_store(release_id=erratum.pk, data=b"%PDF e")
    assert str(original.pk) in text_of(address_of(erratum))
    Release.objects.filter(pk=original.pk).update(embargo_until=clock.now() + timedelta(hours=2))
    assert str(original.pk) not in text_of(address_of(erratum))


def test_hostile_words_are_words(cast: Cast) -> None:
    """In HTML, in the data block, in XML and in JSON: nothing breaks out; what XML cannot write goes."""
    release = stored(cast)
    Release.objects.filter(pk=release.pk).update(title=HOSTILE, abstract=f"{HOSTILE}\x0b\ufffe\x00"[:-1], body=HOSTILE)
    release.refresh_from_db()
    page = text_of(address_of(release))
    assert "<script>alert" not in page
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block
    data = json.loads(block[1])
    assert (data["@type"], data["headline"], data["inLanguage"]) == ("NewsArticle", HOSTILE, "vi")
    assert data["url"] == f"http://127.0.0.1:8000{address_of(release)}"
    feed = ET.fromstring(text_of("/newsroom/feed.atom").encode())  # our own
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == HOSTILE
    assert json.loads(text_of("/newsroom/feed.json"))["items"][0]["title"] == HOSTILE
    ET.fromstring(text_of("/sitemap.xml").encode())
    assert HOSTILE in titles("/newsroom/")


def test_a_lone_surrogate_breaks_no_feed(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    """It cannot be stored; should it come from elsewhere, the feed still stands."""
    stored(cast)
    monkeypatch.setattr("press.newsroom.feeds._title", lambda: "a\ud800b")
    assert ET.fromstring(Client().get("/newsroom/feed.atom").content).findtext(f"{ATOM}title") == "ab"
    assert Client().get("/newsroom/feed.json").status_code == 200


def test_atom(cast: Cast) -> None:
    """What RFC 4287 asks for; the file is enclosed; ids and the address of the host stay."""
    release = stored(cast, data=b"%PDF-1.7 atom")
    feed = ET.fromstring(Client().get("/newsroom/feed.atom", HTTP_HOST="testserver").content)
    for element in (feed, feed.find(f"{ATOM}entry")):
        assert element is not None
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert element.findtext(f"{ATOM}author/{ATOM}name")
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{release.pk}"
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") == release.issued_at
    links = {link.get("rel"): link for link in entry.findall(f"{ATOM}link")}
    assert links["alternate"].get("href") == f"http://127.0.0.1:8000{address_of(release)}"
    assert links["enclosure"].get("length") == str(len(b"%PDF-1.7 atom"))
    assert "<p>" in (entry.findtext(f"{ATOM}content") or "")


def test_an_empty_feed_is_valid(db: None) -> None:
    feed = ET.fromstring(Client().get("/newsroom/feed.atom").content)
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated") or "")


def test_tombstones(cast: Cast) -> None:
    """What was withdrawn is deleted in the feeds, and marked in the list; its page is not for search engines."""
    release = do("withdraw", stored(cast), cast.spokesperson, reason="Sai", notice="Số liệu sai.")
    feed = ET.fromstring(text_of("/newsroom/feed.atom").encode())
    assert feed.find(f"{ATOM}entry") is None
    tombstone = feed.find(TOMBSTONE)
    assert tombstone is not None
    assert tombstone.get("ref") == f"urn:uuid:{release.pk}"
    assert datetime.fromisoformat(tombstone.get("when") or "") == release.withdrawn_at
    data = json.loads(text_of("/newsroom/feed.json"))
    assert (data["version"], data["items"]) == ("https://jsonfeed.org/version/1.1", [])
    assert [(row["id"], row["notice"]) for row in data["_deleted"]["items"]] == [
        (f"urn:uuid:{release.pk}", "Số liệu sai.")
    ]
    assert "đã thu hồi" in text_of("/newsroom/")
    assert 'content="noindex"' in text_of(address_of(release))
    assert str(release.pk) not in text_of("/sitemap.xml")


@pytest.mark.parametrize("how", ["embargo", "document"])
def test_what_the_public_never_read_is_not_shown_when_it_is_withdrawn(cast: Cast, how: str) -> None:
    """Withdrawn under embargo, or before its PDF was there: also later there is nothing to look up."""
    until = clock.now() + timedelta(hours=1)
    if how == "embargo":
        release = do("withdraw", stored(cast, embargo_until=until), cast.spokesperson, reason="Sai")
    else:
        release = do("withdraw", issued(cast), cast.spokesperson, reason="Sai")
        with clock.frozen(until):
            Document.objects.create(release=release, sha256="0" * 64, size=1, content=b"x")
        Release.objects.filter(pk=release.pk).update(document_sha256="0" * 64)
    with clock.frozen(until + timedelta(days=1)):
        assert Client().get(address_of(release)).status_code == 404
        assert str(release.pk) not in text_of("/newsroom/feed.atom") + text_of("/newsroom/")


def test_what_comes_out_of_embargo_is_new(cast: Cast) -> None:
    """It stands on top when it opens, however long ago it was issued, so that no feed reader misses it."""
    until = clock.now() + timedelta(days=2)
    stored(cast, data=b"1", title="Cấm", embargo_until=until)
    with clock.frozen(clock.now() + timedelta(days=1)):
        stored(cast, data=b"2", title="Sau")
    with clock.frozen(until):
        assert titles("/newsroom/") == ["Cấm", "Sau"]
        feed = ET.fromstring(text_of("/newsroom/feed.atom").encode())
        assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "Cấm"


@pytest.mark.parametrize("address", ADDRESSES)
def test_one_copy_for_everybody(cast: Cast, address: str) -> None:
    """Whoever asks with whatever cookie gets the same bytes; no cookie comes back; a copy is kept."""
    stored(cast)
    stranger = Client().get(address)
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    known = client.get(address)
    assert (known.content, dict(known.headers)) == (stranger.content, dict(stranger.headers))
    assert not stranger.cookies
    assert "Vary" not in stranger
    assert stranger["Cache-Control"] == "public, max-age=60"
    again = Client().get(address, headers={"If-None-Match": stranger["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    stored(cast, data=b"other")
    changed = Client().get(address, headers={"If-None-Match": stranger["ETag"]})
    assert changed.status_code == (304 if address == "/robots.txt" else 200)


def test_the_pdf_is_asked_about_without_its_bytes(cast: Cast, django_assert_num_queries: Any) -> None:
    release = stored(cast)
    first = Client().get(f"{address_of(release)}document.pdf")
    with django_assert_num_queries(3):  # the release, and twice what opens next
        again = Client().get(f"{address_of(release)}document.pdf", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Content-Disposition"].startswith("attachment")


def test_pages_go_by_key(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing twice and nothing left out, forwards and back, also where many were published in one instant."""
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    wanted = {f"Bài {number}" for number in range(5)}
    for title in wanted:
        stored(cast, data=title.encode(), title=title)
    address, seen, pages = "/newsroom/", [], 0
    while address:
        page = text_of(address)
        seen += re.findall(r"Bài \d", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address, pages = html.unescape(following[1]) if following else "", pages + 1
    assert (set(seen), len(seen), pages) == (wanted, 5, 3)


@pytest.mark.parametrize("address", ["/newsroom/", "/newsroom/feed.atom", "/newsroom/feed.json", "/sitemap.xml"])
def test_queries_stay(cast: Cast, queries_do_not_grow: Any, address: str) -> None:
    numbers = iter(range(10))

    def grow() -> None:
        original = stored(cast, data=str(next(numbers)).encode())
        variant = english_of(cast, original)
        Release.objects.filter(pk=variant.pk).update(symbol=str(next(numbers)))

    grow()
    queries_do_not_grow(lambda: Client().get(address), grow)


def test_robots_name_the_sitemap(db: None) -> None:
    lines = text_of("/robots.txt").splitlines()
    assert lines[-1] == "Sitemap: http://127.0.0.1:8000/sitemap.xml"
    assert {"Allow: /newsroom/", "Allow: /en/newsroom/", "Disallow: /"} <= set(lines)


def test_only_reading_is_offered(cast: Cast) -> None:
    for address in ADDRESSES:
        assert Client().post(address).status_code in {403, 405}
        head = Client().head(address)
        assert (head.status_code, head.content) == (200, b"")
