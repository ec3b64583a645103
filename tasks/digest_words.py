"""A digest in words: why each line came, in the active language."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comms.org.models import Unit
from tasks.selectors.inbox import waiting_words
from tasks.selectors.reminders import Board, Item, Told, overdue_working_days, working_days
from tasks.states import ReminderAudience, ReminderKind

K = ReminderKind
ORDER = (K.OVERDUE, K.WAITING, K.DUE_SOON)


def title_of(board: Board, unit: Unit, counts: Mapping[str, int]) -> str:
    """ "Work of CNTT on 23/11/2026: 2 overdue, 1 due soon"."""
    counted = [
        words % {"count": _number(counts[kind])}
        for kind, words in (
            (K.OVERDUE, _("%(count)s overdue")),
            (K.WAITING, _("%(count)s waiting")),
            (K.DUE_SOON, _("%(count)s due soon")),
        )
        if counts.get(kind)
    ]
    said = {"unit": unit.abbr, "day": _day(board.today), "counts": ", ".join(counted)}
    return _("Work of %(unit)s on %(day)s: %(counts)s") % said


def body_of(board: Board, unit: Unit, new: Told, rest: Told) -> str:
    """The unit, what is new, what is still open: of either the newest lines, and how many more there are."""
    parts = [unit.name, _part(board, _("New today"), new)]
    if rest.counts.total():
        parts.append(_part(board, _("Still open"), rest))
    return "\n\n".join(parts)


def _part(board: Board, heading: str, told: Told) -> str:
    in_order = sorted(told.newest, key=lambda item: (ORDER.index(item.kind), item.due_on))
    shown = [heading, *dict.fromkeys(f"- {line_of(board, item)}" for item in in_order)]
    more = told.counts.total() - len(in_order)
    if more > 0:
        words = ngettext("… and %(count)s more in the inbox.", "… and %(count)s more in the inbox.", more)
        shown.append(words % {"count": _number(more)})
    return "\n".join(shown)


def line_of(board: Board, item: Item) -> str:
    """What it is about, and why it came."""
    why = _why(board, item)
    if item.audience == ReminderAudience.HEAD and item.kind == K.OVERDUE:
        told = {"why": why, "days": settings.TASK_ESCALATE_TO_HEAD_DAYS}
        why = _("%(why)s; told to the head of the unit because it is overdue for %(days)s working days or more") % told
    elif item.audience == ReminderAudience.LEADERSHIP and item.kind == K.OVERDUE:
        days, unit = settings.TASK_ESCALATE_TO_LEADERSHIP_DAYS, item.task.lead_unit.name
        why = _(
            "%(why)s; told to the leadership because it is overdue for %(days)s working days or more; "
            "lead unit: %(unit)s"
        ) % {"why": why, "days": days, "unit": unit}
    return f"{_name(item)}: {why}"


def _name(item: Item) -> str:
    if item.plan is not None:
        return _("Plan %(code)s, %(title)s") % {"code": item.plan.code, "title": item.plan.title}
    task = item.task
    number = f"{task.no}. " if task.no else ""
    return f"[{task.plan.code}] {number}{task.title}"


def _why(board: Board, item: Item) -> str:
    if item.kind == K.WAITING:
        if item.about == "plan":
            return _("waits to be issued since %(day)s") % {"day": _day(item.due_on)}
        said, _then = waiting_words(item.about)
        return (said % {"day": _day(item.due_on)}).rstrip(".")
    when = _overdue(board, item.due_on) if item.kind == K.OVERDUE else _due_soon(board, item.due_on)
    if item.about == "part":
        part = {"when": when, "part": item.deliverable}
        return (_("your part “%(part)s” is %(when)s") if item.deliverable else _("your part is %(when)s")) % part
    if item.about == "period":
        return _("the report for the period is %(when)s") % {"when": when}
    return when


def _due_soon(board: Board, due_on: date) -> str:
    count = working_days(board.calendar, board.today, due_on)
    if due_on == board.today:
        return _("due today, %(day)s") % {"day": _day(due_on)}
    words = ngettext("due on %(day)s, in %(count)s working day", "due on %(day)s, in %(count)s working days", count)
    return words % {"day": _day(due_on), "count": count}


def _overdue(board: Board, due_on: date) -> str:
    count = overdue_working_days(board.calendar, due_on, board.today)
    if count is None:
        return _("overdue since %(day)s") % {"day": _day(due_on)}
    words = ngettext(
        "overdue since %(day)s, %(count)s working day", "overdue since %(day)s, %(count)s working days", count
    )
    return words % {"day": _day(due_on), "count": count}


def _day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)
