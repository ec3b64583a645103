"""The table that `bench.importing` imports, written by a process of its own: `python -m bench.table FILE ROWS`."""

import sys

import xlsxwriter

HEAD = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện", "Sản phẩm", "Ghi chú")
TIMES = ("Quý II/2026", "Thường xuyên", "Hằng quý", "Trước ngày 30/6/2026", "Tháng 11/2026", "")
OTHERS = ("Văn phòng Bộ; Cục CNTT", "Các đơn vị thuộc Bộ", "Vụ HTQT\nVụ TCCB", "")
GROUPS = 20


def write(path: str, rows: int) -> None:
    """Rows as offices write them: groups, several units in a cell, every kind of time."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        row = 1
        for number in range(rows):
            if number * GROUPS % rows < GROUPS:
                group = number * GROUPS // rows
                sheet.write_row(row, 0, (chr(65 + group), f"Nhóm nhiệm vụ {group + 1} (minh họa)"))
                row += 1
            title = f"Truyền thông chính sách trên phương tiện thông tin đại chúng, việc {number + 1} (minh họa)"
            lead = "Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý"
            when, others = TIMES[number % len(TIMES)], OTHERS[number % len(OTHERS)]
            sheet.write_row(row, 0, (str(number + 1), title, lead, others, when, "Báo cáo kết quả; tin, bài", ""))
            row += 1


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
