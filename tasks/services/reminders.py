"""The daily digest of each unit: one a day, on working days, of what is due and not yet told."""

from collections import defaultdict
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.functional import lazy

from comms.core import clock, subjects
from comms.deadlines.selectors import working_calendar
from comms.notify.services import notify
from comms.org.models import Unit, User
from tasks.digest_words import body_of, title_of
from tasks.models import Reminder, UnitDigest
from tasks.selectors.due import Due, seen_by, units_with_work
from tasks.selectors.reminders import Board, Item, Told, board

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
    units = Unit.objects.in_bulk(units_with_work(found))
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
    """Write down that the unit's news of today are told, and tell them.  False without news, and when another sweeper
    does it.

    The news are read and written group by group; of what each person is told only counts and the newest lines stay in
    memory.
    """
    due, people, digest = Due(found, unit.pk), found.everybody(unit.pk), None
    told: dict[User, Told] = defaultdict(Told)
    rest: dict[User, Told] = defaultdict(Told)
    for news, former in due.groups():
        if news and digest is None and (digest := _begun(found, unit)) is None:
            return False
        if digest is not None:
            Reminder.objects.bulk_create([_reminder(digest, item) for item in news], ignore_conflicts=True)
        for person, roles in people.items():
            new = found.of_person(person, roles, news)
            things = {item.thing for item in new}
            old = [item for item in found.of_person(person, roles, former) if item.thing not in things]
            seen = {item.key for item in seen_by(person, [*new, *old])}
            told[person].add(item for item in new if item.key in seen)
            rest[person].add(item for item in old if item.key in seen)
    if digest is None:
        return False
    for person, roles in people.items():
        if told[person].counts:
            due.add_rest(rest[person], person, roles, digest)
            _tell(found, digest, person, told[person], rest[person])
    return True


def _begun(found: Board, unit: Unit) -> UnitDigest | None:
    """The unit's digest of today; None when another sweeper, who is waited for, has made it."""
    digest = UnitDigest(unit=unit, day=found.today)
    UnitDigest.objects.bulk_create([digest], ignore_conflicts=True)
    return digest if UnitDigest.objects.filter(pk=digest.pk).exists() else None


def _tell(found: Board, digest: UnitDigest, person: User, new: Told, rest: Told) -> None:
    """One notice for one person: what is new to the unit and concerns this person, and what is still open below it."""
    unit = digest.unit
    notify(
        person=person,
        kind=KIND,
        key=f"digest:{digest.pk}",
        title=_worded(partial(title_of, found, unit, new.counts + rest.counts)),
        body=_worded(partial(body_of, found, unit, new, rest)),
        url=digest.get_absolute_url(),
        subject=(subjects.type_of(digest), digest.pk),
    )


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
