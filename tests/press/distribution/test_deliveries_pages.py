"""The pages: before ordering one sees whom it reaches; afterwards how far each is; nobody else sees any of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comms.core import clock
from press.distribution.models import CopyAccess, Delivery, DeliveryCopy
from press.distribution.states import DeliveryState
from press.releases.models import Release
from press.releases.verification import verify_file
from tests.cast import Cast
from tests.press.distribution.building_deliveries import journalist, later, list_of, order, sent
from tests.press.releases.building import do, drain, issued, stored


def page(who: Any, address: str) -> Any:
    client = Client()
    client.force_login(who)
    return client.get(address)


def posted(who: Any, address: str, **data: Any) -> Any:
    client = Client()
    client.force_login(who)
    return client.post(address, data)


def of(release: Release, rest: str = "") -> str:
    return f"/releases/{release.pk}/deliveries/{rest}"


def test_whom_it_reaches_is_shown_before_it_is_ordered(cast: Cast) -> None:
    """The first step names who gets it and who is skipped why, and sends nothing; the second orders exactly that."""
    anna = journalist(cast, "Anna")
    silent = journalist(cast, "Silent", consent_at=None, consent_source="")
    kept, release = list_of(cast, anna, silent), stored(cast)
    chosen = {"lists": [str(kept.pk)], "transports": ["mail"]}
    shown = posted(cast.press_officer, of(release, "new/"), step="look", **chosen)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert ("Anna" in text and "chưa đồng ý nhận" in text) or "has not agreed" in text
    assert not Delivery.objects.exists()
    answer = posted(cast.press_officer, of(release, "new/"), step="order", **chosen)
    assert answer["Location"] == of(release)
    assert [row.journalist for row in Delivery.objects.all()] == [anna]
    assert "Anna" in page(cast.press_officer, of(release)).content.decode()


def test_a_filter_by_state(cast: Cast) -> None:
    release = stored(cast)
    rows = order(cast, release, journalists=[journalist(cast, "Anna"), journalist(cast, "Bình")]).made
    Delivery.objects.filter(pk=rows[0].pk).update(state=DeliveryState.FAILED)
    found = page(cast.press_officer, of(release) + "?state=failed").content.decode()
    assert rows[0].name in found
    assert rows[1].name not in found


def test_what_did_not_arrive_comes_first(cast: Cast) -> None:
    row = sent(cast, stored(cast), journalist(cast, "Anna"))
    assert 'id="trouble"' not in page(cast.press_officer, "/deliveries/").content.decode()
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.BOUNCED)
    assert 'id="trouble"' in page(cast.press_officer, "/deliveries/").content.decode()


def test_once_more_from_its_page(cast: Cast) -> None:
    row = sent(cast, stored(cast), journalist(cast))
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.BOUNCED, permanent=True)
    again = f"/deliveries/{row.pk}/resend/"
    assert posted(cast.press_officer, again, version=row.version).status_code == 409
    assert posted(cast.leader, again, version=row.version, confirm="on").status_code == 403
    assert posted(cast.press_officer, again, version=row.version, confirm="on").status_code == 302
    drain()
    row.refresh_from_db()
    assert row.state == DeliveryState.ACCEPTED


@pytest.mark.parametrize("who", ["officer", "unit_head", "legal_checker", "outsider"])
def test_nobody_else_sees_them(cast: Cast, who: str) -> None:
    release = stored(cast)
    row = sent(cast, release, journalist(cast, "Anna Geheim"))
    reader = getattr(cast, who)
    for address in (of(release), of(release, "new/"), f"/deliveries/{row.pk}/"):
        assert page(reader, address).status_code == 404
    for address in ("/deliveries/", release.get_absolute_url()):
        text = page(reader, address).content.decode()
        assert "Anna Geheim" not in text
        assert of(release) not in text
    assert of(release) in page(cast.press_officer, release.get_absolute_url()).content.decode()


def test_a_refused_order_says_why(cast: Cast) -> None:
    release = issued(cast)
    shown = page(cast.press_officer, of(release)).content.decode()
    assert "disabled" in shown
    assert page(cast.leader, of(release)).status_code == 200


def test_the_lists_do_not_ask_more_the_longer_they_are(
    cast: Cast, queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None]
) -> None:
    release = stored(cast)
    order(cast, release, journalists=[journalist(cast)])
    client = Client()
    client.force_login(cast.press_officer)

    def more() -> None:
        order(cast, release, journalists=[journalist(cast, f"N {number}") for number in range(5)])
        order(cast, stored(cast, data=b"%PDF x"), journalists=[journalist(cast)])

    for address in (of(release), "/deliveries/"):
        queries_do_not_grow(lambda address=address: client.get(address), more)


# --- copies under embargo ------------------------------------------------------------------------


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose copies were rendered; the rendering itself has its own tests."""
    names: list[str] = []

    def render(*, context: Any, **_: Any) -> bytes:
        names.append(context["document"].marks.recipient)
        return f"%PDF for {names[-1]}".encode()

    monkeypatch.setattr("press.distribution.services.deliveries.copies.render", render)
    return names


