"""Who gets a release: each address once, only those who may, only what is issued and stored."""

from typing import Any

import pytest

from comms.audit.selectors import history
from comms.core import clock
from comms.core.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.outbox.models import OutboxMessage
from press.distribution.models import Delivery
from press.distribution.services import deliveries
from press.distribution.states import DeliveryState, Purpose, Transport
from tests.cast import Cast
from tests.press.distribution.building_deliveries import journalist, list_of, order, outlet
from tests.press.releases.building import approved, do, issued, stored


def test_one_delivery_an_address(cast: Cast) -> None:
    """In two lists, named alone, and under the address of an outlet: still once; every row is owed."""
    anna = journalist(cast, email="anna@bao.example")
    first, second = list_of(cast, anna), list_of(cast, anna, outlet(cast, email="ANNA@bao.example"))
    release = stored(cast)
    ordered = order(cast, release, lists=[first, second], journalists=[anna])
    (row,) = ordered.made
    assert (row.address, row.purpose, row.state) == ("anna@bao.example", Purpose.RELEASE, DeliveryState.QUEUED)
    assert row.document_sha256 == release.document_sha256
    assert OutboxMessage.objects.filter(topic="press.deliver").count() == 1


def test_ordering_twice_adds_nobody_twice(cast: Cast) -> None:
    """The second order says how many were there, who is new, who is skipped and why."""
    anna, binh = journalist(cast), journalist(cast, "Bình")
    silent = journalist(cast, "Chưa đồng ý", consent_at=None, consent_source="")
    release = stored(cast)
    order(cast, release, journalists=[anna])
    ordered = order(cast, release, journalists=[anna, binh, silent])
    assert [row.journalist for row in ordered.made] == [binh]
    assert [one.object for one in ordered.already] == [anna]
    assert [(one.object, str(one.skipped_reason)) for one in ordered.skipped] == [
        (silent, "has not agreed to receive releases")
    ]
    event = history(release)[0]
    assert event.action == "press.release.delivery_ordered"
    assert {name: event.data[name] for name in ("made", "already", "skipped")} == {
        "made": 1,
        "already": 1,
        "skipped": 1,
    }
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("make", [approved, issued])
def test_only_what_is_issued_and_stored(cast: Cast, make: Any) -> None:
    with pytest.raises(IllegalTransition):
        order(cast, make(cast), journalists=[journalist(cast)])
    assert not Delivery.objects.exists()


def test_nothing_that_has_ended(cast: Cast) -> None:
    release = do("withdraw", stored(cast), cast.spokesperson, reason="Sai")
    with pytest.raises(IllegalTransition):
        order(cast, release, journalists=[journalist(cast)])


@pytest.mark.parametrize(
    ("who", "error"),
    [("leader", NotAllowed), ("administrator", NotAllowed), ("officer", NotVisible), ("legal_checker", NotVisible)],
)
def test_who_may_order(cast: Cast, who: str, error: type[Exception]) -> None:
    release, anna = stored(cast), journalist(cast)
    with pytest.raises(error):
        order(cast, release, actor=getattr(cast, who), journalists=[anna])
    assert order(cast, release, actor=cast.spokesperson, journalists=[anna]).made


def test_the_version_that_was_read(cast: Cast) -> None:
    release = stored(cast)
    with pytest.raises(StaleVersion):
        order(cast, release, version=release.version - 1, journalists=[journalist(cast)])


def test_somebody_is_chosen(cast: Cast) -> None:
    with pytest.raises(Invalid):
        order(cast, stored(cast))


def test_ways(cast: Cast) -> None:
    """By mail and by hook where an outlet has both; a way that was not chosen is said."""
    paper = outlet(cast, webhook_url="https://bao.example/hook")
    release = stored(cast)
    ordered = order(cast, release, outlets=[paper], transports=[Transport.WEBHOOK, Transport.PORTAL])
    assert sorted(row.transport for row in ordered.made) == ["portal", "webhook"]
    assert [(one.transport, str(one.skipped_reason)) for one in ordered.skipped] == [
        ("mail", "this way was not chosen")
    ]


def test_without_a_mail_server_nothing_is_ordered_by_mail(cast: Cast, settings: Any) -> None:
    settings.MAIL_IS_SENT = False
    ordered = order(cast, stored(cast), journalists=[journalist(cast)])
    assert [str(one.skipped_reason) for one in ordered.skipped] == ["no mail server is set up"]
    assert not ordered.made


# --- under embargo ---------------------------------------------------------------------------------


def test_copies_under_embargo_go_to_trusted_lists_and_their_members(cast: Cast) -> None:
    release = stored(cast, embargo_until=clock.now().replace(hour=23))
    trusted, other = journalist(cast), journalist(cast, "Khác")
    trust, common = list_of(cast, trusted, embargo_trusted=True), list_of(cast, other)
    with pytest.raises(Invalid) as refused:
        order(cast, release, lists=[trust, common])
    assert refused.value.errors["lists"][0].code == "embargo"
    ordered = order(cast, release, lists=[trust], journalists=[other], transports=["mail", "portal"])
    assert [(row.journalist, row.purpose) for row in ordered.made] == [(trusted, Purpose.EMBARGOED)]
    assert {str(one.skipped_reason) for one in ordered.skipped} == {"is in no list that receives copies under embargo"}
    assert len(ordered.skipped) == 2  # the newsroom too


# --- once more, no more ----------------------------------------------------------------------------


def queued(cast: Cast) -> Delivery:
    (row,) = order(cast, stored(cast), journalists=[journalist(cast)]).made
    return row


def test_cancel_before_it_is_handed_over(cast: Cast) -> None:
    row = queued(cast)
    cancelled = deliveries.delivery_cancel(actor=cast.press_officer, delivery_id=row.pk, version=row.version)
    assert cancelled.state == DeliveryState.CANCELLED
    assert deliveries.delivery_send(delivery_id=row.pk) is None
    with pytest.raises(NotAllowed):
        deliveries.delivery_resend(actor=cast.leader, delivery_id=row.pk, version=cancelled.version)
    again = deliveries.delivery_resend(actor=cast.press_officer, delivery_id=row.pk, version=cancelled.version)
    assert again.state == DeliveryState.QUEUED
    assert deliveries.delivery_send(delivery_id=row.pk).state == DeliveryState.ACCEPTED  # type: ignore[union-attr]


def test_an_accepted_delivery_is_neither_cancelled_nor_sent_again(cast: Cast) -> None:
    row = queued(cast)
    sent = deliveries.delivery_send(delivery_id=row.pk)
    assert sent is not None
    for service in (deliveries.delivery_cancel, deliveries.delivery_resend):
        with pytest.raises(IllegalTransition):
            service(actor=cast.press_officer, delivery_id=row.pk, version=sent.version)  # type: ignore[operator]
