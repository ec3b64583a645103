"""What makes two deliveries one, and the secret part of a recipient's own addresses."""

import hashlib
from typing import Any

from django.utils.crypto import salted_hmac

from press.distribution.states import Transport


def key_of(transport: str, address: str, document_sha256: str, purpose: str) -> str:
    """One delivery a recipient's address, document and purpose.  An address of mail is the same in any case."""
    folded = address.casefold() if transport == Transport.MAIL else address
    return f"{purpose}:{document_sha256}:{hashlib.sha256(f'{transport}:{folded}'.encode()).hexdigest()}"


def token_of(delivery: Any) -> str:
    """The secret part of the recipient's own addresses, of which only the SHA-256 is stored.

    Made from the service's own secret and not by chance, so that a mail that is sent again is the same mail; another
    address gets another one, and the old one ends with it.
    """
    hashed = salted_hmac("press.delivery", f"{delivery.pk}:{delivery.address}", algorithm="sha256")
    return str(hashed.hexdigest())


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
