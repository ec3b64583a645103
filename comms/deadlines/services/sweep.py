"""Telling once that a clock comes near its due instant, and once that it has passed it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from comms.audit.services import record_each
from comms.core import clock as core_clock
from comms.deadlines.events import clock_breached, clock_due_soon
from comms.deadlines.models import Clock, ClockQuerySet
from comms.deadlines.states import Unit

BATCH = 500


def clocks_sweep() -> dict[str, int]:
    """Announce the open clocks that were breached, then those that are due soon; returns how many of each.

    Due soon is within DEADLINE_WARN_HOURS for rules of hours and within DEADLINE_WARN_DAYS for the others.  Each batch
    is a transaction: the mark, what the receivers tell, and the evidence of a breach stand or fall together.  Rows that
    somebody else holds are skipped and found the next time, so that two sweeps at once tell each clock once.
    """
    breached = _all_of(_tell_breached)
    hours = partial(_tell_due_soon, models.Q(rule__unit=Unit.HOURS), timedelta(hours=settings.DEADLINE_WARN_HOURS))
    others = partial(_tell_due_soon, ~models.Q(rule__unit=Unit.HOURS), timedelta(days=settings.DEADLINE_WARN_DAYS))
    return {"breached": breached, "due_soon": _all_of(hours) + _all_of(others)}


@transaction.atomic
def _tell_breached() -> int:
    now = core_clock.now()
    clocks = _held(Clock.objects.open().filter(breach_told_at=None, due_at__lt=now))
    _mark(clocks, "breach_told_at")
    if clocks:
        clock_breached.send(sender=Clock, clocks=clocks)
        on = _objects(clocks)
        record_each(
            actor=None,
            action="deadlines.clock.breached",
            targets=[(on.get((row.subject_type, row.subject_id)), _told(row)) for row in clocks],
        )
    return len(clocks)


@transaction.atomic
def _tell_due_soon(kind: models.Q, span: timedelta) -> int:
    now = core_clock.now()
    waiting = Clock.objects.open().filter(kind, warned_at=None, breach_told_at=None)
    clocks = _held(waiting.filter(due_at__gte=now, due_at__lte=now + span))
    _mark(clocks, "warned_at")
    if clocks:
        clock_due_soon.send(sender=Clock, clocks=clocks)
    return len(clocks)


def _all_of(tell: Callable[[], int]) -> int:
    """Batch after batch until one is not full."""
    total = 0
    while (told := tell()) == BATCH:
        total += told
    return total + told


def _held(clocks: ClockQuerySet) -> list[Clock]:
    rows = clocks.select_related("rule").defer("explanation").order_by("due_at", "id")
    return list(rows.select_for_update(no_key=True, of=("self",), skip_locked=True)[:BATCH])


def _mark(clocks: Iterable[Clock], name: str) -> None:
    """The version stays: what was told is no change that a person has to read again."""
    now = core_clock.now()
    for row in clocks:
        setattr(row, name, now)
    Clock.objects.filter(pk__in=[row.pk for row in clocks]).update(**{name: now})


def _objects(clocks: Iterable[Clock]) -> dict[tuple[str, UUID], models.Model]:
    """What the clocks run on, as evidence names it: one query for each type."""
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row in clocks:
        ids[row.subject_type].add(row.subject_id)
    return {
        (name, obj.pk): obj
        for name, wanted in ids.items()
        for obj in apps.get_model(name)._base_manager.filter(pk__in=wanted).only("pk", "version")
    }


def _told(row: Clock) -> dict[str, Any]:
    return {"clock": row.pk, "rule": row.rule.code, "started_at": row.started_at, "due_at": row.due_at}
