"""Taking over a table of journalists: all rows or none, and the same as a trial."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.checks import within_calendar
from comms.core.decisions import require
from comms.core.errors import Invalid, ServiceError
from comms.org.models import User
from press.distribution.contact_files import ContactLine
from press.distribution.models import Employment, Journalist, MediaOutlet
from press.distribution.policies import contacts as policies
from press.distribution.services.contacts.journalists import employment_begin, journalist_create, journalist_update

LANGUAGE_WORDS = {"vi": "vi", "en": "en", "tiếng việt": "vi", "tiếng anh": "en", "english": "en", "vietnamese": "vi"}


@dataclass
class ImportedRow:
    """`outcome` is created, updated, unchanged or refused; `errors` are (column, what is wrong)."""

    number: int
    name: str
    email: str
    outcome: str = "unchanged"
    errors: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class ImportReport:
    """What became, or would become, of each row.  `written` is False after a trial and whenever a row was refused."""

    rows: list[ImportedRow]
    written: bool = False

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def created(self) -> int:
        return self.count("created")

    @property
    def updated(self) -> int:
        return self.count("updated")

    @property
    def unchanged(self) -> int:
        return self.count("unchanged")

    @property
    def refused(self) -> list[ImportedRow]:
        return [row for row in self.rows if row.errors]


class _NothingWritten(Exception):
    """Takes the transaction back."""


def contacts_import(*, actor: User, lines: Sequence[ContactLine], dry_run: bool) -> ImportReport:
    """Create the journalists of the rows, or bring those of the same address up to date; an empty cell changes nothing.

    An outlet is named as it is recorded; who does not work there yet does from today on.  One row that cannot be read
    leaves all of them unwritten, and so does `dry_run`; the report says what became of each.  Raises NotAllowed.
    """
    require(policies.may_keep(actor))
    report = ImportReport([ImportedRow(line.number, line.get("name"), line.get("email")) for line in lines])
    seen: set[str] = set()
    try:
        with transaction.atomic():
            outlets = {outlet.name.casefold(): outlet for outlet in MediaOutlet.objects.visible_to(actor)}
            for line, row in zip(lines, report.rows, strict=True):
                _take(actor, line, row, outlets, seen)
            if dry_run or report.refused:
                raise _NothingWritten
    except _NothingWritten:
        return report
    report.written = True
    return report


def _take(actor: User, line: ContactLine, row: ImportedRow, outlets: dict[str, MediaOutlet], seen: set[str]) -> None:
    """One row, in a savepoint of its own: what is wrong with it stands in `row`."""
    row.errors = [(column, str(_("This cell holds an error of the spreadsheet."))) for column in line.wrong]
    address = row.email.casefold()
    if address and address in seen:
        row.errors.append(("email", str(_("This address stands in the table twice."))))
    seen.add(address)
    outlet = outlets.get(line.get("outlet").casefold())
    if line.get("outlet") and outlet is None:
        row.errors.append(("outlet", str(_("No outlet of this name is recorded."))))
    if not row.errors:
        try:
            with transaction.atomic():
                row.outcome = _write(actor, line, outlet)
        except Invalid as refused:
            row.errors = [(name, str(one.detail)) for name, found in refused.errors.items() for one in found]
        except ServiceError as refused:
            row.errors = [("email", str(refused.detail))]
    if row.errors:
        row.outcome = "refused"


def _write(actor: User, line: ContactLine, outlet: MediaOutlet | None) -> str:
    values = _values(line)
    rows = Journalist.objects.visible_to(actor).annotate(folded_email=Lower("email"))
    journalist: Journalist | None = rows.filter(folded_email=line.get("email").lower()).first()
    if journalist is None:
        journalist, outcome = journalist_create(actor=actor, **values), "created"
    else:
        before = journalist.version
        if _same_day(journalist.consent_at, values.get("consent_at")):
            del values["consent_at"]
        del values["email"]
        changed = journalist_update(actor=actor, journalist_id=journalist.pk, version=before, **values)
        outcome = "updated" if changed.version > before else "unchanged"
    if outlet and not Employment.objects.filter(journalist=journalist, outlet=outlet, ends=None).exists():
        post, starts = line.get("post"), clock.today()
        employment_begin(actor=actor, journalist_id=journalist.pk, outlet_id=outlet.pk, post=post, starts=starts)
        outcome = "updated" if outcome == "unchanged" else outcome
    return outcome


def _values(line: ContactLine) -> dict[str, Any]:
    values: dict[str, Any] = {"name": line.get("name"), "email": line.get("email")}
    if line.get("beats"):
        values["beats"] = _parts(line.get("beats"))
    if line.get("languages"):
        values["languages"] = [
            LANGUAGE_WORDS.get(part.casefold(), part.casefold()) for part in _parts(line.get("languages"))
        ]
    if line.get("consent_at"):
        values["consent_at"] = _day(line.get("consent_at"))
    if line.get("consent_source"):
        values["consent_source"] = line.get("consent_source")
    return values


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ";").replace(",", ";").split(";") if part.strip()]


def _day(text: str) -> datetime:
    """The beginning of a day in Hanoi, written dd/mm/yyyy or YYYY-MM-DD."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text, form).replace(tzinfo=clock.HANOI)
            within_calendar(found)
        except (ValueError, ValidationError):
            continue
        return found
    raise Invalid.field("consent_at", _("Write the day as dd/mm/yyyy."), code="invalid")


def _same_day(stored: datetime | None, given: datetime | None) -> bool:
    """A table has days, the record instants."""
    if stored is None or given is None:
        return False
    return stored.astimezone(clock.HANOI).date() == given.astimezone(clock.HANOI).date()
