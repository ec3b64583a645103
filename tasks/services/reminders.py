"""The daily digest of each unit: one a day, on working days, of what is due and not yet told."""

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.functional import lazy

from comms.core import clock, subjects
from comms.deadlines.selectors import working_calendar
from comms.notify.services import notify
from comms.org.models import Unit, User
from tasks.digest_words import body_of, title_of
from tasks.models import Reminder, UnitDigest
from tasks.selectors.reminders import Board, Item, board, seen_by

KIND = "tasks.digest"


def is_digest_time() -> bool:
    """Is today a working day in Hanoi, and `TASK_DIGEST_HOUR` reached?"""
    now = clock.now().astimezone(clock.HANOI)
    return now.hour >= settings.TASK_DIGEST_HOUR and working_calendar().is_working(now.date())


def digests_send() -> int:
    """Send today's digests that are not sent yet; returns how many units got one.

    Nothing happens out of `is_digest_time`.  What a missed day would have told is told on the next; two sweepers at
    once send one.  A unit whose digest fails does not stop the others; the failures are raised together at the end,
    and the next call tries them again.
    """
    if not is_digest_time():
        return 0
    found, sent, failed = board(clock.today(), working_calendar()), 0, []
    units = Unit.objects.in_bulk(list(found.units_with_news()))
    for unit in units.values():
        try:
            sent += digest_send(found, unit)
        except Exception as error:  # noqa: BLE001  # raised below, after the other units
            failed.append(error)
    if failed:
        raise ExceptionGroup("digests failed", failed)
    return sent


@transaction.atomic
def digest_send(found: Board, unit: Unit) -> bool:
    """Write down that the unit's news of today are told, and tell them.  False when another sweeper does it."""
    digest = UnitDigest(unit=unit, day=found.today)
    UnitDigest.objects.bulk_create([digest], ignore_conflicts=True)  # waits for a sweeper that is at it
    if not UnitDigest.objects.filter(pk=digest.pk).exists():
        return False
    news = found.news(unit.pk)
    Reminder.objects.bulk_create([_reminder(digest, item) for item in news], ignore_conflicts=True)
    new = {item.key for item in news}
    for person in found.everybody(unit.pk):
        _tell(found, digest, person, new)
    return True


def _tell(found: Board, digest: UnitDigest, person: User, new: set[Any]) -> None:
    """One notice for one person: what is new to the unit and concerns this person, and what is still open below it."""
    unit = digest.unit
    items = seen_by(person, found.of_person(unit.pk, person, found.items[unit.pk]))
    told = {item.key: item for item in items if item.key in new}
    if not told:
        return
    spoken_of = {_about(item) for item in told.values()}
    rest = [item for item in items if item.key not in told and _about(item) not in spoken_of]
    notify(
        person=person,
        kind=KIND,
        key=f"digest:{digest.pk}",
        title=_worded(partial(title_of, found, unit, [*told.values(), *rest])),
        body=_worded(partial(body_of, found, unit, _strongest(list(told.values())), _strongest(rest))),
        url=digest.get_absolute_url(),
        subject=(subjects.type_of(digest), digest.pk),
    )


def _strongest(items: list[Item]) -> list[Item]:
    """One line for one thing: who hears of it as officer and as head hears of it as head."""
    order = {"officers": 0, "head": 1, "leadership": 2}
    best: dict[Any, Item] = {}
    for item in items:
        known = best.get(_about(item))
        if known is None or order[item.audience] > order[known.audience]:
            best[_about(item)] = item
    return list(best.values())


def _about(item: Item) -> tuple[UUID, str, str]:
    return ((item.task or item.plan).pk, item.kind.value, item.about)  # type: ignore[union-attr]  # one of the two


def _reminder(digest: UnitDigest, item: Item) -> Reminder:
    return Reminder(
        digest=digest,
        task=item.task,
        plan=item.plan,
        unit_id=item.unit,
        kind=item.kind,
        audience=item.audience,
        due_on=item.due_on,
    )


_worded = lazy(lambda words: words(), str)
"""Words that are found when they are shown, in the language of then."""
