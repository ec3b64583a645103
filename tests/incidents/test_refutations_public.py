"""Published refutations in the newsroom: what everybody reads, and what nobody may."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from comms.core import clock
from incidents import services
from press.releases.services import document_store
from tests.cast import Cast
from tests.incidents.building import claimed, do_claim, hanoi
from tests.incidents.building import do as do_incident
from tests.incidents.building_refutations import (
    PARTS,
    drafted,
    in_refutation_state,
    led,
    posted,
    refutable,
    step,
)
from tests.press.releases.building import do as do_release
from tests.press.releases.building import issued, stored

pytestmark = pytest.mark.usefixtures("rules")

LIST, FEED = "/newsroom/refutations/", "/newsroom/refutations.atom"
HOSTILE = '</script><script>alert(1)</script>"\u2028'


def read(path: str, **query: Any) -> Any:
    return Client().get(path, query)


def page_of(refutation: Any, language: str = "") -> str:
    return f"{language}/newsroom/refutations/cong-phap-luat-khong-thu-phi-{refutation.claim_id}/"


def everything() -> str:
    """All that the public can ask for without an address of its own."""
    paths = (LIST, f"/en{LIST}", FEED, f"/en{FEED}", "/sitemap.xml")
    return "".join(read(path).content.decode() for path in paths)


def test_what_the_public_reads(cast: Cast) -> None:
    """In words: the conclusion, what was said, what is true, the legal source, how it went out."""
    refutation = posted(cast)
    for language, verdict in (("", "tin giả"), ("/en", "false news")):
        response = read(page_of(refutation, language))
        body = response.content.decode()
        assert response.status_code == 200
        assert verdict in body.lower()
        for words in ("Cổng thu phí người dân.", "Không ai được thu tiền.", "Điều 2", "https://moj.example.org/1"):
            assert words in body
        assert PARTS["effect"] not in body
        assert refutation.incident.title not in body
        assert cast.officer.full_name not in body
    assert refutation.title in read(LIST).content.decode()
    assert str(refutation.claim_id) in read("/sitemap.xml").content.decode()
    assert LIST in read("/newsroom/").content.decode()


def test_it_is_shared_by_everybody(cast: Cast) -> None:
    """A strong ETag of the bytes, a lifetime, no cookie, the same for who is signed in."""
    refutation = posted(cast)
    for path in (LIST, FEED, page_of(refutation)):
        response = read(path)
        assert re.fullmatch('"[0-9a-f]{32}"', response["ETag"])
        assert response["Cache-Control"].startswith("public, max-age=")
        assert not response.cookies
        assert "Vary" not in response
        client = Client()
        client.force_login(cast.press_officer)
        assert client.get(path).content == response.content
        assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_another_wording_of_the_address_leads_to_it(cast: Cast) -> None:
    refutation = posted(cast)
    response = read(f"/newsroom/refutations/khac-{refutation.claim_id}/")
    assert (response.status_code, response["Location"]) == (301, page_of(refutation))


def test_claim_review(cast: Cast) -> None:
    """ClaimReview of schema.org, which no text can break out of."""
    claim = refutable(cast, text=f"Cổng thu phí {HOSTILE}")
    for url in ("http://xau.example.org/", "https://mang.example.org/tin"):
        services.sighting_add(actor=cast.officer, claim_id=claim.pk, url=url)
    body = read(page_of(posted(cast, claim))).content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert (data["@type"], data["claimReviewed"]) == ("ClaimReview", claim.text)
    assert data["itemReviewed"]["firstAppearance"]["url"] == "https://mang.example.org/tin"
    assert data["reviewRating"] == {"@type": "Rating", "alternateName": "tin giả"}
    assert data["author"]["name"] == "Bộ Tư pháp"
    assert "alert(1)</script>" not in body.replace("&lt;/script&gt;", "")


def test_the_feed(cast: Cast) -> None:
    refutation = posted(cast)
    root = ET.fromstring(read(FEED).content)
    atom = "{http://www.w3.org/2005/Atom}"
    entry = root.find(f"{atom}entry")
    assert entry is not None
    assert entry.findtext(f"{atom}id") == f"urn:uuid:{refutation.claim_id}"
    assert entry.findtext(f"{atom}title") == refutation.title


def test_the_search_knows_no_diacritics(cast: Cast) -> None:
    refutation = posted(cast)
    assert refutation.title in read(LIST, search="khong THU phi").content.decode()
    assert refutation.title not in read(LIST, search="ngan hang").content.decode()
    assert refutation.title in read(LIST, verdict="false").content.decode()
    assert refutation.title not in read(LIST, verdict="true").content.decode()
    assert read(LIST, verdict="x").status_code == 200
    assert read(LIST, after="x").status_code == 404


# --- what nobody reads ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "checking", "checked", "approved"])
def test_what_was_not_published_is_not_there(cast: Cast, state: str) -> None:
    before = everything()
    refutation = in_refutation_state(cast, state)
    assert read(page_of(refutation)).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("hidden", ["restricted", "drill"])
def test_of_a_restricted_incident_or_a_drill_nothing_is_there(cast: Cast, hidden: str) -> None:
    """The bytes are those of a newsroom without it."""
    before = everything()
    refutation = posted(cast)
    assert everything() != before
    do_incident("assess", refutation.incident, cast.spokesperson, **{hidden: True})
    missing = read(page_of(refutation))
    assert missing.status_code == 404
    assert missing.content == read("/newsroom/nothing/").content
    assert everything() == before


def test_an_embargo_holds_it_back(cast: Cast) -> None:
    """Until it ends, without anything that has to happen then."""
    until = hanoi(2026, 11, 22, 9)
    release = issued(cast, embargo_until=until)
    document_store(release_id=release.pk, data=b"%PDF-1.7")
    approved = in_refutation_state(cast, "approved")
    before = everything()
    refutation = step(cast, "publish", approved, means="release", release_id=release.pk)
    assert read(page_of(refutation)).status_code == 404
    assert everything() == before
    with clock.frozen(until):
        assert read(page_of(refutation)).status_code == 200


def test_what_was_taken_back_under_an_embargo_was_never_public(cast: Cast) -> None:
    until = hanoi(2026, 11, 22, 9)
    release = issued(cast, embargo_until=until)
    document_store(release_id=release.pk, data=b"%PDF-1.7")
    refutation = step(cast, "publish", in_refutation_state(cast, "approved"), means="release", release_id=release.pk)
    do_claim("check", refutation.claim, cast.press_officer, reason="Bằng chứng mới")
    with clock.frozen(until):
        assert read(page_of(refutation)).status_code == 404


def test_a_claim_answered_without_approved_words_has_no_page(cast: Cast) -> None:
    """Claim and evidence are notes of the house: only what was approved for the public is shown."""
    claim = do_claim("refute", refutable(cast), cast.press_officer, release_id=stored(cast).pk)
    do_claim("publish", claim, cast.press_officer)
    assert str(claim.pk) not in everything()


# --- what changes later ---------------------------------------------------------------------------


def test_while_it_is_verified_again(cast: Cast) -> None:
    """The page stays, without the old words; the conclusion is said to stand no longer."""
    refutation = posted(cast)
    with clock.frozen(hanoi(2026, 11, 23, 9)):
        do_claim("check", refutation.claim, cast.press_officer, reason="Bằng chứng mới")
        body = read(page_of(refutation)).content.decode()
        assert "21/11/2026" in body
        assert 'id="changed"' in body
        assert PARTS["public_text"].splitlines()[-1] not in body
        assert "ClaimReview" not in body
        assert 'content="noindex"' in body
        assert "đang được xác minh lại" in read(LIST).content.decode()
        do_claim("judge", refutation.claim, cast.press_officer, verdict="true", evidence="Văn bản mới")
        body = read(page_of(refutation)).content.decode()
        assert "tin xác thực" in body.lower()
        assert "Văn bản mới" not in body


def test_conclusions_of_before_the_first_publication_stay_inside(cast: Cast) -> None:
    claim = do_claim("check", claimed(cast, led(cast)), cast.press_officer)
    claim = do_claim("judge", claim, cast.press_officer, verdict="unverifiable", evidence="Chưa rõ")
    claim = do_claim("check", claim, cast.press_officer)
    claim = do_claim("judge", claim, cast.press_officer, verdict="false", evidence="Rõ")
    body = read(page_of(posted(cast, claim))).content.decode()
    assert body.count("chưa đủ căn cứ") == 0


def test_a_withdrawn_release_is_said_to_be(cast: Cast) -> None:
    release = stored(cast)
    refutation = step(cast, "publish", in_refutation_state(cast, "approved"), means="release", release_id=release.pk)
    assert release.title in read(page_of(refutation)).content.decode()
    do_release("withdraw", release, cast.spokesperson, reason="Sai số liệu")
    body = read(page_of(refutation)).content.decode()
    assert 'id="withdrawn"' in body
    assert "ClaimReview" not in body


def test_a_longer_newsroom_asks_no_more(cast: Cast, queries_do_not_grow: Any) -> None:
    posted(cast)

    def grow() -> None:
        for number in range(3):
            posted(cast, refutable(cast, text=f"Tin số {number}"))

    queries_do_not_grow(lambda: read(LIST), grow)
    assert drafted(cast).state == "draft"


def test_another_text_of_the_same_conclusion_is_no_new_conclusion(cast: Cast) -> None:
    """While it is written, the page says that the release was withdrawn, and not that the claim is verified again."""
    release = stored(cast)
    first = step(cast, "publish", in_refutation_state(cast, "approved"), means="release", release_id=release.pk)
    do_release("withdraw", release, cast.spokesperson, reason="Sai")
    drafted(cast, first.claim)
    page = read(page_of(first)).content.decode()
    assert 'id="withdrawn"' in page
    assert 'id="changed"' not in page
