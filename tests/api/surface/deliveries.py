"""Deliveries are seen by who may read the contacts of the press and the file of the release; ordered by the desk."""

from collections.abc import Callable
from typing import Any

from press.distribution.models import Delivery
from tests.api.surface import Given, Row
from tests.cast import Cast
from tests.press.distribution import building_deliveries as building
from tests.press.releases.building import stored

SEEN = ("press_officer", "spokesperson", "leader", "auditor", "administrator")
READ_ONLY = ("leader", "auditor", "administrator")


def queued(cast: Cast) -> Delivery:
    (row,) = building.order(cast, stored(cast), journalists=[building.journalist(cast)]).made
    return row


def cancelled(cast: Cast) -> Delivery:
    row = queued(cast)
    Delivery.objects.filter(pk=row.pk).update(state="cancelled")
    return row


def of(make: Callable[[Cast], Delivery], body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        row = make(cast)
        return Given(path={"id": row.pk, "release": row.release_id}, version=row.version, body=body)

    return given


def to_order(cast: Cast) -> Given:
    body = {"journalists": [str(building.journalist(cast).pk)]}
    return Given(path={"release": stored(cast).pk}, body=body)


ROWS = [
    Row(
        "GET deliveries/",
        {200: (*SEEN, "officer", "unit_head", "coordinator", "verifier", "legal_checker", "outsider")},
    ),
    Row("GET deliveries/{id}/", {200: SEEN}, others=404, given=of(queued)),
    Row("GET deliveries/{id}/history/", {200: SEEN}, others=404, given=of(queued)),
    Row("GET deliveries/{id}/accesses/", {200: SEEN}, others=404, given=of(queued)),
    Row("GET releases/{release}/deliveries/", {200: SEEN}, others=404, given=of(queued)),
    Row(
        "POST releases/{release}/deliveries/",
        {201: ("press_officer", "spokesperson"), 403: READ_ONLY},
        others=404,
        given=to_order,
    ),
    Row(
        "POST deliveries/{id}/cancel/",
        {200: ("press_officer", "spokesperson"), 403: READ_ONLY},
        others=404,
        given=of(queued),
    ),
    Row(
        "POST deliveries/{id}/resend/",
        {200: ("press_officer", "spokesperson"), 403: READ_ONLY},
        others=404,
        given=of(cancelled, {"confirm": True}),
    ),
]
