"""The table as XLSX, DOCX and PDF: the same lines, as far as the reader may see them, and no live formula."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from docx import Document
from pypdf import PdfReader
from rest_framework.test import APIClient

from comms.core.errors import Invalid
from tasks.exporting import document, printed, rows, spreadsheet
from tasks.exporting.rows import AssignmentTable, GroupLine, TaskLine
from tasks.services import table_import, task_record
from tests.api.conftest import client_of
from tests.cast import Cast
from tests.plans.build import draft, plan_of_2022
from tests.tasks.build import alone, task_of
from tests.tasks.tables import LEAD, ROWS, row, upload, xlsx

FILES = {"export.xlsx": "spreadsheetml", "export.docx": "wordprocessingml", "assignment-table.pdf": "application/pdf"}


def table_in(cast: Cast, *more: Any) -> AssignmentTable:
    plan = draft(cast, ends=date(2026, 12, 31))
    table_import(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx([*ROWS, *more])))
    return rows.table_of(cast.officer, plan)


def test_lines_in_the_order_of_the_document(cast: Cast) -> None:
    """Group rows above their tasks, units by name, groups of units by their words, times as written."""
    table = table_in(cast)
    assert [type(line) for line in table.lines] == [GroupLine, TaskLine, TaskLine, GroupLine, TaskLine]
    assert table.lines[0] == GroupLine("I", "NÂNG CAO NHẬN THỨC")
    cells = (
        "2",
        "Xây dựng chuyên mục",
        LEAD,
        "Văn phòng Bộ; Cục Công nghệ thông tin",
        "Thường xuyên",
        "",
        "Theo QĐ 1996",
    )
    assert table.lines[2] == TaskLine(cells)
    assert table.lines[4].cells[3] == "Các đơn vị thuộc Bộ"  # type: ignore[union-attr]  # a task
    assert table.above == ["PHÂN CÔNG NHIỆM VỤ", "Kế hoạch năm 2026", "(Dự thảo)"]


def test_only_what_the_reader_may_see(cast: Cast) -> None:
    """A unit with one task in the plan gets its line and no other; a cancelled line is no longer assigned."""
    plan = plan_of_2022(cast)
    task_of(cast, plan, no="1", title="Của VP và CNTT", lead_unit=cast.units["VP"], coordinating_group="")
    alone(cast, plan, no="2", title="Của PBGDPL")
    shown = rows.table_of(cast.coordinator, plan)
    assert [line.cells[0] for line in shown.lines] == ["1"]  # type: ignore[union-attr]  # tasks
    assert rows.table_of(cast.leader, plan).task_count == 2
    assert shown.above[2] == "(Kèm theo Quyết định số 1799/QĐ-BTP ngày 05 tháng 9 năm 2022)"


def test_strings_are_strings_in_a_spreadsheet(cast: Cast) -> None:
    """Nothing that begins with = + - @ or a tab becomes a formula or a link."""
    hostile = [
        row(str(n), text, note=text) for n, text in enumerate(("=1+1", "+1", "-1", "@SUM(1)", "http://x.vn"), 10)
    ]
    content = spreadsheet.written(table_in(cast, *hostile))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "vba" in name or "external" in name]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert sheet.count('t="s"') > 50
    assert "<v>=" not in sheet


def test_a_document_repeats_its_header_and_lies_across(cast: Cast) -> None:
    content = Document(io.BytesIO(document.written(table_in(cast))))
    (table,) = content.tables
    assert table.rows[0].cells[1].text == "Nhiệm vụ"
    assert "tblHeader" in table.rows[0]._tr.xml
    assert content.sections[0].page_width > content.sections[0].page_height


def fonts_of(reader: PdfReader) -> dict[str, bool]:
    """Each font of the file, and whether its program is inside."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            found[str(inner["/BaseFont"])] = any(key.startswith("/FontFile") for key in inner["/FontDescriptor"])
    return found


