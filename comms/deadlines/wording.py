"""The sum of a clock in the reader's language: one sentence a step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from comms.core.clock import HANOI
from comms.deadlines.calendar import Day
from comms.deadlines.engine import Step, Term
from comms.deadlines.states import Unit

# A sum of more days than this is told by weeks, with the days folded into each.
DAYS_IN_FULL = 10

WEEKDAYS = (
    pgettext_lazy("day of the week", "Monday"),
    pgettext_lazy("day of the week", "Tuesday"),
    pgettext_lazy("day of the week", "Wednesday"),
    pgettext_lazy("day of the week", "Thursday"),
    pgettext_lazy("day of the week", "Friday"),
    pgettext_lazy("day of the week", "Saturday"),
    pgettext_lazy("day of the week", "Sunday"),
)


@dataclass(frozen=True)
class Passage:
    """A sentence of the sum; for a week that is told in one, `lines` has the sentence of each day."""

    words: str
    lines: list[str] = field(default_factory=list)


def worded(steps: Iterable[Step]) -> list[str]:
    """The steps of an explanation as sentences, in the active language."""
    return [_WORDS[step["step"]](step) for step in steps]


def passages(steps: list[Step]) -> list[Passage]:
    """The steps as a page tells them: as `worded`, but the days of a long term by weeks.  Nothing is left out."""
    if sum(_is_day(step) for step in steps) <= DAYS_IN_FULL:
        return [Passage(line) for line in worded(steps)]
    told: list[Passage] = []
    for week, members in groupby(
        steps, key=lambda step: _date(step["day"]).isocalendar()[:2] if _is_day(step) else None
    ):
        group = list(members)
        told += [Passage(line) for line in worded(group)] if week is None else [Passage(_week(group), worded(group))]
    return told


def day_words(day: Day) -> str:
    """Why a day is worked or off: the holiday's name, the decree, "weekend"."""
    return _reason({"why": day.why, "names": day.names})


def _is_day(step: Step) -> bool:
    return step["step"] in {"counted", "skipped"}


def _week(steps: list[Step]) -> str:
    """A week in one sentence: its working days by number, and each day that is not counted with the reason."""
    numbers = [step["number"] for step in steps if step["step"] == "counted"]
    parts = []
    if len(numbers) == 1:
        parts.append(_("working day %(n)s") % {"n": numbers[0]})
    elif numbers:
        parts.append(_("working days %(first)s to %(last)s") % {"first": numbers[0], "last": numbers[-1]})
    skipped = [(_reason(step), _date(step["day"])) for step in steps if step["step"] == "skipped"]
    if skipped:
        runs = [
            (reason, [f"{day:%d/%m}" for _reason, day in run]) for reason, run in groupby(skipped, lambda it: it[0])
        ]
        days = ", ".join(f"{', '.join(days)} ({reason})" for reason, days in runs)
        parts.append(_("not counted: %(days)s") % {"days": days})
    first, last = _short(steps[0]["day"]), _short(steps[-1]["day"])
    span = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    return f"{span}: {'; '.join(parts)}."


def term_words(term: Term) -> str:
    """The limit of a rule: "15 working days", "19/12 of every year"."""
    if term.unit == Unit.YEARLY_DATE:
        month, day = term.month_and_day
        return _("%(day)02d/%(month)02d of every year") % {"day": day, "month": month}
    number = term.number
    match term.unit:
        case Unit.HOURS:
            words = ngettext("%(n)s hour", "%(n)s hours", number)
        case Unit.DAYS:
            words = ngettext("%(n)s day", "%(n)s days", number)
        case Unit.WORKING_DAYS:
            words = ngettext("%(n)s working day", "%(n)s working days", number)
        case Unit.CALENDAR_MONTH:
            words = ngettext("within %(n)s calendar month", "within %(n)s calendar months", number)
        case Unit.CALENDAR_MONTHS:
            words = ngettext("%(n)s month", "%(n)s months", number)
        case _:
            words = _("day %(n)s of the next month")
    return words % {"n": number}


def validity_words(first: date, last: date | None) -> str:
    """ "30/03/2017 – 30/06/2026", "from 01/07/2026"."""
    if last is None:
        return _("from %(day)s") % {"day": _short(first)}
    return f"{_short(first)} – {_short(last)}"


