"""What of tasks an indicator of a plan or a scheme can count (`plans.counters`)."""

from collections.abc import Collection, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from plans import counters
from plans.counters import Home, Period
from tasks.models import Task
from tasks.states import TaskState

Counted = Mapping[tuple[UUID, Period], Decimal | None]

VERIFIED_RULE = _("Counted: the tasks whose verified result was submitted in the period.")
ON_TIME_RULE = _(
    "Counted: of the tasks due in the period (cancelled ones left out), the share in per cent whose verified result "
    "was submitted on or before the due date."
)

PERIODS_AT_ONCE = 200
"""A query asks for two columns a period; PostgreSQL takes 1,664 in all."""


def verified(home: Home, ids: Collection[UUID], periods: Collection[Period]) -> Counted:
    """How many tasks were done in each period, by the day of the submission that was later verified."""
    counts = _counts(
        home,
        ids,
        periods,
        lambda starts, ends: [Q(state=TaskState.VERIFIED, submitted_on__gte=starts, submitted_on__lte=ends)],
    )
    return {key: Decimal(done) for key, (done,) in counts}


def verified_on_time(home: Home, ids: Collection[UUID], periods: Collection[Period]) -> Counted:
    """Of what was due in each period, the share done on time; no entry where nothing was due."""

    def due_and_kept(starts: Any, ends: Any) -> list[Q]:
        due = Q(due_on__gte=starts, due_on__lte=ends) & ~Q(state=TaskState.CANCELLED)
        return [due, due & Q(state=TaskState.VERIFIED, submitted_on__lte=F("due_on"))]

    counts = _counts(home, ids, periods, due_and_kept)
    return {key: _share(kept, due) for key, (due, kept) in counts if due}


def register() -> None:
    """Make the counters known to the floor of the plans."""
    counters.register("tasks.verified", label=_("tasks verified"), rule=VERIFIED_RULE, count=verified)
    counters.register(
        "tasks.verified_on_time",
        label=_("tasks verified on time, in per cent"),
        rule=ON_TIME_RULE,
        count=verified_on_time,
    )


def _counts(
    home: Home, ids: Collection[UUID], periods: Collection[Period], conditions: Any
) -> Iterator[tuple[tuple[UUID, Period], list[int]]]:
    """For each plan or scheme and each period, how many of its tasks fulfil each condition; 0 where there is none."""
    column, wanted = ("plan_id", "plan__in") if home == "plan" else ("plan__scheme_id", "plan__scheme__in")
    ordered = sorted(periods)
    for first in range(0, len(ordered), PERIODS_AT_ONCE):
        batch = ordered[first : first + PERIODS_AT_ONCE]
        asked = [conditions(starts, ends) for starts, ends in batch]
        columns = {
            f"n{i}_{j}": Count("pk", filter=condition)
            for i, both in enumerate(asked)
            for j, condition in enumerate(both)
        }
        rows = Task.objects.filter(**{wanted: ids}).order_by().values(column).annotate(**columns)
        found = {row[column]: row for row in rows}
        for pk in ids:
            for i, period in enumerate(batch):
                row = found.get(pk, {})
                yield (pk, period), [row.get(f"n{i}_{j}", 0) for j in range(len(asked[i]))]


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
