"""Two workers, two orders, a hand-over beside a void: nobody gets anything twice, and nothing is overlooked."""

import time
from datetime import timedelta
from typing import Any

import pytest

from comms.core import clock
from comms.core.errors import IllegalTransition
from press.distribution.models import Delivery
from press.distribution.services import deliveries
from press.distribution.states import DeliveryState
from press.distribution.transports import Outcome, Parcel, Verdict
from press.releases.models import Release
from press.releases.states import State
from tests.cast import Cast
from tests.press.distribution.building_deliveries import journalist, list_of, order
from tests.press.releases.building import do, drain, stored
from tests.races import at_once, needs_postgresql

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that the transport was asked for; it takes its time."""
    asked: list[str] = []

    def send(parcel: Parcel) -> Outcome:
        asked.append(parcel.delivery.address)
        time.sleep(0.3)
        return Outcome.of(Verdict.ACCEPTED, "250")

    monkeypatch.setattr("press.distribution.transports.send", send)
    return asked


def test_two_workers_one_delivery(cast: Cast, sent: list[str]) -> None:
    """One marks the row and sends; the other finds it marked and leaves it alone."""
    (row,) = order(cast, stored(cast), journalists=[journalist(cast)]).made
    results = at_once(*[lambda: deliveries.delivery_send(delivery_id=row.pk)] * 4)
    assert len(sent) == 1
    assert sorted(result is None for result in results) == [False, True, True, True]
    row.refresh_from_db()
    assert (row.state, row.attempts) == (DeliveryState.ACCEPTED, 1)


def test_two_orders_at_once(cast: Cast) -> None:
    """Together they make one row an address."""
    release, people = stored(cast), [journalist(cast, f"N {number}") for number in range(5)]
    ordered = at_once(
        lambda: order(cast, release, journalists=people),
        lambda: order(cast, release, journalists=people, actor=cast.spokesperson),
    )
    assert sorted(len(one.made) for one in ordered) == [0, 5]
    assert sorted(len(one.already) for one in ordered) == [0, 5]
    assert Delivery.objects.count() == 5


def test_a_withdrawal_beside_hand_overs(cast: Cast, sent: list[str]) -> None:
    """Whoever was handed the text gets the notice; whoever was not gets neither."""
    release = stored(cast)
    people = [journalist(cast, f"N {number}") for number in range(6)]
    rows = order(cast, release, journalists=people).made
    calls: list[Any] = [lambda row=row: deliveries.delivery_send(delivery_id=row.pk) for row in rows]
    results = at_once(*calls, lambda: do("withdraw", Release.objects.get(pk=release.pk), cast.spokesperson, reason="x"))
    assert not [result for result in results if isinstance(result, Exception)]
    drain()
    got = set(Delivery.objects.filter(purpose="release", state="accepted").values_list("address", flat=True))
    told = set(Delivery.objects.filter(purpose="withdrawal", state="accepted").values_list("address", flat=True))
    assert got == told
    assert len(sent) == 2 * len(got)


def test_a_void_beside_a_hand_over(cast: Cast, sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Either the release is void and nothing left, or it left and the void is refused."""

    monkeypatch.setattr("press.distribution.services.deliveries.copies.render", lambda **_: b"%PDF")
    for number in range(4):
        release = stored(cast, data=f"%PDF {number}".encode(), embargo_until=clock.now() + timedelta(hours=5))
        trusted = list_of(cast, journalist(cast, f"N {number}"), embargo_trusted=True)
        (row,) = order(cast, release, lists=[trusted]).made
        before = len(sent)
        _sent, voided = at_once(
            lambda row=row: deliveries.delivery_send(delivery_id=row.pk),
            lambda release=release: do("void", Release.objects.get(pk=release.pk), cast.spokesperson, reason="x"),
        )
        release.refresh_from_db()
        if release.state == State.VOID:
            assert len(sent) == before
        else:
            assert isinstance(voided, IllegalTransition)
            assert len(sent) == before + 1
