"""The pages of refutations and conclusions, in a browser without scripts."""

import pytest
from django.test import Client

from incidents.models import ClaimEvidence, Refutation, VerdictNotice
from tests.cast import PEOPLE, Cast
from tests.incidents.building import do_claim
from tests.incidents.building_refutations import PARTS, in_refutation_state, posted, refutable
from tests.incidents.test_pages import page_of, send, signed_in

pytestmark = pytest.mark.usefixtures("rules")


def test_the_whole_way_by_forms(cast: Cast) -> None:
    """Evidence, draft, edit, legal check, approval, a post; the claim's page shows each."""
    refutation = in_refutation_state(cast, "checked")
    claim = refutation.claim
    officer, desk, speaker = (signed_in(one) for one in (cast.officer, cast.press_officer, cast.spokesperson))
    assert officer.post(f"{claim.get_absolute_url()}evidence/new/", {"title": "Quyết định"}).status_code == 302
    assert ClaimEvidence.objects.get().title == "Quyết định"
    checker = signed_in(cast.legal_checker)
    body = page_of(checker, refutation)
    assert refutation.incident.title not in body
    assert send(checker, refutation, "return", note="Xem lại").status_code == 302
    edited = {**PARTS, "effect": "Đã sửa", "version": refutation.version}
    assert officer.post(f"{refutation.get_absolute_url()}edit/", edited).status_code == 302
    assert "Đã sửa" in page_of(officer, refutation)
    for client, verb in ((officer, "submit"), (checker, "check"), (speaker, "approve")):
        assert send(client, refutation, verb).status_code == 302, verb
    assert send(desk, refutation, "publish", means="post", post_channel="Cổng").status_code == 400
    post = {"means": "post", "post_channel": "Cổng", "post_url": "https://moj.example.org/1"}
    assert send(desk, refutation, "publish", **post).status_code == 302
    assert (refutation.state, refutation.effect) == ("published", "Đã sửa")
    for path in (claim.get_absolute_url(), claim.incident.get_absolute_url()):
        assert refutation.title in desk.get(path).content.decode()
    assert Client().get(f"/newsroom/refutations/x-{claim.pk}/").status_code == 301


def test_a_draft_by_the_form(cast: Cast) -> None:
    claim, client = refutable(cast), signed_in(cast.officer)
    path = f"{claim.get_absolute_url()}refutations/new/"
    assert client.get(path).status_code == 200
    response = client.post(path, {**PARTS, "notice_received_at": "20/11/2026 08:00"})
    assert response["Location"] == Refutation.objects.get().get_absolute_url()


def test_whom_a_changed_conclusion_still_has_to_reach(cast: Cast) -> None:
    """The page names them; a person says whom they told."""
    refutation = posted(cast)
    claim = do_claim("check", refutation.claim, cast.press_officer, reason="Bằng chứng mới")
    claim = do_claim("judge", claim, cast.press_officer, verdict="true", evidence="Văn bản mới")
    client = signed_in(cast.press_officer)
    row = VerdictNotice.objects.first()
    assert row is not None
    first, last = claim.verdicts.order_by("no")
    owed = VerdictNotice.objects.create(
        claim=claim, before=first, after=last, to="outlet", label="Báo A", about_id=claim.pk
    )
    body = page_of(client, claim)
    assert row.label in body
    path = f"/incidents/verdict-notices/{owed.pk}/told/"
    assert path in body
    assert client.get(path).status_code == 200
    assert client.post(path, {"version": owed.version, "note": "Đã gọi"}).status_code == 302
    assert "Đã gọi" in page_of(client, claim)
    assert 'id="superseded"' in page_of(client, refutation)


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reaches_the_page(cast: Cast, who: str) -> None:
    sees = {"press_officer", "spokesperson", "officer", "unit_head", "leader", "auditor", "administrator"}
    refutation, client = in_refutation_state(cast, "checking"), signed_in(cast.people[who])
    expected = 200 if who in sees | {"legal_checker"} else 404
    assert client.get(refutation.get_absolute_url()).status_code == expected
    claim = refutation.claim.get_absolute_url()
    assert client.get(f"{claim}evidence/new/").status_code == (200 if who in sees else 404)
