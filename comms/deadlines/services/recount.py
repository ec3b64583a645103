"""Counting open clocks again after the calendar or a rule changed: by sets, with a log line for each that changed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Func, JSONField, Value

from comms.core import clock as core_clock
from comms.deadlines.models import Clock, ClockQuerySet, Recount, Rule
from comms.deadlines.selectors import LogLine, explain, hanoi_date, log_digest, working_calendar
from comms.deadlines.states import Unit
from comms.org.models import User

BATCH = 2000


@dataclass(frozen=True)
class Recounted:
    """What one recount did: how many sums changed, how many due instants moved, and the digest of the log lines."""

    at: datetime
    lines: int
    moved: int
    digest: str

    def evidence(self) -> dict[str, Any]:
        """For the event of the change: its log lines are the rows of `Recount` of that instant."""
        return {"recounted_at": self.at, "recounted": self.lines, "moved": self.moved, "log_sha256": self.digest}


def hold_rules() -> dict[UUID, Rule]:
    """All rules, locked: no clock starts until the transaction ends."""
    return {rule.pk: rule for rule in Rule.objects.select_for_update(no_key=True).order_by("pk")}


def recount(actor: User | None, clocks: ClockQuerySet, rules: dict[UUID, Rule], reason: str) -> Recounted:
    """Count those of `clocks` that are open by the present calendar; the caller holds `rules`.

    Clocks of one rule that start on one day (clocks of hours: in one instant) and are due together share their sum but
    for the line of the start, so that each such group is counted once.  Stopped clocks of the selection are locked too:
    one that is being opened again in this moment is then waited for and counted.
    """
    calendar, at = working_calendar(), core_clock.now()
    groups = _groups(clocks, rules)
    known = _sums([members[0][0] for members in groups.values()])
    log: list[LogLine] = []
    moved = 0
    for (rule_id, _start, due_before), members in groups.items():
        sample, started_at = members[0]
        explained = explain(rules[rule_id], started_at, calendar)
        if explained.due_at == due_before and explained.steps == known[sample]:
            continue
        values: dict[str, Any] = {"due_at": explained.due_at, "explanation": _with_own_start(explained.steps)}
        if explained.due_at != due_before:
            moved += len(members)
            if explained.due_at > at:
                values |= {"warned_at": None, "breach_told_at": None}  # what is told next is another instant
        for batch in _batches([pk for pk, _started in members]):
            Recount.objects.bulk_create(_log_line(actor, pk, due_before, explained.due_at, reason, at) for pk in batch)
            Clock.objects.filter(pk__in=batch).update(version=F("version") + 1, updated_at=at, **values)
        log += [(pk, due_before, explained.due_at) for pk, _started in members]
    return Recounted(at, len(log), moved, log_digest(log))


def log_reopened(actor: User | None, row: Clock, due_before: datetime, reason: str) -> None:
    """The log line of a clock that was counted again because it runs again."""
    _log_line(actor, row.pk, due_before, row.due_at, reason, core_clock.now()).save()


def _groups(
    clocks: ClockQuerySet, rules: dict[UUID, Rule]
) -> dict[tuple[UUID, Any, datetime], list[tuple[UUID, datetime]]]:
    """(rule, start, due) → the open clocks, locked, with their starts."""
    rows = clocks.order_by("pk").select_for_update(no_key=True)
    groups = defaultdict(list)
    for pk, rule_id, started_at, due_at, stopped_at in rows.values_list(
        "pk", "rule_id", "started_at", "due_at", "stopped_at"
    ):
        if stopped_at is None:
            start = started_at if rules[rule_id].unit == Unit.HOURS else hanoi_date(started_at)
            groups[rule_id, start, due_at].append((pk, started_at))
    return groups


def _sums(ids: list[UUID]) -> dict[UUID, Any]:
    found: dict[UUID, Any] = {}
    for batch in _batches(ids):
        found |= dict(Clock.objects.filter(pk__in=batch).values_list("pk", "explanation"))
    return found


def _batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    return (ids[first : first + BATCH] for first in range(0, len(ids), BATCH))


def _log_line(
    actor: User | None, clock_id: UUID, due_before: datetime, due_at: datetime, reason: str, at: datetime
) -> Recount:
    return Recount(
        at=at,
        clock_id=clock_id,
        by_id=actor.pk if actor else None,
        by_label=actor.audit_label() if actor else "system",
        due_before=due_before,
        due_at=due_at,
        reason=reason,
    )


class _OwnStart(Func):
    """The sum of the group with the line of the start, its second step, that the row has."""

    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="jsonb_set(%(expressions)s -> 1)", arg_joiner=", '{1}', ")

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "json_set(%(expressions)s, '$[1]'))"
        return super().as_sql(compiler, connection, template=template, arg_joiner=", '$[1]', json_extract(")


def _with_own_start(steps: list[dict[str, Any]]) -> _OwnStart:
    return _OwnStart(Value(steps, output_field=JSONField()), F("explanation"))
