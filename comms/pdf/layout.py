"""The parts of an administrative document, for `pdf/release.html` (NĐ 30/2020/NĐ-CP, Phụ lục I).

The press app fills these from its records; whatever text comes in is escaped or sanitised here or in the template.
The numbered *Thông cáo* has every part; the bulletin *Thông tin báo chí* has no number, signature or recipients.
"""

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

import segno
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from comms.core import legal_dates
from comms.core.clock import HANOI
from comms.core.rich_text import clean
from comms.pdf import wording
from comms.pdf.typesetting import balanced_lines, closed_with, with_list_levels
from comms.pdf.wording import WORDS, Words

# Characters that fit on a line: 66 mm of bold capitals at 12 pt, 165 mm of bold text at 14 pt, 143 mm at 11 pt.
_AGENCY_LINE = 26
_ABSTRACT_LINE = 72
_FOOT_LINE = 64


@dataclass(frozen=True)
class AgencyHeader:
    """Who issues: `agency` in bold, under its `parent` unless that is empty (a ministry has none above it)."""

    agency: str
    parent: str = ""

    @property
    def agency_lines(self) -> list[str]:
        return balanced_lines(self.agency.upper(), _AGENCY_LINE)

    @property
    def parent_lines(self) -> list[str]:
        return balanced_lines(self.parent.upper(), _AGENCY_LINE)


@dataclass(frozen=True)
class NumberLine:
    """`symbol` is number and symbol as printed, «05/TC-BTP»; an unissued draft has «…/TC-BTP» and no `day`."""

    symbol: str
    place: str
    day: date | None

    @property
    def place_and_date(self) -> str:
        if self.day is None:
            return ", ".join(part for part in (self.place, "ngày … tháng … năm …") if part)
        return _dated(self.place, self.day)


@dataclass(frozen=True)
class Title:
    """`type_line` «THÔNG CÁO BÁO CHÍ», `abstract` the line below it."""

    type_line: str
    abstract: str

    @property
    def abstract_lines(self) -> list[str]:
        return balanced_lines(self.abstract, _ABSTRACT_LINE)


@dataclass(frozen=True)
class SignatureBlock:
    """`posts` from the top: («TL. BỘ TRƯỞNG», «CHÁNH VĂN PHÒNG»); `name` without academic titles."""

    posts: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Recipients:
    """`lines` in any punctuation; `archive` is the last line's text, «VT, VP»."""

    lines: tuple[str, ...]
    archive: str = "VT, VP"

    @property
    def printed(self) -> list[str]:
        names = [line.strip().removeprefix("-").strip().rstrip(";.").strip() for line in self.lines]
        kept = [name for name in names if name and not name.casefold().startswith("lưu:")]
        return [*(f"- {name};" for name in kept), f"- Lưu: {self.archive.rstrip('.')}."]


@dataclass(frozen=True)
class Contact:
    """Only a person whose contact is published by duty: spokesperson or press contact."""

    name: str
    post: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Marks:
    """What the state of the document puts on the paper; `illustrative`: names of fields that are no official facts."""

    draft: bool = False
    embargo_until: datetime | None = None
    unsigned: bool = True
    illustrative: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verification:
    """`code` and the address of its page."""

    code: str
    url: str


@dataclass(frozen=True)
class Corrected:
    """The document that an erratum corrects: its abstract, number and symbol (may be empty), and date."""

    title: str
    symbol: str
    day: date


@dataclass(frozen=True)
class ReleaseDocument:
    """Everything on the paper.  `body_html` comes from `comms.core.rich_text.to_html` and is sanitised once more.

    Without `number` it is set as a bulletin; `place` and `day` then date it.
    """

    header: AgencyHeader
    title: Title
    body_html: str
    number: NumberLine | None = None
    signature: SignatureBlock | None = None
    recipients: Recipients | None = None
    contact: Contact | None = None
    marks: Marks = Marks()
    verification: Verification | None = None
    corrects: Corrected | None = None
    language: str = "vi"
    place: str = "Hà Nội"
    day: date | None = None

    state_name = wording.STATE_NAME
    motto = wording.MOTTO
    recipients_label = wording.RECIPIENTS

    @property
    def numbered(self) -> bool:
        return self.number is not None

    @property
    def words(self) -> Words:
        return WORDS[self.language]

    @property
    def place_and_date(self) -> str:
        return _dated(self.place, self.day) if self.day else ""

    @property
    def body(self) -> SafeString:
        """The text, sanitised; a numbered document closes with `./.`, added once."""
        html = clean(self.body_html)
        if self.numbered:
            html = closed_with(html, wording.END_OF_TEXT)
        return mark_safe(with_list_levels(html))  # noqa: S308  # it has just passed the allow-list

    @property
    def embargo(self) -> str:
        until = self.marks.embargo_until
        if until is None:
            return ""
        instant = legal_dates.legal_instant(until)
        if self.language == "en":
            instant = f"{until.astimezone(HANOI):%H:%M, %d/%m/%Y} (Hanoi time)"
        return self.words.embargo.format(instant=instant)

    @property
    def correction(self) -> str:
        if self.corrects is None:
            return ""
        day = legal_dates.legal_date(self.corrects.day)
        if self.language == "en":
            day = f"{self.corrects.day:%d/%m/%Y}"
        pattern = self.words.corrects if self.corrects.symbol else self.words.corrects_unnumbered
        return pattern.format(title=self.corrects.title, symbol=self.corrects.symbol, date=day)

    @property
    def illustration(self) -> str:
        """The sentence that names every part that is only an example; empty when all are facts."""
        words = self.words
        parts = [words.parts[wording.PART_OF.get(name, "other")] for name in self.marks.illustrative]
        ordered = [part for part in words.parts.values() if part in parts]
        if not ordered:
            return ""
        listed = f"{', '.join(ordered[:-1])} {words.conjunction} {ordered[-1]}" if ordered[1:] else ordered[0]
        sentence = words.illustrative.format(parts=listed)
        return sentence[0].upper() + sentence[1:]

    @property
    def contact_lines(self) -> list[str]:
        if self.contact is None:
            return []
        person = ", ".join(part for part in (self.contact.name, self.contact.post) if part)
        reached = []
        if self.contact.phone:
            reached.append(self.words.phone.format(phone=self.contact.phone))
        if self.contact.email:
            reached.append(self.words.email.format(email=self.contact.email))
        return [line for line in (person, "; ".join(reached)) if line]

    @property
    def foot_lines(self) -> int:
        """How many lines the foot needs, from 5 (as high as the QR code) to 12; the stylesheet keeps that room."""
        printed = [*self.contact_lines, self.words.contact] if self.contact else []
        if self.verification:
            printed += [self.verify_code, f"{self.words.verify} {self.verification.url}"]
        if self.illustration:
            printed.append(self.illustration)
        return min(12, max(5, sum(ceil(len(line) / _FOOT_LINE) for line in printed)))

    @property
    def verify_code(self) -> str:
        return self.words.verify_code.format(code=self.verification.code) if self.verification else ""

    @property
    def qr(self) -> SafeString:
        """The address as a QR code: drawn, with a text for those who cannot see it."""
        if self.verification is None:
            return SafeString("")
        code = segno.make(self.verification.url, error="m", micro=False)
        title = self.words.qr.format(url=strip_tags(self.verification.url))
        return mark_safe(code.svg_inline(title=title, omitsize=True, border=0, svgclass=None, lineclass=None))  # noqa: S308  # segno escapes the title


def _dated(place: str, day: date) -> str:
    """With the place before the date where one is known."""
    return legal_dates.place_and_date(place, day) if place else legal_dates.legal_date(day)
