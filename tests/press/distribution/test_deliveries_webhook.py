"""The webhook against a real server with TLS: signed, pinned to one public address, patient only where it helps."""

import base64
import hashlib
import hmac
import os
import socket
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import pytest

from comms.core import clock
from press.distribution.models import Delivery, MediaOutlet
from press.distribution.states import DeliveryState
from press.distribution.transports import webhook
from tests.cast import Cast
from tests.press.distribution.building_deliveries import order, outlet, swept
from tests.press.distribution.servers import Hook
from tests.press.releases.building import drain, stored

S = DeliveryState
SECRET = "whsec_" + base64.b64encode(b"a secret of 24 bytes....").decode()


def told(cast: Cast, hook: Hook, url: str = "", **data: Any) -> Delivery:
    """A release posted to the hook, as its delivery stands after that."""
    paper = outlet(cast, email="", webhook_url="https://bao.example/hook")
    MediaOutlet.objects.filter(pk=paper.pk).update(webhook_url=url or hook.url, webhook_secret=SECRET)
    paper.refresh_from_db()
    order(cast, stored(cast, **data), outlets=[paper])
    drain()
    return Delivery.objects.get()


def test_what_arrives_is_signed(cast: Cast, hook: Hook) -> None:
    """After Standard Webhooks: the receiver proves id, time and body with the shared secret."""
    row = told(cast, hook)
    assert (row.state, row.answer) == (S.ACCEPTED, "204 No Content")
    ((heads, body),) = hook.got
    assert heads["webhook-id"] == str(row.pk)
    assert heads["webhook-timestamp"] == str(int(clock.now().timestamp()))
    content = f"{heads['webhook-id']}.{heads['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(b"a secret of 24 bytes....", content, hashlib.sha256)).decode()
    assert heads["webhook-signature"] == f"v1,{expected}"
    data = hook.json()["data"]
    assert data["document_sha256"] == row.document_sha256
    assert data["symbol"] == row.release.symbol
    assert data["document_url"].startswith("http://127.0.0.1:8000/newsroom/")
    assert data["document_url"].endswith(f"{row.release_id}/document.pdf")
    assert SECRET not in row.answer


@pytest.mark.parametrize(
    ("status", "state", "permanent"),
    [
        (200, S.ACCEPTED, False),
        (302, S.BOUNCED, True),
        (401, S.BOUNCED, True),
        (410, S.BOUNCED, True),
        (429, S.QUEUED, False),
        (500, S.QUEUED, False),
        (503, S.QUEUED, False),
    ],
)
def test_what_it_answers(cast: Cast, hook: Hook, status: int, state: str, permanent: bool) -> None:
    """A redirect is not followed: where it leads was not looked at."""
    hook.answers = [(status, {"Location": f"https://localhost:{hook.port}/other"}, b"words")]
    row = told(cast, hook)
    assert (row.state, row.permanent) == (state, permanent)
    assert row.answer.startswith(str(status))
    assert len(hook.got) == 1


def test_a_long_answer_is_not_read_to_its_end(cast: Cast, hook: Hook) -> None:
    hook.answers = [(200, {}, b"x" * 3_000_000)]
    row = told(cast, hook)
    assert row.state == S.ACCEPTED
    assert len(row.answer) <= 500


def test_the_same_id_at_every_try(cast: Cast, hook: Hook) -> None:
    hook.answers = [(503, {}, b"")]
    row = told(cast, hook)

    swept(timedelta(minutes=1))
    assert [heads["webhook-id"] for heads, _body in hook.got] == [str(row.pk)] * 2


def test_a_server_that_drips_is_cut_off(cast: Cast, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then keeps every single read alive; the whole exchange has an end all the same."""
    monkeypatch.setattr(webhook, "SECONDS", 0.5)

    def drip(handler: Any) -> None:
        try:
            for _each in range(100):
                handler.wfile.write(b"X")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    hook.before_answer = drip
    row = told(cast, hook)
    assert (row.state, row.unanswered) == (S.QUEUED, True)


def test_a_certificate_that_nobody_vouches_for(cast: Cast, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    row = told(cast, hook)
    assert (row.state, row.unanswered) == (S.QUEUED, False)
    assert "certificate" in row.answer.lower()
    assert hook.got == []


@pytest.mark.parametrize("setting", [False, True])
def test_loopback_only_where_the_setting_allows_it(cast: Cast, hook: Hook, settings: Any, setting: bool) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = setting
    row = told(cast, hook)
    assert (row.state, len(hook.got)) == ((S.ACCEPTED, 1) if setting else (S.BOUNCED, 0))


def test_production_refuses_that_setting() -> None:
    """It ends with one line that names it."""
    given = {
        **os.environ,
        "DJANGO_ENV": "production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "a.example",
        "SITE_URL": "https://a.example",
        "WEBHOOKS_TO_LOOPBACK": "true",
    }
    ran = subprocess.run(
        [sys.executable, "-c", "import comms.settings"], env=given, capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0
    assert "WEBHOOKS_TO_LOOPBACK" in ran.stderr


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.1",
        "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::", "2001::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(settings: Any, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Also when a public one stands beside it: whoever answers for the name may choose which one is used."""
    settings.WEBHOOKS_TO_LOOPBACK = False
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    names = [(socket.AF_INET, 1, 6, "", ("8.8.8.8", 443)), (family, 1, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: names)
    with pytest.raises(webhook.Refused):
        webhook.address_of("bao.example", 443)


def test_the_address_that_was_judged_is_the_one_connected_to(
    settings: Any, monkeypatch: pytest.MonkeyPatch, cast: Cast, hook: Hook
) -> None:
    """The name is asked for once: a second answer of another kind reaches nobody."""
    asked: list[Any] = []
    real = socket.getaddrinfo

    def once(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host == "localhost":
            asked.append(host)
        return real("127.0.0.1" if host == "localhost" else host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    assert told(cast, hook).state == S.ACCEPTED
    assert asked == ["localhost"]


@pytest.mark.parametrize(
    "url",
    [
        "http://bao.example/", "https://", "ftp://bao.example/", "https://u:p@bao.example/", "https://bao.example:x/",
        "https://bao.example/a b", "https://bao.example/\r\nX: y", "javascript:alert(1)", "https://[::1",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_hook(url: str) -> None:
    with pytest.raises(webhook.Refused):
        webhook.post(url, b"{}", {})


@pytest.mark.parametrize("secret", ["", "whsec_not base64!"])
def test_nothing_leaves_unsigned(secret: str) -> None:
    with pytest.raises(webhook.Refused):
        webhook.signed(secret=secret, message_id="1", body=b"{}")
