"""How often one caller may ask for what is costly.

Counted in the cache, which adds atomically: with Redis over every process, with local memory within each.
"""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache

from comms.core import clock
from comms.core.errors import TooMany

SECONDS = 60


def caller_of(request: Any) -> str:
    """Who is counted: the person who is signed in, else the address that the request comes from."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user {user.pk}"
    return f"address {request.META.get('REMOTE_ADDR', '')}"


def spend(name: str, caller: str) -> None:
    """Count one request of `caller`.  Raises TooMany beyond `settings.REQUESTS_A_MINUTE[name]` in one minute."""
    at = int(clock.now().timestamp())
    key = f"limit:{name}:{at // SECONDS}:{sha256(caller.encode()).hexdigest()}"
    cache.add(key, 0, 2 * SECONDS)
    try:
        spent = cache.incr(key)
    except ValueError:  # a full cache has dropped it since
        spent = 1
    if spent > settings.REQUESTS_A_MINUTE[name]:
        raise TooMany(wait=SECONDS - at % SECONDS)