def embargoed(cast: Cast, *names: str) -> list[Delivery]:
    release = stored(cast, embargo_until=clock.now() + timedelta(hours=5))
    trusted = list_of(cast, *(journalist(cast, name) for name in names), embargo_trusted=True)
    order(cast, release, lists=[trusted])
    drain()
    return list(Delivery.objects.order_by("name"))


def token_in(message: Any) -> str:
    return str(message.body.split("/copies/")[1].split("/")[0])


def test_each_recipient_opens_an_own_copy(cast: Cast, made: list[str], mailoutbox: list[Any]) -> None:
    """The mail brings a link and no PDF; the copy has the recipient's mark, its hash is stored, each opening too."""
    first, second = embargoed(cast, "Anna", "Bình")
    assert sorted(made) == ["Anna", "Bình"]
    assert [message.attachments for message in mailoutbox] == [[], []]
    assert "14:00 21/11/2026" in mailoutbox[0].subject
    tokens = {message.to[0].split(" ")[0].strip('"'): token_in(message) for message in mailoutbox}
    client = Client(headers={"user-agent": "Firefox\r\n5"})
    shown = client.get(f"/copies/{tokens['Anna']}/")
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "no-store"
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert shown["Referrer-Policy"] == "no-referrer"
    document = client.get(f"/copies/{tokens['Anna']}/document.pdf")
    assert document.content == b"%PDF for Anna"
    assert document["Cache-Control"] == "no-store"
    assert DeliveryCopy.objects.get(delivery=first).sha256 in shown.content.decode()
    log = CopyAccess.objects.filter(delivery=first)
    assert [(one.address, one.agent, one.opened_at) for one in log] == [("127.0.0.1", "Firefox  5", clock.now())] * 2
    assert not CopyAccess.objects.filter(delivery=second).exists()
    assert "127.0.0.1" in page(cast.press_officer, f"/deliveries/{first.pk}/").content.decode()


@pytest.mark.parametrize("rest", ["", "document.pdf"])
def test_a_wrong_token_finds_nothing(cast: Cast, made: list[str], rest: str) -> None:
    embargoed(cast, "Anna")
    client = Client()
    for token in ("0" * 64, "x", "0" * 4000):
        assert client.get(f"/copies/{token}/{rest}").status_code == 404
    assert not CopyAccess.objects.exists()


def test_an_ordinary_delivery_has_no_copy(cast: Cast) -> None:
    from press.distribution.keys import token_of

    row = sent(cast, stored(cast), journalist(cast))
    assert Client().get(f"/copies/{token_of(row)}/").status_code == 404


def test_a_copy_ends_with_its_release(cast: Cast, made: list[str], mailoutbox: list[Any]) -> None:
    (row,) = embargoed(cast, "Anna")
    do("withdraw", row.release, cast.spokesperson, reason="Sai")
    client, token = Client(), token_in(mailoutbox[0])
    for rest in ("", "document.pdf"):
        ended = client.get(f"/copies/{token}/{rest}")
        assert ended.status_code == 410
        assert row.release.title not in ended.content.decode()
        assert b"%PDF" not in ended.content
    file = b"%PDF for Anna"
    # While the embargo lasts nobody is told that there is anything, also not by the file.
    assert verify_file(file).release is None
    with later(timedelta(hours=5)):
        said = verify_file(file)
        assert (said.result, said.copy, said.release) == ("withdrawn", True, row.release)


def test_a_copy_is_made_once(cast: Cast, made: list[str]) -> None:
    from press.distribution.services.deliveries.copies import copy_make

    (row,) = embargoed(cast, "Anna")
    assert copy_make(row, row.release) == DeliveryCopy.objects.get()
    assert made == ["Anna"]


def test_openings_are_limited(cast: Cast, made: list[str], mailoutbox: list[Any], settings: Any) -> None:
    settings.REQUESTS_A_MINUTE = {**settings.REQUESTS_A_MINUTE, "copy": 2, "unsubscribe": 1}
    embargoed(cast, "Anna")
    client, token = Client(), token_in(mailoutbox[0])
    assert [client.get(f"/copies/{token}/").status_code for _each in range(3)] == [200, 200, 429]
    assert [client.get("/unsubscribe/x/").status_code for _each in range(2)] == [200, 429]