def due_words(due_at: datetime, unit: str) -> str:
    """The due instant as the law says it: "09:00 on 22/11/2026"; terms of days end at "24:00 on 30/11/2026"."""
    if unit == Unit.HOURS:
        return _instant(due_at)
    last = date.fromordinal(due_at.astimezone(HANOI).date().toordinal() - 1)
    return _("24:00 on %(day)s") % {"day": _short(last)}


def _rule(step: Step) -> str:
    limit = term_words(Term(step["amount"], step["unit"]))
    return _("Rule %(code)s (%(basis)s): %(limit)s.") % {
        "code": step["code"],
        "basis": step["legal_basis"],
        "limit": limit,
    }


def _start(step: Step) -> str:
    return _("The start is %(instant)s.") % {"instant": _instant(datetime.fromisoformat(step["at"]))}


def _hours(step: Step) -> str:
    return ngettext(
        "%(n)s hour is counted as it passes; days off do not move it.",
        "%(n)s hours are counted as they pass; days off do not move them.",
        step["number"],
    ) % {"n": step["number"]}


def _first_day(step: Step) -> str:
    return _("%(day)s: the day of the start is not counted.") % {"day": _long(step["day"])}


def _counted(step: Step) -> str:
    values = {"day": _long(step["day"]), "n": step["number"], "reason": _reason(step)}
    if step["why"] == "weekday":
        return _("%(day)s: working day %(n)s.") % values
    return _("%(day)s: working day %(n)s (%(reason)s).") % values


def _skipped(step: Step) -> str:
    return _("%(day)s: not counted (%(reason)s).") % {"day": _long(step["day"]), "reason": _reason(step)}


def _days(step: Step) -> str:
    return ngettext(
        "From %(first)s to %(last)s: %(n)s day.", "From %(first)s to %(last)s: %(n)s days.", step["number"]
    ) % {"first": _short(step["from"]), "last": _short(step["to"]), "n": step["number"]}


def _months(step: Step) -> str:
    values = {"n": step["number"], "last": _long(step["to"])}
    if step["shortened"]:
        return (
            ngettext(
                "%(n)s month ends on %(last)s, the last day of a month without the same day.",
                "%(n)s months end on %(last)s, the last day of a month without the same day.",
                step["number"],
            )
            % values
        )
    return (
        ngettext(
            "%(n)s month ends on the same day of its month: %(last)s.",
            "%(n)s months end on the same day of the last month: %(last)s.",
            step["number"],
        )
        % values
    )


def _rolled(step: Step) -> str:
    return _("%(day)s is not a working day (%(reason)s): the term ends on the next working day.") % {
        "day": _long(step["day"]),
        "reason": _reason(step),
    }


def _end_of_month(step: Step) -> str:
    return _("%(day)s is the last day of the calendar month; it does not move for a day off.") % {
        "day": _long(step["day"])
    }


def _fixed_day(step: Step) -> str:
    return _("%(day)s is the date that the law names; it does not move for a day off.") % {"day": _long(step["day"])}


def _due(step: Step) -> str:
    if "at" in step:
        return _("Due at %(instant)s.") % {"instant": _instant(datetime.fromisoformat(step["at"]))}
    return _("Due at 24:00 on %(day)s.") % {"day": _short(step["day"])}


_WORDS = {
    "rule": _rule,
    "start": _start,
    "hours": _hours,
    "first_day": _first_day,
    "counted": _counted,
    "skipped": _skipped,
    "days": _days,
    "months": _months,
    "rolled": _rolled,
    "end_of_month": _end_of_month,
    "fixed_day": _fixed_day,
    "due": _due,
}


def _reason(step: Step) -> str:
    names = step["names"]
    match step["why"]:
        case "holiday":
            return str(names.get(get_language() or "vi") or names["vi"])
        case "decreed":
            return str(names[""])
        case "swapped":
            return _("worked in exchange for another day")
        case "weekend":
            return _("weekend")
        case _:
            return _("working day")


def _instant(at: datetime) -> str:
    local = at.astimezone(HANOI)
    return _("%(time)s on %(day)s") % {"time": time_format(local, "H:i"), "day": _short(local.date())}


def _short(day: date | str) -> str:
    return date_format(_date(day), "d/m/Y")


def _long(day: date | str) -> str:
    """With the day of the week."""
    found = _date(day)
    return pgettext("a day", "%(weekday)s %(date)s") % {"weekday": WEEKDAYS[found.weekday()], "date": _short(found)}


def _date(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
