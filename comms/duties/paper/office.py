"""The report as DOCX, in the form of NĐ 30/2020/NĐ-CP, Phụ lục I: A4, margins 20/15/20/30 mm, Times New Roman."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from comms.pdf.reports import ReportDocument

FONT = "Times New Roman"
WIDTH = 210 - 30 - 15
# Millimetres: the halves of the letterhead, the columns of the table.
HEAD = (WIDTH * 0.4, WIDTH * 0.6)
COUNTS = (12, WIDTH - 12 - 28, 28)

# The motto at 13 pt; the line below it is as long.
MOTTO = 57


def written(content: ReportDocument) -> bytes:
    """The file; the same content gives the same bytes but for the times inside the archive."""
    document = Document()
    _page(document, content)
    if content.marks.draft:
        _line(document, content.words.draft, size=13, bold=True, align=ALIGN.CENTER)
    _head(document, content)
    _line(document, content.title.type_line, bold=True, align=ALIGN.CENTER, before=18)
    for line in content.title.abstract_lines:
        _line(document, line, bold=True, align=ALIGN.CENTER)
    _rule(document, WIDTH, 45)
    _line(document, content.addressee, align=ALIGN.CENTER, before=12, after=6)
    _text(document, content.opening)
    for section in content.sections:
        _line(document, section.heading, bold=True, before=6, after=6, keep=True)
        if section.lines:
            _counts(document, section.columns, section.lines)
        for paragraph in section.paragraphs:
            _text(document, paragraph)
    _text(document, content.ending)
    _closing(document, content)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any, content: ReportDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    # The number stands in the upper margin of every page but the first.
    section.different_first_page_header_footer = True
    section.header_distance = Mm(10)
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    properties = document.core_properties
    properties.title = f"{content.title.type_line.capitalize()} – {content.title.abstract}"
    properties.author = properties.comments = ""
    properties.language = "vi-VN"


def _head(document: Any, content: ReportDocument) -> None:
    (left, right), (below_left, below_right) = (row.cells for row in _grid(document, 2, HEAD).rows)
    _fill(left, [(line, 12, True, False) for line in content.header.agency_lines])
    _rule(left, HEAD[0], 15)
    _fill(right, [(content.state_name, 12, True, False), (content.motto, 13, True, False)])
    _rule(right, HEAD[1], MOTTO)
    _fill(below_left, [(f"Số: {content.number.symbol}", 13, False, False)])
    _fill(below_right, [(content.number.place_and_date, 13, False, True)])


def _closing(document: Any, content: ReportDocument) -> None:
    left, right = _grid(document, 1, (WIDTH / 2, WIDTH / 2)).rows[0].cells
    lines = [
        (content.recipients_label, 12, True, True),
        *((line, 11, False, False) for line in content.recipients.printed),
    ]
    _fill(left, lines, align=ALIGN.LEFT)
    room = [("", 14, False, False)] * 4
    posts = [(post, 14, True, False) for post in content.signature.posts]
    _fill(right, [*posts, *room, (content.signature.name, 14, True, False)])


def _counts(document: Any, columns: tuple[str, ...], lines: tuple[tuple[str, ...], ...]) -> None:
    grid = _grid(document, 0, COUNTS, style="Table Grid")
    for number, cells in enumerate((columns, *lines)):
        row = grid.add_row()
        for index, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Mm(COUNTS[index])
            centred = number == 0 or index != 1
            _fill(cell, [(text, 13, number == 0, False)], align=ALIGN.CENTER if centred else ALIGN.LEFT)
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(header)


def _grid(document: Any, rows: int, widths: tuple[float, ...], style: str | None = None) -> Any:
    grid = document.add_table(rows=rows, cols=len(widths))
    if style:
        grid.style = style
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return grid


def _fill(cell: Any, lines: list[tuple[str, int, bool, bool]], align: Any = ALIGN.CENTER) -> None:
    """Lines of (text, size, bold, italic)."""
    for number, (text, size, bold, italic) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = align
        _run(paragraph, text, size=size, bold=bold, italic=italic)


def _rule(parent: Any, room: float, length: float) -> None:
    """A solid line of `length` mm in the middle of `room` mm."""
    paragraph = parent.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm((room - length) / 2)
    paragraph.paragraph_format.line_spacing = Pt(4)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _text(document: Any, text: str) -> None:
    """A paragraph of the body: justified, first line 12.7 mm in, 6 pt after it."""
    paragraph = document.add_paragraph()
    paragraph.alignment = ALIGN.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.space_after = Pt(6)
    _run(paragraph, text)


def _line(
    document: Any, text: str, *, size: int = 14, bold: bool = False, align: Any = ALIGN.LEFT,
    before: int = 0, after: int = 0, keep: bool = False,
) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    paragraph.paragraph_format.keep_with_next = keep
    _run(paragraph, text, size=size, bold=bold)


def _run(paragraph: Any, text: str, *, size: int = 14, bold: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    run.font.size = Pt(size)
