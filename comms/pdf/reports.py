"""The parts of an administrative report (*báo cáo*) with a table of counts, for `pdf/report.html` (NĐ 30/2020/NĐ-CP,
Phụ lục I and Mẫu 1.4)."""

from dataclasses import dataclass

from comms.pdf import wording
from comms.pdf.layout import AgencyHeader, Marks, NumberLine, Recipients, SignatureBlock, Title


@dataclass(frozen=True)
class Section:
    """A numbered heading, the table below it, then paragraphs; the middle columns of the table are texts."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class ReportDocument:
    """Everything on the paper; all texts are plain and escaped by the template."""

    header: AgencyHeader
    number: NumberLine
    title: Title
    addressee: str
    opening: str
    sections: tuple[Section, ...]
    ending: str
    signature: SignatureBlock
    recipients: Recipients
    marks: Marks

    words = wording.WORDS["vi"]
    state_name = wording.STATE_NAME
    motto = wording.MOTTO
    recipients_label = wording.RECIPIENTS
    numbered = True

    @property
    def signature_words(self) -> list[str]:
        return [self.words.unsigned]
