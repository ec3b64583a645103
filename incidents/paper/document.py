"""The parts of a printed dossier, for `incidents/paper/dossier.html`.  All texts are plain and escaped there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from comms.core.clock import HANOI
from comms.core.legal_dates import place_and_date
from comms.pdf import wording
from comms.pdf.layout import AgencyHeader, Title
from comms.pdf.services import signless

# What a dossier prints at most, so that it can be rendered at all; where more is left out, the paper says how much.
TEXT = 3000
CLAIMS = 40
SIGHTINGS = 200
SIGHTINGS_IN_ALL = 300
ROWS = 100
ENTRIES = 200
EVENTS = 200

NOTHING = "Không có."
NO_VALUE = "–"


@dataclass(frozen=True)
class Table:
    """`widths` are twentieths of the width, one for each column."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    lines: tuple[tuple[str, ...], ...]

    @property
    def heads(self) -> list[tuple[str, str]]:
        return [(name, f"t{width}") for name, width in zip(self.columns, self.widths, strict=True)]


@dataclass(frozen=True)
class Part:
    """A heading of the second order with labelled facts, paragraphs and a table, in this order."""

    heading: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Section:
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Dossier:
    """Everything on the paper but the day of printing and the head of the chain of that day, which are no part of what
    is compared."""

    header: AgencyHeader
    title: Title
    reader: str
    sections: tuple[Section, ...]
    illustrative: bool = False
    printed_at: datetime | None = None
    head: str = ""

    words = wording.WORDS["vi"]
    state_name = wording.STATE_NAME
    motto = wording.MOTTO
    numbered = False

    @property
    def place_and_date(self) -> str:
        return place_and_date("Hà Nội", self.printed_at.astimezone(HANOI).date()) if self.printed_at else ""


@dataclass
class Lines:
    """Collects the lines of a table up to `limit`, and knows how many there were."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    limit: int = ROWS
    lines: list[tuple[str, ...]] = field(default_factory=list)
    total: int = 0

    def add(self, *cells: Any) -> None:
        self.total += 1
        if len(self.lines) < self.limit:
            self.lines.append(tuple(said(cell) for cell in cells))

    def of(self, rows: QuerySet[Any], cells: Callable[[Any], tuple[Any, ...]]) -> "Lines":
        """A line for each of `rows` as far as there is room; the others are counted."""
        for row in rows[: self.limit + 1]:
            self.add(*cells(row))
        if self.total > self.limit:
            self.total = rows.count()
        return self

    def part(self, heading: str = "", *, left_out: int | None = None) -> Part:
        more = self.total - len(self.lines) if left_out is None else left_out
        if not self.lines:
            return Part(heading, paragraphs=(NOTHING,))
        note = (f"In {len(self.lines)} trên tổng số {number(len(self.lines) + more)} dòng.",) if more else ()
        return Part(heading, paragraphs=note, table=Table(self.columns, self.widths, tuple(self.lines)))


def said(value: Any) -> str:
    """A cell or a fact in words: cut at TEXT characters, and the paper says so."""
    if value is None or value == "":
        return NO_VALUE
    if isinstance(value, datetime):
        return instant(value)
    text = str(value)
    return text if len(text) <= TEXT else f"{text[:TEXT]}… [lược bớt {number(len(text) - TEXT)} ký tự]"


def first_of(rows: QuerySet[Any]) -> tuple[list[Any], tuple[Part, ...]]:
    """The first ROWS of `rows`, which are a part each, and what the paper says of the others."""
    shown = list(rows[: ROWS + 1])
    if len(shown) <= ROWS:
        return shown, ()
    note = Part(paragraphs=(f"In {ROWS} trên tổng số {number(rows.count())} mục.",))
    return shown[:ROWS], (note,)


def instant(at: datetime) -> str:
    return f"{at.astimezone(HANOI):%H:%M:%S %d/%m/%Y}"


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def printable(value: Any) -> Any:
    """The same document with characters that the fonts have no sign for told by their number: whoever reports a claim
    writes what he likes, and it is printed all the same."""
    if isinstance(value, str):
        return _told(value)
    if isinstance(value, tuple):
        return tuple(printable(one) for one in value)
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return type(value)(**{name: printable(getattr(value, name)) for name in value.__dataclass_fields__})
    return value


def _told(text: str) -> str:
    while missing := signless(text):
        for char in missing:
            text = text.replace(char, f"[U+{ord(char):04X}]")
    return text
