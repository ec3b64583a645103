"""Assignment tables as offices write them, made in the test: XLSX, CSV, DOCX, and hostile ones."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

HEAD = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện", "Sản phẩm", "Ghi chú")
LEAD = "Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý"
Rows = Sequence[Sequence[Any]]


def row(
    no: str, title: str, lead: str = LEAD, with_: str = "", when: str = "", result: str = "", note: str = ""
) -> Any:
    return (no, title, lead, with_, when, result, note)


ROWS = (
    ("I", "NÂNG CAO NHẬN THỨC", "", "", "", "", ""),
    row("1", "Họp báo giới thiệu Kế hoạch", "Văn phòng Bộ", "Cục CNTT", "Quý II/2026", "Thông cáo báo chí"),
    row("2", "Xây dựng chuyên mục", LEAD, "Văn phòng; Cục Công nghệ thông tin", "Thường xuyên", "", "Theo QĐ 1996"),
    ("II", "HẠ TẦNG", "", "", "", "", ""),
    row("3", "Bảo đảm an toàn thông tin", "CNTT", "Các đơn vị thuộc Bộ", "Trước ngày 30/6/2026", "Báo cáo\nBiên bản"),
)


def upload(content: bytes, name: str = "bang.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def xlsx(
    rows: Rows = ROWS, *, above: Sequence[str] = (), head: Sequence[str] = HEAD, merged: Sequence[str] = ()
) -> bytes:
    """A sheet with title lines above the header; `merged` are areas such as «C5:C6», which take their first value."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Phân công")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    lines: list[Sequence[Any]] = [(text,) for text in above] + [head, *rows]
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value:
                sheet.write_string(number, column, value)
    for area in merged:
        first = area.split(":")[0]
        from xlsxwriter.utility import xl_cell_to_rowcol

        at = xl_cell_to_rowcol(first)
        value = lines[at[0]][at[1]] if at[1] < len(lines[at[0]]) else ""
        sheet.merge_range(area, value)
    book.close()
    return stream.getvalue()


def csv_of(rows: Rows = ROWS, *, delimiter: str = ";", head: Sequence[str] = HEAD) -> str:
    import csv

    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([head, *rows])
    return stream.getvalue()


def docx(rows: Rows = ROWS, *, above: Sequence[str] = (), head: Sequence[str] = HEAD, merged: Any = ()) -> bytes:
    """`merged` are ((row, column), (row, column)) of the table, the header being row 0."""
    document = Document()
    for text in above:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(head))
    for line in (head, *rows):
        cells = table.add_row().cells
        for cell, value in zip(cells, line, strict=True):
            cell.text = str(value)
    for first, last in merged:
        for at in range(first[0] + 1, last[0] + 1):
            table.cell(at, first[1]).text = ""
        table.cell(*first).merge(table.cell(*last))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_member(content: bytes, name: str, data: bytes | str) -> bytes:
    """The archive with one member added or replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, data)
    return stream.getvalue()


def sheet_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()
