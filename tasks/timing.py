"""Reading the free wording of a plan's column *Thời gian*: a due date, a recurrence, or that it says neither.

Nothing is guessed: a wording is understood as a whole or not at all, and what is not understood is told to the people
who wrote it.  Marks, capitals, NFC or NFD and the kind of dash make no difference.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.text import fold
from tasks.states import DatePrecision, Recurrence

P, R = DatePrecision, Recurrence
MAX_PERIODS = 600
"""A task has at most so many periods: a week of each for eleven years."""

NOT_READ = _("This wording cannot be read as a due date or as a recurrence. Give the due date beside it.")
IMPOSSIBLE = _("There is no such day, month or quarter, or the end comes before the start.")
NO_YEAR = _("The wording names no year, and the plan does not lie within one year.")
OUTSIDE = _("What the wording names lies outside the plan's span.")
TOO_MANY = _("The plan is too long for periods as short as these.")


@dataclass(frozen=True)
class Timing:
    """What a wording says.

    `due_on` is the last day of what it names, `starts` the first (None where it names only an end); `recurrence` comes
    with the due date of the last period, or with none while the plan has no end, and always with none for
    *thường xuyên*.  `problem` says why nothing was understood.
    """

    due_on: date | None = None
    precision: str = P.DAY
    recurrence: str = ""
    starts: date | None = None
    problem: Any = ""

    @property
    def understood(self) -> bool:
        return not self.problem

    @property
    def words(self) -> str:
        """What the wording was read as, or why not, in the reader's language."""
        if self.problem:
            return str(self.problem)
        if self.recurrence == R.CONTINUOUS:
            return str(_("continuous work, without a due date"))
        if self.recurrence:
            often = {"often": R(self.recurrence).label}
            if self.due_on is None:
                return str(_("%(often)s; the periods come when the plan has an end") % often)
            return str(_("%(often)s, until %(day)s") % {**often, "day": _shown(self.due_on)})
        if self.due_on is None:
            return ""
        if self.starts is not None:
            return str(_("from %(first)s to %(day)s") % {"first": _shown(self.starts), "day": _shown(self.due_on)})
        return str(_("due on %(day)s") % {"day": _shown(self.due_on)})


@dataclass(frozen=True)
class _Span:
    """What a wording names, before it is held against the plan.  `year` is None where it names none."""

    first: tuple[int, int] | date | None
    last: tuple[int, int] | date
    precision: str


class _Problem(Exception):
    def __init__(self, words: Any) -> None:
        self.words = words


def read(text: str, *, starts: date, ends: date | None) -> Timing:
    """What a wording says in a plan that runs from `starts` to `ends` (None: not known yet).  Never raises.

    - *Thường xuyên*: continuous, no due date, no periods.  *Hằng quý*, *định kỳ 6 tháng*, …: a recurrence, due with its
      last period, which is the plan's last day.
    - *Quý II/2023*, *Tháng 11/2022*, *Năm 2024*, *6 tháng đầu năm 2023*: due on the last day, with that precision.
    - *Quý I–II/2023*, *Tháng 3 - 5/2024*, *2022–2026*: from the first day of the first to the last day of the last.
    - *Trước 30/6/2024*, *Chậm nhất 30/6/2024*, *Ngày 30/6/2024*: due on that day itself.  Assignment tables use *trước
      ngày* for the last day of a term, and a task that is handed in on the day named must not count as late.
      *Trước tháng 6* and *trước quý II* stay unread: offices mean by it now the beginning, now the end.
    - Without a year only in a plan that lies within one year.  A day must lie within the plan; of a month, a quarter or
      a year at least a part must.
    - Two-digit years, several wordings joined, vague ones (*cuối năm*, *sau khi được phê duyệt*) are not understood.
    """
    return _read(_plain(text), starts, ends) if len(text) <= 300 else Timing(problem=NOT_READ)


def periods(recurrence: str, starts: date, ends: date) -> list[tuple[date, date]]:
    """First and last days of the calendar weeks, months, … of a plan, cut to its span; each is due on its last day,
    also on a day off: a term of a plan is a date that was decided, not one that was counted."""
    last_of = _LAST_DAY_OF.get(recurrence)
    found: list[tuple[date, date]] = []
    while last_of is not None and starts <= ends:
        last = min(last_of(starts), ends)
        found.append((starts, last))
        if last >= ends:
            break
        starts = last + timedelta(days=1)
    return found


