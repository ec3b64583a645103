"""Reading the number books: every number of a year in its order, and whether one is missing."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from comms.core import clock
from press.releases.books import NumberBook, NumberCounter, NumberEntry
from press.releases.models import Release


@dataclass(frozen=True)
class Line:
    """A number that was given.  `release` is None where the reader may not see it: then nothing else is said either."""

    number: int
    written: str
    entry: NumberEntry | None
    release: Release | None

    @property
    def voided_at(self) -> datetime | None:
        return self.entry.voided_at if self.entry else None


# Numbers on one page of the register: more than a year of most books has.
PART = 500


@dataclass(frozen=True)
class Register:
    """The year of a book.  `missing`: numbers up to the last one that have no row; there must be none."""

    book: NumberBook
    year: int
    lines: list[Line]
    last: int
    missing: list[int]

    @property
    def parts(self) -> list[tuple[int, str]]:
        """The parts of a long year: (2, «501–1000»); empty for one that stands on one page."""
        if self.last <= PART:
            return []
        starts = range(1, self.last + 1, PART)
        return [(at, f"{first}–{min(first + PART - 1, self.last)}") for at, first in enumerate(starts, 1)]


def books() -> "QuerySet[NumberBook]":
    """With their kinds and counters."""
    return NumberBook.objects.prefetch_related("kinds", "counters").order_by("agency", "code")


def register_of(user: Any, book: NumberBook, year: int, *, part: int | None = None) -> Register:
    """Every number of the year, in a number of queries that does not grow with it; `part` 1: the lines of the first 500
    numbers alone, and so on.  Whether one is missing is asked of the whole year."""
    given = NumberEntry.objects.filter(book=book, year=year)
    numbers = set(given.values_list("number", flat=True))
    seen = Release.objects.visible_to(user).filter(number_entry__book=book, number_entry__year=year)
    if part is not None:
        span = (PART * (part - 1) + 1, PART * part)
        given, seen = given.filter(number__range=span), seen.filter(number_entry__number__range=span)
    visible = {release.pk: release for release in seen.defer("body", "folded", "boilerplate")}
    lines = []
    for entry in given.select_related("voided_by").order_by("number"):
        release = visible.get(entry.release_id)
        lines.append(Line(entry.number, book.written(entry.number), entry if release else None, release))
    counter = NumberCounter.objects.filter(book=book, year=year).first()
    last = max(counter.last if counter else 0, max(numbers, default=0))
    missing = sorted(set(range(1, last + 1)) - numbers)
    return Register(book, year, lines, last, missing)


def years_of(book: NumberBook) -> list[int]:
    """The years in which the book has given numbers, and the present one; newest first."""
    return sorted({counter.year for counter in book.counters.all()} | {clock.today().year}, reverse=True)


def as_csv(register: Register, headings: list[str], hidden: str) -> bytes:
    """UTF-8 with a mark for Excel.  No cell begins like a formula: title and reason were written by people."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    for line in register.lines:
        if line.release is None or line.entry is None:
            writer.writerow([_cell(line.written), "", hidden, "", "", "", ""])
            continue
        given = line.entry.taken_at.astimezone(clock.HANOI)
        voided = line.voided_at.astimezone(clock.HANOI) if line.voided_at else None
        writer.writerow(
            [
                _cell(line.written),
                f"{given:%d/%m/%Y}",
                _cell(line.release.title),
                _cell(str(line.release.get_state_display())),
                f"{voided:%d/%m/%Y %H:%M}" if voided else "",
                _cell(str(line.entry.voided_by or "")),
                _cell(line.entry.void_reason),
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    return f"'{text}" if text.lstrip()[:1] in {"=", "+", "-", "@"} or text[:1] in {"\t", "\r", "\n"} else text
