"""Digests as the tests need them: sent on a day, read by a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from comms.core import clock
from comms.core.clock import HANOI
from comms.notify.models import Notification
from comms.org.models import Role, Unit, User
from comms.org.services import role_grant, user_create
from tasks.services.reminders import digests_send
from tests.cast import Cast


@contextmanager
def on(day: int, month: int = 11, hour: int = 8, year: int = 2026) -> Iterator[None]:
    with clock.frozen(datetime(year, month, day, hour, tzinfo=HANOI)):
        yield


def send(day: int, month: int = 11, **when: int) -> int:
    with on(day, month, **when):
        return digests_send()


def people_told() -> set[str]:
    return set(Notification.objects.filter(kind="tasks.digest").values_list("person__username", flat=True))


def body(person: User, **fields: Any) -> str:
    notice: Notification = Notification.objects.filter(person=person, **fields).latest("created_at", "id")
    return f"{notice.title}\n{notice.body}"


def grant(user: User, unit: Unit, kind: str) -> None:
    role_grant(actor=None, user=user, unit=unit, kind=kind, starts=date(2020, 1, 1))
    user.forget_roles()


def person(cast: Cast, name: str, unit: str, kind: str = Role.Kind.OFFICER, **fields: Any) -> User:
    user = user_create(actor=None, username=name, full_name=name)
    for column, value in fields.items():
        setattr(user, column, value)
    user.save()
    grant(user, cast.units[unit], kind)
    return user
