"""The table as XLSX: string cells only, so that no text becomes a formula."""

import io
from typing import Any

import xlsxwriter

from tasks.exporting.rows import COLUMNS, ILLUSTRATIVE, WIDTHS, AssignmentTable, GroupLine

FONT = "Times New Roman"
LONGEST = 32_767
HINTS = (
    "Cách ghi bảng phân công nhiệm vụ",
    "Giữ dòng tiêu đề cột ở trang “Phân công”; thứ tự cột có thể khác. Bắt buộc: Nhiệm vụ, Đơn vị chủ trì.",
    "Nhóm nhiệm vụ: một dòng chỉ có số (I, II, A …) và tên nhóm, các cột khác để trống.",
    "Đơn vị chủ trì: đúng một đơn vị. Đơn vị phối hợp: nhiều đơn vị, cách nhau bằng dấu chấm phẩy hoặc xuống dòng.",
    "Đơn vị ghi bằng tên đầy đủ, tên viết tắt hoặc mã; “Các đơn vị thuộc Bộ” là một nhóm.",
    "Thời gian ghi tự do: Thường xuyên, Hằng quý, Quý II/2026, Tháng 11/2026, Trước ngày 30/6/2026 …",
    "Số thứ tự không được trùng trong cả bảng: nếu mỗi nhóm đánh số lại từ 1 thì ghi I.1, I.2, II.1 …",
)


def written(table: AssignmentTable) -> bytes:
    """The file; the same table gives the same bytes."""
    stream, book = _book(table.created)
    sheet = _sheet(book)
    formats = _formats(book)
    row = 0
    for index, text in enumerate(table.above):
        look = formats["title" if index < 2 else "under"]
        sheet.merge_range(row, 0, row, len(COLUMNS) - 1, text[:LONGEST], look)
        row += 1
    row += 1
    _head(sheet, row, formats)
    for line in table.lines:
        row += 1
        if isinstance(line, GroupLine):
            sheet.write_string(row, 0, line.no, formats["group"])
            sheet.merge_range(row, 1, row, len(COLUMNS) - 1, line.title[:LONGEST], formats["group"])
            continue
        for column, text in enumerate(line.cells):
            look = formats["middle" if column in {0, 4} else "cell"]
            if text:
                sheet.write_string(row, column, text[:LONGEST], look)
            else:
                sheet.write_blank(row, column, None, look)
    if table.illustrative:
        book.add_worksheet("Lưu ý").write_string(0, 0, ILLUSTRATIVE)
    book.close()
    return stream.getvalue()


def template(created: Any) -> bytes:
    """An empty table with its header, and a page that says how to fill it."""
    stream, book = _book(created)
    formats = _formats(book)
    _head(_sheet(book), 0, formats)
    hints = book.add_worksheet("Hướng dẫn")
    hints.set_column(0, 0, 110)
    for row, line in enumerate(HINTS):
        hints.write_string(row, 0, line, formats["title" if row == 0 else "plain"])
    book.close()
    return stream.getvalue()


def _book(created: Any) -> tuple[io.BytesIO, Any]:
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": "Phân công nhiệm vụ", "created": created.replace(tzinfo=None, microsecond=0)})
    return stream, book


def _sheet(book: Any) -> Any:
    sheet = book.add_worksheet("Phân công")
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    return sheet


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 12, "text_wrap": True, "valign": "top"}
    boxed = {**base, "border": 1, "num_format": "@"}
    looks = {
        "plain": base,
        "title": {**base, "bold": True, "align": "center", "font_size": 13},
        "under": {**base, "italic": True, "align": "center"},
        "head": {**boxed, "bold": True, "align": "center", "valign": "vcenter"},
        "group": {**boxed, "bold": True},
        "cell": boxed,
        "middle": {**boxed, "align": "center"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _head(sheet: Any, row: int, formats: dict[str, Any]) -> None:
    for column, name in enumerate(COLUMNS):
        sheet.write_string(row, column, name, formats["head"])
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(row)
