"""A notice is its person's own: for everybody else it is not there."""

from django.db import transaction

from comms.notify.services import notify
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.notify.build import KIND


def notice(cast: Cast) -> Given:
    with transaction.atomic():
        told = notify(person=cast.officer, kind=KIND, key="1", title="Nhiệm vụ mới")
    assert told is not None
    return Given(path={"id": told.pk}, version=1)


ROWS = [
    Row("GET notifications/", {200: EVERYBODY}, given=notice),
    Row("GET notifications/{id}/", {200: ("officer",)}, others=404, given=notice),
    Row("POST notifications/{id}/read/", {200: ("officer",)}, others=404, given=notice),
]
