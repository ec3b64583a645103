"""The worked examples: terms counted by hand from the law and the printed calendar, never from the code's output.

Columns of `worked_examples.csv`:

- `rule` is the code of a rule; with `subject`, the rule that the subject and the date must lead to; `term` is
  "amount unit" where no rule is meant.
- `start` is an instant with its offset.
- `decreed`: days that a decree adds, "2026-11-23 off: the decree; …".
- `due`: the due instant, or "refused code".
- `reasoning` tells the days counted and skipped; `source` the law and the decision on the days off.
"""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from comms.deadlines.calendar import Calendar, Override

FILE = Path(__file__).with_name("worked_examples.csv")


class Example(NamedTuple):
    number: str
    rule: str
    subject: str
    term: str
    start: str
    decreed: str
    due: str
    reasoning: str
    source: str

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.start)

    @property
    def calendar(self) -> Calendar:
        days = {}
        for entry in filter(None, self.decreed.split("; ")):
            told, reason = entry.split(": ")
            day, kind = told.split(" ")
            days[date.fromisoformat(day)] = Override({"on": True, "off": False}[kind], reason)
        return Calendar(days)

    @property
    def refusal(self) -> str | None:
        """The code of the error, for an example that must be refused."""
        return self.due.removeprefix("refused ") if self.due.startswith("refused ") else None

    def __str__(self) -> str:
        return f"{self.number} {self.rule or self.subject or self.term} {self.start}"


def examples() -> list[Example]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [Example(**row) for row in csv.DictReader(file)]
