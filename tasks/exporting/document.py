"""The table as DOCX: A4 landscape, the header again on every page."""

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tasks.exporting.rows import COLUMNS, ILLUSTRATIVE, WIDTHS, AssignmentTable, GroupLine

FONT = "Times New Roman"
WIDTH = 297 - 30 - 15


def written(table: AssignmentTable) -> bytes:
    """The file; the same table gives the same bytes but for the times inside the archive."""
    document = Document()
    _page(document)
    for index, text in enumerate(table.above):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.italic = index < 2, index == 2
        run.font.size = Pt(14)
    grid = document.add_table(rows=1, cols=len(COLUMNS))
    grid.style = "Table Grid"
    grid.autofit = False
    shares = [Mm(WIDTH * width / sum(WIDTHS)) for width in WIDTHS]
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = share
    _repeat(grid.rows[0])
    _fill(grid.rows[0], COLUMNS, shares, bold=True, centred=set(range(len(COLUMNS))))
    for line in table.lines:
        row = grid.add_row()
        if isinstance(line, GroupLine):
            cells = row.cells
            cells[1].merge(cells[-1])
            _write(row.cells[0], line.no, bold=True, centred=True)
            _write(row.cells[1], line.title, bold=True)
        else:
            _fill(row, line.cells, shares, centred={0, 4})
    if table.illustrative:
        document.add_paragraph().add_run(ILLUSTRATIVE).italic = True
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.language = (
        "Phân công nhiệm vụ",
        "",
        "",
        "vi-VN",
    )


def _repeat(row: Any) -> None:
    """The row is the header of the table on every page."""
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)


def _fill(row: Any, texts: Any, shares: Any, *, centred: set[int], bold: bool = False) -> None:
    for column, (cell, text, share) in enumerate(zip(row.cells, texts, shares, strict=True)):
        cell.width = share
        _write(cell, text, bold=bold, centred=column in centred)


def _write(cell: Any, text: str, *, bold: bool = False, centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if text:
        paragraph.add_run(text).bold = bold
