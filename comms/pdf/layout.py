"""The parts of an administrative document, for `pdf/release.html` (NĐ 30/2020/NĐ-CP, Phụ lục I).

The press app fills these from its records; whatever text comes in is escaped or sanitised here or in the template.
The numbered *Thông cáo* has every part; the bulletin *Thông tin báo chí* has no number, signature or recipients.
"""

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

import segno
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from comms.core import legal_dates
from comms.core.clock import HANOI
from comms.core.rich_text import clean
from comms.pdf import wording
from comms.pdf.typesetting import balanced_lines, begun_with, closed_with, paragraphs, with_list_levels
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
class DigitalSignature:
    """In whose name the certificate is, and the signer's instant: printed before the file is signed with both."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Marks:
    """What the state of the document puts on the paper; `illustrative`: names of fields that are no official facts.

    `recipient`: of a copy that one recipient has before the embargo ends; it stands on every page."""

    draft: bool = False
    embargo_until: datetime | None = None
    signed: DigitalSignature | None = None
    illustrative: tuple[str, ...] = ()
    recipient: str = ""


@dataclass(frozen=True)
class Verification:
    """`code` and the address of its page."""

    code: str
    url: str


@dataclass(frozen=True)
class Original:
    """The document that is corrected or translated: its title, number and symbol (may be empty), and date."""

    title: str
    symbol: str
    day: date


@dataclass(frozen=True)
class Quote:
    """What a named person said."""

    text: str
    speaker: str
    post: str = ""

    @property
    def html(self) -> str:
        words = self.text.strip('"“” \n')
        person = f"— <strong>{escape(self.speaker)}</strong>{escape(f', {self.post}' if self.post else '')}"
        return f"<blockquote>{paragraphs(f'“{words}”')}<p>{person}</p></blockquote>"


@dataclass(frozen=True)
class Picture:
    """A picture after the text.  `name`: its key in the `pictures` that `comms.pdf.services.render` is given."""

    name: str
    alt: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class ReleaseDocument:
    """Everything on the paper.  `body_html` comes from `comms.core.rich_text.to_html` and is sanitised once more.

    Without `number` it is set as a bulletin; `place` and `day` then date it.  `lead_html` (same origin) stands above
    the text and its dateline.  `issuers`: the units that issue it jointly, lead unit first; empty when there is one.
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
    corrects: Original | None = None
    translates: Original | None = None
    issuers: tuple[str, ...] = ()
    lead_html: str = ""
    dateline: str = ""
    question: str = ""
    quotes: tuple[Quote, ...] = ()
    event_at: datetime | None = None
    event_place: str = ""
    boilerplate: str = ""
    pictures: tuple[Picture, ...] = ()
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
        """The text with what belongs to it, sanitised; a numbered document closes with `./.`, added once."""
        html = clean(self.lead_html + self._asked + begun_with(self.body_html, self.dateline) + self._added)
        if self.numbered:
            html = closed_with(html, wording.END_OF_TEXT)
        return mark_safe(with_list_levels(html))  # noqa: S308  # it has just passed the allow-list

    @property
    def _asked(self) -> str:
        """The question before the answer."""
        if not self.question:
            return ""
        return f"<p><strong>{self.words.question}</strong></p><blockquote>{paragraphs(self.question)}</blockquote>"

    @property
    def _added(self) -> str:
        """After the text: who said what, and when and where."""
        lines = []
        if self.event_at:
            lines.append(self.words.event_at.format(instant=self._instant(self.event_at)))
        if self.event_place:
            lines.append(self.words.event_place.format(place=self.event_place))
        return "".join(quote.html for quote in self.quotes) + paragraphs("\n".join(lines))

    @property
    def captions(self) -> list[tuple[Picture, str]]:
        """Each picture with the line below it."""
        sources = [self.words.credit.format(credit=each.credit) if each.credit else "" for each in self.pictures]
        return [
            (each, " ".join(filter(None, (each.caption, at)))) for each, at in zip(self.pictures, sources, strict=True)
        ]

    @property
    def about(self) -> SafeString:
        """The boilerplate, in paragraphs."""
        return mark_safe(paragraphs(self.boilerplate))  # noqa: S308  # escaped line by line

    @property
    def signature_words(self) -> list[str]:
        """What the paper says about its digital signature, or that there is none.  Words, never the image of a seal."""
        signed = self.marks.signed
        if signed is None:
            return [self.words.unsigned]
        at = f"{signed.at.astimezone(HANOI):%H:%M:%S, %d/%m/%Y}"
        return [self.words.signed_by.format(name=signed.name), self.words.signed_at.format(instant=at)]

    @property
    def embargo(self) -> str:
        until = self.marks.embargo_until
        return self.words.embargo.format(instant=self._instant(until)) if until else ""

    def _instant(self, instant: datetime) -> str:
        if self.language == "en":
            return f"{instant.astimezone(HANOI):%H:%M, %d/%m/%Y} (Hanoi time)"
        return legal_dates.legal_instant(instant)

    @property
    def copy_for(self) -> str:
        """«Bản dành riêng cho …» and until when nothing of it may be published; empty on the document itself."""
        if not self.marks.recipient:
            return ""
        return " – ".join(filter(None, (self.words.copy_for.format(name=self.marks.recipient), self.embargo)))

    @property
    def relations(self) -> list[str]:
        """Under the title: what it corrects or translates, and who issues it jointly."""
        words = self.words
        lines = []
        if self.corrects:
            lines.append(self._named(self.corrects, words.corrects, words.corrects_unnumbered))
        if self.translates:
            lines.append(self._named(self.translates, words.translates, words.translates_unnumbered))
        if self.issuers:
            lines.append(words.issued_by.format(units="; ".join(self.issuers)))
        return lines

    def _named(self, other: Original, pattern: str, unnumbered: str) -> str:
        day = f"{other.day:%d/%m/%Y}" if self.language == "en" else legal_dates.legal_date(other.day)
        return (pattern if other.symbol else unnumbered).format(title=other.title, symbol=other.symbol, date=day)

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
