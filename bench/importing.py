"""An import of 5,000 rows from XLSX in a process of its own: how long it took, and the most memory it had.

The database is the one of the environment, with the sample's people in it; the plan that is made stays there.
`python -m bench.importing --table FILE` only writes the table, so that making it is not measured.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROWS = int(os.environ.get("BENCH_IMPORT_ROWS", "5000"))
GOAL_MB = 300


def write_table(path: str) -> None:
    """Rows as offices write them: groups, several units in a cell, every kind of time."""
    import xlsxwriter

    times = ("Quý II/2026", "Thường xuyên", "Hằng quý", "Trước ngày 30/6/2026", "Tháng 11/2026", "")
    others = ("Văn phòng Bộ; Cục CNTT", "Các đơn vị thuộc Bộ", "Vụ HTQT\nVụ TCCB", "")
    head = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện", "Sản phẩm", "Ghi chú")
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, head)
        row = 1
        for number in range(1, ROWS + 1):
            if number % 50 == 1:
                sheet.write_row(row, 0, (f"A{number // 50 + 1}", f"Nhóm nhiệm vụ {number // 50 + 1} (minh họa)"))
                row += 1
            title = f"Truyền thông chính sách trên phương tiện thông tin đại chúng, việc {number} (minh họa)"
            lead = "Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý"
            time_, with_ = times[number % len(times)], others[number % len(others)]
            sheet.write_row(row, 0, (str(number), title, lead, with_, time_, "Báo cáo kết quả; tin, bài", ""))
            row += 1


def measure(path: str) -> dict[str, float]:
    """Import the table as the sample's officer: seconds, the peak of memory in MB, statements, rows."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.files.base import ContentFile
    from django.db import connection

    settings.DEBUG = False  # it keeps every statement in memory
    from comms.org.models import Unit, User
    from plans.services import plan_create
    from tasks.services import table_import

    officer = User.objects.get(username="officer")
    plan = plan_create(
        actor=officer,
        code=f"NHAP-{int(time.time())}",
        title="Kế hoạch để đo việc nhập bảng (minh họa)",
        owner_unit=Unit.objects.get(code="C-PBGDPL-TGPL"),
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
    )
    statements = 0

    def count(execute: object, *arguments: object) -> object:
        nonlocal statements
        statements += 1
        return execute(*arguments)  # type: ignore[operator]  # Django hands over a callable

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.monotonic()
    with connection.execute_wrapper(count):
        upload = ContentFile(Path(path).read_bytes(), name="bang.xlsx")
        report = table_import(actor=officer, plan_id=plan.pk, upload=upload)
    return {
        "seconds": time.monotonic() - began,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "mb_before": before,
        "statements": statements,
        "rows": report["created"],
    }


def main() -> None:
    if sys.argv[1:2] == ["--table"]:
        write_table(sys.argv[2])
        return
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bang.xlsx")
        subprocess.run([sys.executable, "-m", "bench.importing", "--table", path], check=True)
        found = measure(path)
    sys.stdout.write(
        f"import of {found['rows']} rows from XLSX: {found['seconds']:.1f} s, {found['statements']} statements, "
        f"at most {found['mb']:.0f} MB of memory ({found['mb_before']:.0f} MB before; goal < {GOAL_MB} MB)\n"
    )


if __name__ == "__main__":
    main()
