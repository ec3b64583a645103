"""What stands in the calendar of releases: issues to come, ends of embargoes, reviews that are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from press.releases.models import Release, Signature
from press.releases.states import State, Step

# Field → what is due at that instant, and its tone.
INSTANTS = {
    "scheduled_for": (_("to be issued"), "info"),
    "embargo_until": (_("embargo ends"), "warn"),
    "urgent_review_due": (_("review of an urgent issue due"), "bad"),
}
SHOWN = 50


@dataclass(frozen=True)
class Entry:
    """One instant of one release; `late`: it has passed and the step is still to be done."""

    at: datetime
    label: Any
    tone: str
    release: Release
    late: bool


@dataclass(frozen=True)
class Day:
    day: date
    today: bool
    entries: Sequence[Entry]


def days(user: Any, first: date, last: date) -> list[Day]:
    """Every day from `first` to `last`, dates in Hanoi, both included, with what the person may see of it."""
    entries = _entries(user, _midnight(first), _midnight(last + timedelta(days=1)))
    span = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [
        Day(day, day == clock.today(), [each for each in entries if each.at.astimezone(clock.HANOI).date() == day])
        for day in span
    ]


def late(user: Any) -> list[Entry]:
    """What should have happened by now: an issue that was refused or waits for its sweep, a review nobody made."""
    return [entry for entry in _entries(user, None, clock.now()) if entry.late][:SHOWN]


def unscheduled(user: Any) -> "QuerySet[Release]":
    """Approved, and nobody has said when: the one that waits longest first."""
    rows = Release.objects.visible_to(user).filter(state=State.APPROVED).order_by("updated_at", "pk")
    return rows.prefetch_related("unit_rows__unit")[:SHOWN]


def _entries(user: Any, since: datetime | None, until: datetime) -> list[Entry]:
    """Before `until`, and not before `since`; without a `since` only what is late can be meant."""
    reviewed = Signature.objects.filter(release=OuterRef("pk"), step=Step.URGENT_REVIEW, round=OuterRef("round"))
    due = {
        "scheduled_for": Q(state=State.SCHEDULED),
        "embargo_until": ~Q(state__in=(State.VOID, State.WITHDRAWN)),
        "urgent_review_due": ~Q(state=State.VOID) & ~Q(Exists(reviewed)),
    }
    if since is None:
        del due["embargo_until"]
    found = []
    for name, condition in due.items():
        rows = Release.objects.visible_to(user).filter(condition, **{f"{name}__lt": until})
        if since is not None:
            rows = rows.filter(**{f"{name}__gte": since})
        label, tone = INSTANTS[name]
        for release in rows.order_by(F(name), "pk").prefetch_related("unit_rows__unit"):
            at = getattr(release, name)
            found.append(Entry(at, label, tone, release, late=name != "embargo_until" and at < clock.now()))
    return sorted(found, key=lambda entry: (entry.at, str(entry.release.pk)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.HANOI)