_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_CLOSE = re.compile(r"\s*([/-])\s*")
_YEAR = r"(?:19[0-9]{2}|20[0-9]{2}|2100)"
_DAY = rf"(?:ngay )?([0-9]{{1,2}})(?:[/.-]| thang )([0-9]{{1,2}})(?:(?:[/.-]| nam )({_YEAR}))?"
_OF_YEAR = rf"(?:(?:[/-]|,? nam |,? )({_YEAR}))?"
_QUARTER = r"(?:quy|qui|q\.?) ?([ivx]+|[0-9]{1,2})"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_WITHIN = r"(?:(?:hoan thanh |xong )?(?:trong|het|den het)? ?)?"
_UNTIL = r"(?:-| ?den het | den )"


def _plain(text: str) -> str:
    """The wording without marks and capitals, one kind of dash, single spaces, no full stop at its end."""
    flat = _DASHES.sub("-", fold(unicodedata.normalize("NFKC", text)))
    return _CLOSE.sub(r"\1", " ".join(flat.split()).rstrip(".;, "))


@lru_cache(maxsize=4096)
def _read(plain: str, starts: date, ends: date | None) -> Timing:
    try:
        recurrence = _recurrence(plain)
        if recurrence:
            return _recurring(recurrence, starts, ends)
        for pattern, meaning in _WORDINGS:
            if match := pattern.fullmatch(plain):
                return _placed(match, meaning, starts, ends)
    except _Problem as problem:
        return Timing(problem=problem.words)
    return Timing(problem=NOT_READ)


_CONTINUOUS = re.compile(r"thuong xuyen(?:,? lien tuc)?|lien tuc|thuong xuyen(?: trong(?: ca)?|,? ca) nam")
_OFTEN = re.compile(
    r"(?P<before>(?:dinh ky )?(?:hang |moi |theo )?|dinh ky, hang )(?:1 |mot )?"
    r"(?P<what>tuan|thang|quy|qui|(?:6|sau) thang|nam)(?P<after>(?:/| (?:mot |1 )?)lan)?"
)
_RECURRENCES = {
    "tuan": R.WEEKLY,
    "thang": R.MONTHLY,
    "quy": R.QUARTERLY,
    "qui": R.QUARTERLY,
    "6 thang": R.HALF_YEARLY,
    "sau thang": R.HALF_YEARLY,
    "nam": R.YEARLY,
}


def _recurrence(plain: str) -> str:
    if _CONTINUOUS.fullmatch(plain):
        return R.CONTINUOUS
    match = _OFTEN.fullmatch(plain)
    return _RECURRENCES[match["what"]] if match and (match["before"] or match["after"]) else ""


def _recurring(recurrence: str, starts: date, ends: date | None) -> Timing:
    if recurrence == R.CONTINUOUS or ends is None:
        return Timing(recurrence=recurrence)
    if (ends - starts).days > MAX_PERIODS * _SHORTEST[recurrence]:
        raise _Problem(TOO_MANY)
    return Timing(recurrence=recurrence, due_on=ends)


def _placed(match: re.Match[str], meaning: "_Meaning", starts: date, ends: date | None) -> Timing:
    """The days that a wording names, held against the plan."""
    own_year = starts.year if ends is not None and starts.year == ends.year else None
    first, last, precision = meaning(match, own_year)
    begins = first or (last if precision == P.DAY else _first_day(last, precision))
    if first is not None and first > last:
        raise _Problem(IMPOSSIBLE)
    within = last if precision == P.DAY else begins
    if last < starts or (ends is not None and within > ends):
        raise _Problem(OUTSIDE)
    return Timing(due_on=last, precision=precision, starts=first)


_Meaning = Callable[["re.Match[str]", int | None], tuple[date | None, date, str]]


def _year(given: str | None, own_year: int | None) -> int:
    if given is not None:
        return int(given)
    if own_year is None:
        raise _Problem(NO_YEAR)
    return own_year


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _Problem(IMPOSSIBLE) from error


def _month_end(year: int, month: int) -> date:
    return _date(year, month, monthrange(year, month)[1] if 1 <= month <= 12 else 1)


def _quarter(word: str) -> int:
    if word not in _QUARTERS:
        raise _Problem(IMPOSSIBLE)
    return _QUARTERS[word]


def _first_day(last: date, precision: str) -> date:
    if precision == P.YEAR:
        return date(last.year, 1, 1)
    return date(last.year, last.month - (2 if precision == P.QUARTER else 0), 1)


def _day(match: re.Match[str], own_year: int | None) -> tuple[date | None, date, str]:
    day, month, year = match.groups()
    return None, _date(_year(year, own_year), int(month), int(day)), P.DAY


def _days(match: re.Match[str], own_year: int | None) -> tuple[date | None, date, str]:
    day, month, year, last_day, last_month, last_year = match.groups()
    until = _year(last_year, own_year)
    first = _date(int(year or until), int(month), int(day))
    return first, _date(until, int(last_month), int(last_day)), P.DAY


