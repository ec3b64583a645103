"""Notices as the tests need them."""

from typing import Any

from django.db import transaction

from comms.notify import kinds
from comms.notify.models import Notification
from comms.notify.services import notify
from comms.org.models import User
from tests.cast import Cast

KIND = "tests.notice"
kinds.register({KIND: "test"})


def tell(person: User, key: str = "1", **fields: Any) -> Notification | None:
    """One notice, in a transaction of its own."""
    given: dict[str, Any] = {"kind": KIND, "title": "Nhiệm vụ mới", "body": "Nhiệm vụ 6", "url": "/tasks/"}
    with transaction.atomic():
        return notify(person=person, key=key, **{**given, **fields})


def addressed(cast: Cast, *names: str) -> None:
    """Give people an address: the cast has none."""
    for name in names:
        person = getattr(cast, name)
        person.email = f"{name}@moj.example"
        person.save(update_fields=["email"])
