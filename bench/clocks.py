"""100,000 open clocks on PostgreSQL: the sweep that finds due and breached ones, and the recount after a holiday.

Each beside the floor (the same rows found and written by bare SQL) and the naive way (a loop over all model objects),
in turn in one run, for 10,000 and for 100,000 open clocks; every round is rolled back.  The clocks run on the tasks
that stand in the database of the environment.
"""

import csv
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # after its settings are named
from django.db import connection, transaction

import comms.sample
from comms.audit.services import record
from comms.core import clock
from comms.core.clock import HANOI
from comms.deadlines import services
from comms.deadlines.models import CalendarDay, Clock, Rule
from comms.deadlines.selectors import explain, working_calendar
from tasks.models import Task

SIZES = [int(size) for size in os.environ.get("BENCH_CLOCKS", "10000,100000").split(",")]
ROUNDS = int(os.environ.get("BENCH_CLOCK_ROUNDS", "5"))
# Monday, 09:00; the clocks started in the two weeks before it, and the day off lies ahead of all of them.
NOW = datetime(2026, 11, 9, 9, tzinfo=HANOI)
HOLIDAY = (NOW + timedelta(days=1)).date()
FEW = 100
# Three of five clocks count working days, one days, one hours.
RULES = ("ND237-18.3", "ND237-18.3", "ND237-18.3", "ND237-18.1", "ND244-7.3")
# The loop writes and records row by row: beyond this it takes many minutes and says nothing more.
NAIVE_RECOUNT = 10_000


@dataclass
class Work:
    """What is compared: the service, the same by bare SQL, and the loop over objects."""

    name: str
    service: Callable[[], Any]
    floor: Callable[[], Any]
    naive: Callable[[], Any]
    naive_up_to: int = sys.maxsize