def test_the_pdf_is_tagged_with_its_fonts_inside(cast: Cast) -> None:
    """A4 landscape, Vietnamese text, header cells as such, the language, the title, the mark of a draft."""
    reader = PdfReader(io.BytesIO(printed.written(table_in(cast))))
    page = reader.pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    text = " ".join(page.extract_text().split())
    for words in (
        "PHÂN CÔNG NHIỆM VỤ",
        "DỰ THẢO – CHƯA BAN HÀNH",
        "NÂNG CAO NHẬN THỨC",
        "Bảo đảm an toàn thông tin",
        "Quý II/2026",
    ):
        assert words in text
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "vi"
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data() if reader.xmp_metadata else False
    assert fonts_of(reader)
    assert all(fonts_of(reader).values())
    assert all("Tinos" in name for name in fonts_of(reader))


def test_nothing_is_cut_off_at_the_right(cast: Cast) -> None:
    """The last heading ends within the margin of 15 mm."""
    reader = PdfReader(io.BytesIO(printed.written(table_in(cast))))
    lefts: dict[str, float] = {}

    def note(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            lefts.setdefault(text.strip(), tm[4] * cm[0] + cm[4])

    reader.pages[0].extract_text(visitor_text=note)
    where = next(left for text, left in lefts.items() if text.startswith("Ghi"))
    assert where < 842 - 15 * 72 / 25.4 - 30


def test_the_same_table_gives_the_same_bytes(cast: Cast) -> None:
    table = table_in(cast)
    assert spreadsheet.written(table) == spreadsheet.written(table)
    assert printed.written(table) == printed.written(table)


def test_a_pdf_of_too_many_rows_is_refused_before_it_is_made(cast: Cast) -> None:
    lines = (TaskLine(("1", "a", "b", "", "", "", "")),) * (printed.MAX_LINES + 1)
    table = AssignmentTable("T", "S", "", draft=False, illustrative=False, created=None, lines=lines)
    with pytest.raises(Invalid) as refused:
        printed.written(table)
    assert refused.value.errors["plan"][0].code == "too_many_rows"


@pytest.mark.parametrize("name", FILES)
def test_downloads_over_api_and_pages(cast: Cast, client: Client, name: str) -> None:
    """With a token that only reads; a name for old and new clients; never cached, never shown by a browser."""
    plan = draft(cast, code="KH-2026/ĐA")
    task_record(actor=None, plan=plan, title="Việc", lead_unit=cast.units["VP"])
    client.force_login(cast.leader)
    api: APIClient = client_of(cast.leader, scope="read")
    for response in (api.get(f"/api/v1/plans/{plan.pk}/{name}"), client.get(f"/plans/{plan.pk}/{name}")):
        assert response.status_code == 200
        assert FILES[name] in response.headers["Content-Type"]
        assert response.headers["Content-Disposition"].startswith('attachment; filename="phan-cong-kh-2026-da.')
        assert "filename*=UTF-8''" in response.headers["Content-Disposition"]
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", FILES)
def test_who_does_not_see_the_plan_finds_no_file(cast: Cast, client: Client, name: str) -> None:
    plan = draft(cast)
    client.force_login(cast.outsider)
    assert client.get(f"/plans/{plan.pk}/{name}").status_code == 404
    assert client.get(f"/plans/{plan.pk}/export.exe").status_code == 404


def test_a_file_asks_no_more_the_longer_the_table_is(cast: Cast, queries_do_not_grow: Any) -> None:
    plan = draft(cast)
    alone(cast, plan, no="1", lead_unit=cast.units["VP"])

    def grow() -> None:
        for number in range(2, 8):
            alone(cast, plan, no=str(number), title=f"Việc {number}", lead_unit=cast.units["VP"])

    queries_do_not_grow(lambda: rows.table_of(cast.leader, plan), grow)


def test_the_empty_table_is_read_as_one_without_rows(cast: Cast, client: Client, tmp_path: Path) -> None:
    """What the page gives to fill in has the header that the import looks for."""
    client.force_login(cast.officer)
    content = client.get("/plans/import-template.xlsx").content
    with pytest.raises(Invalid) as refused:
        table_import(actor=cast.officer, plan_id=draft(cast).pk, upload=upload(content))
    assert refused.value.errors["file"][0].code == "no_rows"