def _month(match: re.Match[str], own_year: int | None) -> tuple[date | None, date, str]:
    month, year = match.groups()
    return None, _month_end(_year(year, own_year), int(month)), P.MONTH


def _months(match: re.Match[str], own_year: int | None) -> tuple[date | None, date, str]:
    month, year, last_month, last_year = match.groups()
    until = _year(last_year, own_year)
    return _date(int(year or until), int(month), 1), _month_end(until, int(last_month)), P.MONTH


def _one_quarter(match: re.Match[str], own_year: int | None) -> tuple[date | None, date, str]:
    quarter, year = match.groups()
    return None, _month_end(_year(year, own_year), 3 * _quarter(quarter)), P.QUARTER


def _quarters(match: re.Match[str], own_year: int | None) -> tuple[date | None, date, str]:
    quarter, year, last_quarter, last_year = match.groups()
    until = _year(last_year, own_year)
    first = _date(int(year or until), 3 * _quarter(quarter) - 2, 1)
    return first, _month_end(until, 3 * _quarter(last_quarter)), P.QUARTER


def _part_of_year(match: re.Match[str], own_year: int | None) -> tuple[date | None, date, str]:
    months, part, given = match.groups()
    year = _year(given, own_year)
    if part == "dau":
        return date(year, 1, 1), _month_end(year, int(months)), P.QUARTER
    return date(year, 13 - int(months), 1), date(year, 12, 31), P.QUARTER


def _one_year(match: re.Match[str], own_year: int | None) -> tuple[date | None, date, str]:
    return None, date(_year(match[1], own_year), 12, 31), P.YEAR


def _years(match: re.Match[str], own_year: int | None) -> tuple[date | None, date, str]:
    first, last = int(match[1]), int(match[2])
    if first >= last:
        raise _Problem(IMPOSSIBLE)
    return date(first, 1, 1), date(last, 12, 31), P.YEAR


_BEFORE = r"(?:(?:hoan thanh |xong )?(?:truoc|trong|den het|den|cham nhat(?: la)?(?: den)?|muon nhat(?: la)?) )?"


def _wordings() -> Iterator[tuple["re.Pattern[str]", _Meaning]]:
    of_month = rf"(?:thang |t)([0-9]{{1,2}}){_OF_YEAR}"
    yield re.compile(_BEFORE + _DAY), _day
    yield re.compile(rf"(?:tu )?{_DAY}{_UNTIL}{_DAY}"), _days
    yield re.compile(rf"{_WITHIN}{of_month}"), _month
    yield re.compile(rf"{_WITHIN}([0-9]{{1,2}})/({_YEAR})"), _month
    yield re.compile(rf"(?:tu )?{of_month}{_UNTIL}(?:thang |t)?([0-9]{{1,2}}){_OF_YEAR}"), _months
    yield re.compile(rf"{_WITHIN}{_QUARTER}{_OF_YEAR}"), _one_quarter
    yield re.compile(rf"(?:tu )?{_QUARTER}{_OF_YEAR}{_UNTIL}(?:quy |qui |q)?([ivx]+|[0-9]{{1,2}}){_OF_YEAR}"), _quarters
    yield re.compile(rf"{_WITHIN}(3|6|9) thang (dau|cuoi) nam(?: ({_YEAR}))?"), _part_of_year
    yield re.compile(rf"{_WITHIN}(?:ca )?nam ({_YEAR})"), _one_year
    yield re.compile(rf"(?:trong|ca|trong ca|het|den het) nam( {_YEAR})?"), _one_year
    yield re.compile(rf"({_YEAR})"), _one_year
    yield re.compile(rf"(?:giai doan |cac nam )?(?:tu )?(?:nam )?({_YEAR}){_UNTIL}(?:nam )?({_YEAR})"), _years


_WORDINGS = list(_wordings())

_SHORTEST: dict[str, int] = {R.WEEKLY: 7, R.MONTHLY: 28, R.QUARTERLY: 90, R.HALF_YEARLY: 181, R.YEARLY: 365}

_LAST_DAY_OF: dict[str, Callable[[date], date]] = {
    R.WEEKLY: lambda day: day + timedelta(days=6 - day.weekday()),
    R.MONTHLY: lambda day: _month_end(day.year, day.month),
    R.QUARTERLY: lambda day: _month_end(day.year, (day.month + 2) // 3 * 3),
    R.HALF_YEARLY: lambda day: _month_end(day.year, 6 if day.month <= 6 else 12),
    R.YEARLY: lambda day: date(day.year, 12, 31),
}


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