def main() -> None:
    settings.DEBUG = False  # with it every statement is kept in memory
    _rules()
    _say(f"legal clocks, {ROUNDS} rounds in turn, medians in seconds (the loop over objects once)")
    _say(f"  {'':48}" + "".join(f"{head:>11}" for head in ("service", "floor", "naive", "÷ floor", "naive ÷")))
    taken: dict[str, list[float]] = {}
    for size in SIZES:
        _fill(size)
        works = [(0, Work("recount after a holiday", _recount, _bare_recount, _naive_recount, NAIVE_RECOUNT))]
        for late, words in ((FEW, str(FEW)), (size // 20, "a twentieth")):
            name = f"sweep, {words} due soon, as many breached"
            works.append((late, Work(name, services.clocks_sweep, _bare_sweep, _naive_sweep)))
        for late, work in works:
            _make_late(late)
            taken.setdefault(work.name, []).append(_compare(work, size))
    _statement("DELETE FROM deadlines_clock")
    for name, seconds in taken.items():
        _say(f"  {name}: {SIZES[0]} to {SIZES[-1]} open clocks takes {seconds[-1] / seconds[0]:.1f} times as long")


def _compare(work: Work, size: int) -> float:
    """Rounds in turn after one that does not count; returns the service's median."""
    _round(work.service), _round(work.floor)
    pairs = [(_round(work.service), _round(work.floor)) for _each in range(ROUNDS)]
    ours, floor = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    figures = f"{ours:>11.3f}{floor:>11.3f}"
    if size <= work.naive_up_to:
        naive = _round(work.naive)
        figures += f"{naive:>11.3f}{ratio:>11.1f}{naive / ours:>11.1f}"
    else:
        figures += f"{'–':>11}{ratio:>11.1f}{'–':>11}"
    _say(f"  {f'{size}: {work.name}':48}{figures}")
    return ours


def _round(work: Callable[[], Any]) -> float:
    _statement("VACUUM ANALYZE deadlines_clock")  # what the round before rolled back
    with clock.frozen(NOW), transaction.atomic():
        began = time.perf_counter()
        work()
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return took


# --- the sweep ------------------------------------------------------------------------------------


def _bare_sweep() -> None:
    found = "SELECT id FROM deadlines_clock WHERE stopped_at IS NULL AND breach_told_at IS NULL AND"
    held = "FOR NO KEY UPDATE SKIP LOCKED)"
    _statement(f"UPDATE deadlines_clock SET breach_told_at = %s WHERE id IN ({found} due_at < %s {held}", NOW, NOW)
    _statement(
        f"UPDATE deadlines_clock SET warned_at = %s WHERE id IN ({found} warned_at IS NULL AND due_at <= %s {held}",
        NOW,
        NOW + timedelta(days=3),
    )


def _naive_sweep() -> None:
    for row in Clock.objects.select_related("rule"):
        if row.is_open and row.breached and row.breach_told_at is None:
            row.breach_told_at = clock.now()
            row.save()
            task = Task.objects.get(pk=row.subject_id)
            record(actor=None, action="deadlines.clock.breached", target=task, clock=row.pk)
        elif row.is_open and row.warned_at is None and row.due_at <= clock.now() + timedelta(hours=6):
            row.warned_at = clock.now()
            row.save()


# --- the recount ----------------------------------------------------------------------------------


def _recount() -> None:
    services.calendar_day_set(actor=None, day=HOLIDAY, working=False, reason="nghỉ để đo (minh họa)")


def _bare_recount() -> None:
    """One UPDATE that writes due instant and sum of the same rows, without counting or logging anything."""
    _statement(
        "UPDATE deadlines_clock SET due_at = due_at + interval '1 day', version = version + 1, updated_at = %s,"
        " explanation = explanation || '[]'::jsonb WHERE stopped_at IS NULL AND due_at > %s AND rule_id IN"
        " (SELECT id FROM deadlines_rule WHERE unit = 'working_days')",
        NOW,
        NOW + timedelta(days=1),
    )


def _naive_recount() -> None:
    CalendarDay.objects.create(date=HOLIDAY, working=False, reason="nghỉ để đo (minh họa)")
    calendar = working_calendar()
    for row in Clock.objects.select_related("rule"):
        explained = explain(row.rule, row.started_at, calendar)
        if row.is_open and explained.steps != row.explanation:
            row.due_at, row.explanation = explained.due_at, explained.steps
            row.save()
            task = Task.objects.get(pk=row.subject_id)
            record(actor=None, action="deadlines.clock.recounted", target=task, clock=row.pk)


# --- the clocks -----------------------------------------------------------------------------------


def _rules() -> None:
    path = Path(comms.sample.__file__).parent / "data" / "deadline_rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        services.rules_load(csv.DictReader(file))


def _fill(size: int) -> None:
    """Open clocks on tasks, as the service starts them, none of them due."""
    _statement("DELETE FROM deadlines_clock")
    rules = {rule.code: rule for rule in Rule.objects.filter(code__in=RULES)}
    calendar = working_calendar()

    @cache
    def counted(code: str, started_at: datetime) -> Any:
        return explain(rules[code], started_at, calendar)

    tasks = list(Task.objects.order_by("pk").values_list("pk", flat=True)[:size])
    if len(tasks) < size:
        raise SystemExit(f"bench: {size} clocks need as many tasks")
    rows = []
    for number, task in enumerate(tasks):
        code = RULES[number % len(RULES)]
        started_at = NOW - timedelta(hours=number % 12) - timedelta(days=number % 14 if code != "ND244-7.3" else 0)
        explained = counted(code, started_at)
        rows.append(
            Clock(
                rule=rules[code],
                subject_type="tasks.task",
                subject_id=task,
                started_at=started_at,
                start_decided_by_label="bench",
                start_reason="để đo (minh họa)",
                due_at=explained.due_at,
                explanation=explained.steps,
                warned_at=NOW,
            )
        )
    Clock.objects.bulk_create(rows, batch_size=2000)


def _make_late(count: int) -> None:
    """Let the first `count` clocks be past their due instant and the next `count` due in an hour, and no other."""
    ids = list(Clock.objects.order_by("pk").values_list("pk", flat=True)[: 2 * count])
    for due_at, chosen in ((NOW - timedelta(hours=1), ids[:count]), (NOW + timedelta(hours=1), ids[count:])):
        for first in range(0, len(chosen), 2000):
            Clock.objects.filter(pk__in=chosen[first : first + 2000]).update(
                started_at=NOW - timedelta(days=20), due_at=due_at, warned_at=None
            )


def _statement(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
