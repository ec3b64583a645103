"""By webhook: JSON to the outlet's own address, signed after the form of Standard Webhooks.

The address comes from a person, and the name in it from somebody's name server: it is resolved here once, every
address that it gives has to be public, and exactly that address is connected to.  Redirects are not followed.
"""

import base64
import binascii
import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from comms.core import clock
from press.distribution.transports.parcels import Outcome, Parcel, Verdict

SECONDS = 10
LONGEST_BODY = 4096
_AGAIN = frozenset({408, 425, 429})
# Addresses that carry another one, which may be a private one: translated to IPv4 outside of our sight.
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


class Refused(Exception):
    """This address is not spoken to."""


class Unanswered(Exception):
    """The message went out, and no whole answer came back: the other side may have it."""


def send(parcel: Parcel) -> Outcome:
    """POST the delivery.  2xx is accepted; 5xx, 408, 425, 429 and whatever the network does are temporary."""
    outlet = parcel.delivery.outlet
    try:
        body = json.dumps(payload(parcel), ensure_ascii=False).encode()
        headers = signed(secret=outlet.webhook_secret if outlet else "", message_id=str(parcel.delivery.pk), body=body)
        status, words = post(parcel.delivery.address, body, headers)
    except Refused as refused:
        return Outcome.of(Verdict.PERMANENT, refused)
    except Unanswered as error:
        return Outcome.of(Verdict.TEMPORARY, error, unanswered=True)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Outcome.of(Verdict.TEMPORARY, f"{type(error).__name__}: {error}")
    if 200 <= status < 300:
        return Outcome.of(Verdict.ACCEPTED, f"{status} {words}")
    temporary = status >= 500 or status in _AGAIN
    return Outcome.of(Verdict.TEMPORARY if temporary else Verdict.PERMANENT, f"{status} {words}")


def payload(parcel: Parcel) -> dict[str, Any]:
    """What the outlet's system reads.  `document_url` is its own copy while the release is under embargo."""
    release, delivery = parcel.release, parcel.delivery
    return {
        "type": f"release.{delivery.purpose}",
        "timestamp": clock.now().astimezone(clock.HANOI).isoformat(),
        "data": {
            "delivery": str(delivery.pk),
            "release": str(release.pk),
            "kind": release.kind,
            "symbol": release.symbol or None,
            "title": release.title,
            "abstract": release.abstract,
            "language": release.language,
            "issued_at": release.issued_at.astimezone(clock.HANOI).isoformat() if release.issued_at else None,
            "embargo_until": release.embargo_until.astimezone(clock.HANOI).isoformat()
            if release.embargo_until and release.under_embargo
            else None,
            "corrects": str(release.corrects_id) if release.corrects_id else None,
            "notice": (release.withdrawal_notice or None) if parcel.withdrawn else None,
            "url": None if release.under_embargo else parcel.public_url,
            "document_url": parcel.document_url or None,
            "document_sha256": parcel.sha256,
        },
    }


def signed(*, secret: str, message_id: str, body: bytes) -> dict[str, str]:
    """The heads of Standard Webhooks: id (the same at every try), time, and `v1,` with the HMAC-SHA256 over the three.

    Raises Refused without a usable secret: an unsigned message could come from anybody.
    """
    stamp = str(int(clock.now().timestamp()))
    content = b".".join([message_id.encode(), stamp.encode(), body])
    signature = base64.b64encode(hmac.digest(_key(secret), content, hashlib.sha256)).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "comms-webhook/1",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature}",
    }


def _key(secret: str) -> bytes:
    if not secret:
        raise Refused("the webhook has no secret")
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("the secret of the webhook is damaged") from error


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Status and the beginning of the answer.  Raises Refused, Unanswered, OSError."""
    parts = _checked(url)
    port = parts.port or 443
    connection = _Pinned(parts.hostname or "", port, address_of(parts.hostname or "", port))
    # A socket's timeout begins anew with each byte: the whole exchange has an end of its own.
    end = Timer(SECONDS, connection.cut)
    end.start()
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.connect()
        try:
            connection.request("POST", path, body=body, headers={**headers, "Connection": "close"})
            response = connection.getresponse()
            words = response.read(LONGEST_BODY).decode("utf-8", errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(f"{type(error).__name__}: {error}") from error
        return response.status, f"{response.reason} {words}"
    finally:
        end.cancel()
        connection.close()


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises for what is no port
    except ValueError as error:
        raise Refused("this is not an address") from error
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise Refused("only https:// addresses without a name and password are spoken to")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise Refused("the address has characters that an address does not have")
    return parts


def address_of(host: str, port: int) -> str:
    """The one address that is connected to.  Raises Refused when any that the name gives is not public, OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not all(_may_be_reached(address) for address in addresses):
        raise Refused("the address leads to a machine that is not on the public internet")
    return str(addresses[0])


def _may_be_reached(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if address.is_loopback and settings.WEBHOOKS_TO_LOOPBACK:
        return True
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address.is_site_local):
        return False
    if any(address in network for network in _TRANSLATED):
        return False
    return address.is_global and not address.is_multicast


class _Pinned(http.client.HTTPSConnection):
    """Connects to `address` and checks the certificate for `host`."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self._trust)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=SECONDS)
        # The handshake comes after the assignment, so that `cut` reaches it as well.
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def cut(self) -> None:
        """End the exchange from another thread: what waits for the other side gets an error."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
