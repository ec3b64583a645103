"""Who asked is personal: it is not found by search, and goes when the person is taken out of the contacts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from comms.core.errors import Conflict, StaleVersion
from press.distribution.models import Journalist
from press.distribution.services.contacts import journalist_create, journalist_forget
from press.requests.models import HandOff, PressRequest, RequestUnit
from press.requests.services import request_edit
from press.speaking.selectors.said import said_page
from tests.cast import Cast
from tests.press.requests import building_requests as building

pytestmark = pytest.mark.usefixtures("rules")

NAME = "Trần Thị Bình"


@pytest.mark.parametrize(
    ("who", "finds"),
    [("press_officer", True), ("spokesperson", True), ("leader", True), ("auditor", True), ("officer", False)],
)
def test_a_name_is_found_by_who_may_read_it(cast: Cast, client: Client, who: str, finds: bool) -> None:
    """By the API, the page of the list and the search across what was said; what the unit reads, it finds."""
    request = building.approved(cast)
    actor = cast.people[who]
    api = APIClient()
    api.force_authenticate(actor)
    client.force_login(actor)

    def found(words: str) -> tuple[bool, bool]:
        rows = api.get("/api/v1/press-requests/", {"search": words}).json()["results"]
        page = client.get("/press-requests/", {"search": words}).content.decode()
        return bool(rows), request.get_absolute_url() in page

    assert found("tran binh") == (finds, finds)
    assert found("bình pháp luật") == (finds, finds)  # words of the name and of the outlet together
    assert found("phap luat") == (True, True)
    assert not said_page(cast.officer, "tran thi binh").results


def of_a_contact(cast: Cast, **fields: Any) -> tuple[PressRequest, Journalist]:
    person = journalist_create(actor=cast.press_officer, name=NAME, email="binh@example.vn")
    request = building.registered(cast, journalist_id=person.pk, source_text="Tôi là Bình, 0912 345 678", **fields)
    return request, person


def forgotten(cast: Cast, person: Journalist) -> None:
    journalist_forget(actor=cast.press_officer, journalist_id=person.pk, version=person.version)


def test_who_is_forgotten_leaves_no_name_in_requests(cast: Cast) -> None:
    request, person = of_a_contact(cast)
    other = building.registered(cast)
    forgotten(cast, person)
    request.refresh_from_db()
    kept = (request.journalist_id, request.journalist_name, request.reply_to, request.source_text)
    assert kept == (None, "", "", "")
    assert (request.asker_folded, request.outlet_name) == ("", "Báo Pháp luật Việt Nam")
    other.refresh_from_db()
    assert other.journalist_name == NAME


def test_a_form_that_was_open_does_not_bring_the_name_back(cast: Cast) -> None:
    request, person = of_a_contact(cast)
    forgotten(cast, person)
    with pytest.raises(StaleVersion):
        request_edit(actor=cast.press_officer, request_id=request.pk, version=1, journalist_name=NAME)


def test_a_forgotten_person_is_not_named_again(cast: Cast) -> None:
    request, person = of_a_contact(cast)
    forgotten(cast, person)
    with pytest.raises(Conflict) as refused:
        building.registered(cast, journalist_id=person.pk)
    assert refused.value.code == "forgotten"
    with pytest.raises(Conflict):
        request_edit(actor=cast.press_officer, request_id=request.pk, version=2, journalist_id=person.pk)


def test_a_request_that_lost_its_only_name_can_be_put_right(cast: Cast) -> None:
    request, person = of_a_contact(cast, outlet_name="")
    forgotten(cast, person)
    request = request_edit(actor=cast.press_officer, request_id=request.pk, version=2, subject="Cổng mới")
    assert (request.subject, request.outlet_name, request.journalist_name) == ("Cổng mới", "", "")


def test_a_list_of_handed_over_requests_costs_a_successor_the_same(
    cast: Cast, queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None]
) -> None:
    """What a unit was asked for, and what was handed to it, its successor reads and acts on."""
    client = APIClient()
    client.force_authenticate(cast.officer)
    before = cast.units["V-PBGDPL"]

    def grow() -> None:
        request = building.assigned(cast)
        RequestUnit.objects.filter(request=request).update(unit=before)
        HandOff.objects.create(
            request=request,
            classification="information",
            to_unit=before,
            reason="x",
            handed_by=cast.press_officer,
        )

    grow()
    assert client.get("/api/v1/press-requests/").json()["results"][0]["journalist_name"] == NAME
    queries_do_not_grow(lambda: client.get("/api/v1/press-requests/"), lambda: [grow(), grow()])
