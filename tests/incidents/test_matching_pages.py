"""Earlier claims in the API and on the pages; a claim that was seen ten thousand times."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from incidents.models import Claim, ClaimMatch, Sighting
from incidents.selectors import sightings_by_day
from tests.cast import Cast
from tests.incidents.building import claimed, do_claim, given, hanoi, judged
from tests.incidents.test_matching import AGAIN, OTHER, SAID, decide, led, pair_of_claims, restricted

pytestmark = pytest.mark.usefixtures("rules")


def client_of(person: Any) -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def page(person: Any, address: str, **data: Any) -> str:
    client = client_of(person)
    response = client.post(address, data, format="multipart") if data else client.get(address)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


# --- API ------------------------------------------------------------------------------------------------


def test_match_answers_with_score_words_verdict_and_refutation_and_stores_nothing(cast: Cast) -> None:
    earlier = judged(cast, claimed(cast, led(cast), text=SAID))
    statement = given(cast)
    do_claim("refute", earlier, cast.press_officer, statement_id=statement.pk)
    before = Claim.objects.count(), ClaimMatch.objects.count()
    answer = client_of(cast.press_officer).post("/api/v1/claims/match/", {"text": AGAIN}, format="json")
    assert answer.status_code == 200
    [found] = answer.json()
    assert found["claim"] == str(earlier.pk)
    assert found["verdict"] == "false"
    assert found["refutation"] == {"type": "press.statement", "id": str(statement.pk)}
    assert found["score"] > 60
    assert "50k" in found["words"]
    assert (Claim.objects.count(), ClaimMatch.objects.count()) == before


def test_match_names_nothing_that_is_restricted(cast: Cast) -> None:
    claimed(cast, restricted(cast), text=SAID, actor=cast.press_officer)
    assert client_of(cast.officer).post("/api/v1/claims/match/", {"text": AGAIN}, format="json").json() == []


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": 5}, {"text": "a", "more": 1}])
def test_match_refuses_what_it_does_not_know(cast: Cast, body: dict[str, Any]) -> None:
    assert client_of(cast.officer).post("/api/v1/claims/match/", body, format="json").status_code == 400


def test_a_match_is_confirmed_with_its_own_version(cast: Cast) -> None:
    earlier, claim, match = pair_of_claims(cast)
    client = client_of(cast.officer)
    [shown] = client.get(f"/api/v1/claims/{claim.pk}/matches/").json()["results"]
    assert (shown["id"], shown["earlier"], shown["state"]) == (str(match.pk), str(earlier.pk), "suggested")
    address = f"/api/v1/claims/{claim.pk}/matches/{match.pk}/confirm/"
    assert client.post(address).status_code == 428
    assert client.post(address, headers={"if-match": '"7"'}).status_code == 412
    done = client.post(address, headers={"if-match": '"1"'})
    assert (done.status_code, done["ETag"], done.json()["state"]) == (200, '"2"', "confirmed")
    assert client.post(address, headers={"if-match": '"2"'}).status_code == 409
    assert client.get(f"/api/v1/claims/{claim.pk}/").json()["repeats"] == str(earlier.pk)


def test_a_match_belongs_to_its_claim(cast: Cast) -> None:
    earlier, _claim, match = pair_of_claims(cast)
    address = f"/api/v1/claims/{earlier.pk}/matches/{match.pk}/confirm/"
    assert client_of(cast.officer).post(address, headers={"if-match": '"1"'}).status_code == 404


def test_what_a_claim_repeats_is_not_told_to_who_may_not_see_it(cast: Cast) -> None:
    hidden = claimed(cast, restricted(cast), text=SAID, actor=cast.press_officer)
    claim = claimed(cast, led(cast), text=AGAIN)
    decide("confirm", claim.matches.get(), cast.press_officer)
    address = f"/api/v1/claims/{claim.pk}/"
    assert client_of(cast.press_officer).get(address).json()["repeats"] == str(hidden.pk)
    assert client_of(cast.officer).get(address).json()["repeats"] is None
    assert client_of(cast.officer).get(f"{address}matches/").json()["results"] == []
    assert SAID not in page(cast.officer, claim.get_absolute_url())


def test_claims_have_a_field_of_their_own_or_that_of_the_incident(cast: Cast) -> None:
    client, incident = client_of(cast.officer), led(cast)
    body = {"incident": str(incident.pk), "text": SAID}
    assert client.post("/api/v1/claims/", body, format="json").json()["field"] == incident.field
    assert client.post("/api/v1/claims/", {**body, "field": "scam"}, format="json").json()["field"] == "scam"
    assert client.post("/api/v1/claims/", {**body, "field": "moon"}, format="json").status_code == 400
    assert len(client.get("/api/v1/claims/?field=scam").json()["results"]) == 1


# --- pages ----------------------------------------------------------------------------------------------


def test_the_page_shows_the_earlier_claim_marks_the_words_and_decides(cast: Cast) -> None:
    earlier, claim, match = pair_of_claims(cast)
    shown = page(cast.officer, claim.get_absolute_url())
    assert SAID in shown
    assert "<mark>" in shown
    address = reverse("incidents:match-verb", args=[match.pk, "confirm"])
    answer = client_of(cast.officer).post(address, {"version": 1}, format="multipart")
    assert (answer.status_code, answer["Location"]) == (302, f"{claim.get_absolute_url()}#matches")
    claim.refresh_from_db()
    assert claim.repeats_id == earlier.pk
    assert AGAIN in page(cast.officer, earlier.get_absolute_url())


def test_hostile_text_is_marked_as_text(cast: Cast) -> None:
    claimed(cast, led(cast), text=SAID)
    claim = claimed(cast, led(cast), text=f"<script>alert(1)</script> {SAID} <mark>")
    shown = page(cast.officer, claim.get_absolute_url())
    assert "<script>alert(1)" not in shown
    assert "&lt;" in shown


def test_verdict_evidence_and_answer_of_a_confirmed_match_stand_in_the_forms(cast: Cast) -> None:
    earlier, claim, match = pair_of_claims(cast)
    judged(cast, earlier)
    statement = given(cast)
    do_claim("refute", earlier, cast.press_officer, statement_id=statement.pk)
    do_claim("check", claim, cast.press_officer)
    assert "QĐ 1799/QĐ-BTP" not in page(cast.press_officer, claim.get_absolute_url())
    decide("confirm", match, cast.press_officer)
    assert "QĐ 1799/QĐ-BTP" in page(cast.press_officer, claim.get_absolute_url())
    judged_now = do_claim("judge", claim, cast.press_officer, verdict="false", evidence="Như lần trước")
    assert f'value="{statement.pk}" selected' in page(cast.press_officer, judged_now.get_absolute_url())


def test_the_form_checks_for_earlier_claims_before_anything_is_stored(cast: Cast) -> None:
    claimed(cast, led(cast), text=SAID)
    incident = led(cast)
    address = reverse("incidents:claim-new", args=[incident.pk])
    shown = page(cast.officer, address, text=AGAIN, check="1")
    assert SAID in shown
    assert AGAIN in shown
    assert not incident.claims.exists()
    assert SAID not in page(cast.officer, address, text=OTHER, check="1")
    made = client_of(cast.officer).post(address, {"text": AGAIN}, format="multipart")
    assert made["Location"] == incident.claims.get().get_absolute_url()


def test_the_list_finds_without_marks_and_by_state_field_and_incident(cast: Cast) -> None:
    one, other = claimed(cast, led(cast), text=SAID, field="scam"), claimed(cast, led(cast), text=OTHER)
    address = reverse("incidents:claims")
    for query in ("search=CONG+phap", "field=scam", f"incident={one.incident_id}"):
        shown = page(cast.officer, f"{address}?{query}")
        assert SAID in shown
        assert OTHER not in shown
    judged_ones = page(cast.officer, f"{address}?state=judged")
    assert SAID not in judged_ones
    assert OTHER not in judged_ones
    do_claim("check", other, cast.press_officer)
    assert OTHER in page(cast.officer, f"{address}?state=checking")


def test_the_list_neither_shows_nor_counts_what_is_restricted(cast: Cast) -> None:
    claimed(cast, restricted(cast), text=SAID, actor=cast.press_officer)
    shown = client_of(cast.officer).get(reverse("incidents:claims"))
    assert SAID not in shown.content.decode()
    assert all(total == 0 for _state, _label, total in shown.context["counts"])


def seen(claim: Claim, number: int) -> None:
    at = hanoi(2026, 11, 20, 23, 30)
    Sighting.objects.bulk_create(
        Sighting(
            incident=claim.incident,
            claim=claim,
            url=f"https://example.org/{index}",
            captured_at=at - timedelta(hours=index),
            reach=2,
            recorded_by=claim.reporter,
        )
        for index in range(number)
    )


def test_sightings_are_grouped_by_the_day_in_hanoi(cast: Cast) -> None:
    """23:30 in Hanoi is 16:30 the same day in UTC, and 00:30 is still the day before there."""
    claim = claimed(cast, led(cast), text=SAID)
    seen(claim, 48)
    days = sightings_by_day(claim)
    assert [(day.day.day, day.total, day.reach) for day in days] == [(19, 24, 48), (20, 24, 48)]


def test_sightings_are_paged_to_the_last_one_with_their_sum(cast: Cast) -> None:
    claim = claimed(cast, led(cast), text=SAID)
    seen(claim, 120)
    client, address, urls = client_of(cast.officer), claim.get_absolute_url(), set[str]()
    while address:
        shown = client.get(address)
        rows = shown.context["sightings"]
        urls |= {row.url for row in rows}
        address = rows.next_url
    assert len(urls) == 120
    assert shown.context["days"].reach == 240


@pytest.mark.parametrize("place", ["claim", "list"])
def test_queries_do_not_grow(cast: Cast, queries_of: Callable[..., int], place: str) -> None:
    claim = claimed(cast, led(cast), text=SAID)
    again = claimed(cast, led(cast), text=AGAIN)
    seen(again, 2)
    address = again.get_absolute_url() if place == "claim" else reverse("incidents:claims")
    before = queries_of(cast.press_officer, address)
    seen(again, 200)
    for number in range(4):
        later = claimed(cast, claim.incident, text=f"{SAID} {'!' * number}")
        ClaimMatch.objects.create(claim=again, earlier=later, score=80, words=["phí"])
    assert queries_of(cast.press_officer, address) <= before
