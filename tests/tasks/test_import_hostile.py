"""Files that want to harm their reader, and files that are no tables: a clear refusal, little memory, little time."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest

from comms.core.errors import Invalid
from plans.models import Plan
from tasks.importing import spreadsheets
from tasks.importing.files import open_grids
from tasks.importing.table import find_table
from tasks.services import table_check
from tests.cast import Cast
from tests.plans.build import draft
from tests.tasks.tables import HEAD, docx, row, sheet_of, upload, with_member, xlsx

SHEET = "xl/worksheets/sheet1.xml"
BOMB = "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{n} '{'&a;' * 10}'>" for n in range(9)) + "]>"


def in_sheet(old: str, new: str) -> bytes:
    """The usual sheet with a piece of its markup replaced."""
    content = xlsx()
    text = sheet_of(content)
    assert old in text
    return with_member(content, SHEET, text.replace(old, new, 1))


def with_cell(cell: str) -> bytes:
    return in_sheet("</sheetData>", f"{cell}</sheetData>")


def zeros(size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        new.writestr("xl/media/image1.png", b"\0" * size)
    return stream.getvalue()


def long_string_everywhere() -> bytes:
    """One long text that ten thousand cells name: small in the file, hundreds of megabytes when it is read."""
    content = with_member(xlsx(), "xl/sharedStrings.xml", f"<sst><si><t>{'chữ ' * 8000}</t></si></sst>")
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(10, 9000))
    return with_member(content, SHEET, sheet_of(content).replace("</sheetData>", f"{cells}</sheetData>"))


def far(cell: str, place: str = "XFD1048576") -> Any:
    """A cell that says next to nothing, far out: the reader builds the rectangle up to it."""
    row_number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return lambda: with_cell(f'<row r="{row_number}"><c r="{place}" {cell}</c></row>')


def two_sheets_of_one_name() -> bytes:
    """The harmless one is looked at, and the other one is read."""
    content = with_member(xlsx(), "xl/worksheets/sheet2.xml", sheet_of(xlsx()))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml").decode()
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    one = re.search("<sheet [^>]*/>", book)
    assert one
    book = book.replace(one[0], one[0] + one[0].replace("rId1", "rId99"))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="worksheets/sheet2.xml"/></Relationships>'
    content = with_member(content, "xl/workbook.xml", book)
    return with_member(content, "xl/_rels/workbook.xml.rels", relations.replace("</Relationships>", relation))


def document(body: str) -> bytes:
    """A DOCX of this body; stored without compression, so that only its reading is tried."""
    text = f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, text if info.filename == "word/document.xml" else old.read(info))
    return stream.getvalue()


def table(rows: str) -> Any:
    return lambda: document(f"<w:tbl>{rows}</w:tbl>")


def cell(text: str) -> str:
    return f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


HOSTILE: dict[str, tuple[Any, str, str]] = {
    "an empty text in the last cell": (far('t="inlineStr"><is><t></t></is>'), "bang.xlsx", "too_many_rows"),
    "an empty value in the last cell": (far('t="str"><v></v>'), "bang.xlsx", "too_many_rows"),
    "empty runs in the last cell": (far('t="inlineStr"><is><r><t></t></r></is>'), "bang.xlsx", "too_many_rows"),
    "an empty text half way": (far('t="str"><v/>', "BZ1048576"), "bang.xlsx", "too_many_rows"),
    "an empty text to the right": (far('t="str"><v/>', "XFD9"), "bang.xlsx", "too_wide"),
    "a row that jumps after a cell of another": (
        lambda: with_cell('<row r="1048576"><c r="A3"><v>1</v></c><c t="str"><v>x</v></c></row>'),
        "bang.xlsx",
        "too_many_rows",
    ),
    "four thousand million strings announced": (
        lambda: with_member(
            xlsx(), "xl/sharedStrings.xml", '<sst count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>'
        ),
        "bang.xlsx",
        "unpacks_too_large",
    ),
    "nothing but empty lines": (lambda: b"TT;b\n" + b"\n" * 200_000, "a.csv", "too_many_rows"),
    "nothing but delimiters": (lambda: b"TT;b\n" + b";\n" * 200_000, "a.csv", "too_many_rows"),
    "nothing but empty rows": (table("<w:tr/>" * 200_000), "a.docx", "too_many_rows"),
    "tables without rows": (lambda: document("<w:tbl></w:tbl>" * 200_000), "a.docx", "too_many_rows"),
    "empty rows in many tables": (
        lambda: document(f"<w:tbl>{'<w:tr/>' * 10_000}</w:tbl>" * 20),
        "a.docx",
        "too_many_rows",
    ),
    "a million cells": (table(f"<w:tr>{'<w:tc/>' * 100}</w:tr>" * 10_000), "a.docx", "unpacks_too_large"),
    "a million cells in one row": (table(f"<w:tr>{'<w:tc/>' * 1_000_000}</w:tr>"), "a.docx", "unpacks_too_large"),
    "a million cells of text": (lambda: b"TT;b\n" + (b";" * 99 + b"a\n") * 10_000, "a.csv", "unpacks_too_large"),
    "a million cells of a sheet": (
        lambda: with_cell(
            "".join(
                f"<row>{''.join(f'<c><v>{n * m * 7919 % 999_983}</v></c>' for m in range(100))}</row>"
                for n in range(5_100)
            )
        ),
        "a.xlsx",
        "unpacks_too_large",
    ),
    "as deep as a well": (table("<w:tr><w:tc><w:tbl>" * 200_000), "a.docx", "damaged"),
    "one long text that goes on in every row": (
        table(
            f"<w:tr>{cell('chữ ' * 9_000) * 20}</w:tr>"
            + f"<w:tr>{'<w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc>' * 20}</w:tr>" * 60
        ),
        "a.docx",
        "unpacks_too_large",
    ),
    "two sheets of one name": (two_sheets_of_one_name, "bang.xlsx", "damaged"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "bang.xls", "old_format"),
    "with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "bang.xlsx", "old_format"),
    "macros by name": (xlsx, "bang.xlsm", "macros"),
    "macros inside": (lambda: with_member(xlsx(), "xl/vbaProject.bin", b"x"), "bang.xlsx", "unsafe_archive"),
    "a way out": (lambda: with_member(xlsx(), "../../etc/passwd", b"x"), "bang.xlsx", "unsafe_archive"),
    "a program": (lambda: with_member(xlsx(), "xl/run.exe", b"x"), "bang.xlsx", "unsafe_archive"),
    "a bomb": (lambda: zeros(120 * 1024 * 1024), "bang.xlsx", "unpacks_too_large"),
    "a bomb of one member": (lambda: zeros(20 * 1024 * 1024), "bang.xlsx", "unpacks_too_large"),
    "entities in a sheet": (lambda: in_sheet("<worksheet", f"{BOMB}<worksheet"), "bang.xlsx", "unsafe_archive"),
    "entities in a document": (
        lambda: with_member(docx(), "word/document.xml", f"{BOMB}<l>&a8;</l>"),
        "bang.docx",
        "unsafe_archive",
    ),
    "entities in another encoding": (
        lambda: with_member(docx(), "word/document.xml", f"{BOMB}<l>&a8;</l>".encode("utf-16")),
        "bang.docx",
        "unsafe_archive",
    ),
    "one long text in every cell": (long_string_everywhere, "bang.xlsx", "unpacks_too_large"),
    "a cell in the last row": (
        lambda: with_cell('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        "bang.xlsx",
        "too_many_rows",
    ),
    "a cell in the last column": (
        lambda: with_cell('<row r="9"><c r="XFD9"><v>1</v></c></row>'),
        "bang.xlsx",
        "too_wide",
    ),
    "a cell that does not exist": (
        lambda: with_cell('<row r="9"><c r="??"><v>1</v></c></row>'),
        "bang.xlsx",
        "damaged",
    ),
    "cut in half": (lambda: xlsx()[:3000], "bang.xlsx", "damaged"),
    "broken markup": (lambda: in_sheet("</sheetData>", "<oops>"), "bang.xlsx", "damaged"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "bang.csv", "unsupported"),
    "a pdf": (b"%PDF-1.7\n", "bang.xlsx", "unsupported"),
    "a page": (b"<html><table><tr><td>TT</td></tr></table></html>", "bang.csv", "unsupported"),
    "any archive": (lambda: with_member(docx(), "[Content_Types].xml", b"<Types/>"), "bang.docx", "unsupported"),
    "an old Vietnamese encoding": ("TT;Nhi\xd6m v\xf4".encode("latin-1"), "bang.csv", "undecodable"),
    "a document without a table": (
        lambda: with_member(docx(), "word/document.xml", "<document/>"),
        "a.docx",
        "no_table",
    ),
    "too many rows": (lambda: "\n".join([";".join(HEAD)] + ["1;a;VP;;;;"] * 10_001).encode(), "a.csv", "too_many_rows"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused(case: str) -> None:
    content, name, code = HOSTILE[case]
    with pytest.raises(Invalid) as refused:
        find_table(open_grids(content() if callable(content) else content, name))
    (complaint,) = refused.value.errors["file"]
    assert complaint.code == code
    assert str(complaint.detail)


def test_what_the_reader_alone_makes_room_for(monkeypatch: Any) -> None:
    """Whatever the walk does not know: the reader is a process of its own, and its end is a refusal."""
    monkeypatch.setattr(spreadsheets, "MAX_STRINGS", 2**40)
    with pytest.raises(Invalid) as refused:
        open_grids(HOSTILE["four thousand million strings announced"][0](), "bang.xlsx")
    assert refused.value.errors["file"][0].code == "unpacks_too_large"


def test_a_larger_file_than_is_taken(settings: Any) -> None:
    settings.FILE_MAX_BYTES = 1000
    with pytest.raises(Invalid) as refused:
        open_grids(xlsx(), "bang.xlsx")
    assert refused.value.errors["file"][0].code == "too_large"


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return draft(cast, ends=date(2026, 12, 31))


def check(cast: Cast, plan: Plan, content: bytes) -> dict[str, Any]:
    return table_check(actor=cast.officer, plan_id=plan.pk, upload=upload(content))


def test_a_million_empty_rows_and_wide_styles_cost_nothing(cast: Cast, plan: Plan) -> None:
    """What is only formatted is no text: a column of styled cells to the last column, rows to the last row."""
    wide = "".join(f'<c r="{letters}9" s="1"/>' for letters in ("Z", "ZZ", "XFD"))
    rows = "".join(f'<row r="{n}" ht="15"/>' for n in range(10, 200_000))
    report = check(
        cast, plan, with_cell(f'<row r="9">{wide}</row>{rows}<row r="1048576"><c r="A1048576" s="1"/></row>')
    )
    assert (report["rows"], report["errors"]) == (3, [])


def test_a_formula_gives_its_value_and_runs_nothing(cast: Cast, plan: Plan) -> None:
    """The value that the program kept; text that begins like a formula stays text."""
    cell = '<row r="9"><c r="A9" t="str"><f>CONCAT("a")</f><v>9</v></c><c r="B9" t="str"><f>B2</f><v>Việc</v></c>'
    report = check(cast, plan, with_cell(f'{cell}<c r="C9" t="str"><f>WEBSERVICE("http://x")</f><v>VP</v></c></row>'))
    assert report["preview"][3]["title"] == "Việc"
    assert report["preview"][3]["lead_unit"]["code"] == "VP"


@pytest.mark.parametrize(
    "cell",
    ['<c r="C9" t="e"><v>#REF!</v></c>', '<c r="C9"><f>1/0</f></c>', '<c r="C9" t="e"><f>X</f><v>#NAME?</v></c>'],
)
def test_an_error_of_the_spreadsheet_is_an_error_of_the_row(cast: Cast, plan: Plan, cell: str) -> None:
    """Also a formula that was never calculated; one complaint, not two."""
    title = '<c r="B9" t="inlineStr"><is><t>Việc</t></is></c>'
    report = check(cast, plan, with_cell(f'<row r="9">{title}{cell}</row>'))
    assert [(one["row"], one["column"], one["code"]) for one in report["errors"]] == [(9, "lead_unit", "cell_error")]


def test_links_to_other_files_are_not_followed(cast: Cast, plan: Plan) -> None:
    """A part that names another file is left alone (and no test reaches beyond this machine)."""
    link = '<externalLink><externalBook id="rId1"/></externalLink>'
    content = with_member(xlsx(), "xl/externalLinks/externalLink1.xml", link)
    assert check(cast, plan, content)["rows"] == 3


def test_merged_areas_to_the_end_of_the_sheet(cast: Cast, plan: Plan) -> None:
    """One that covers everything is cut to what is there; sixty thousand are refused."""
    report = check(
        cast, plan, in_sheet("</sheetData>", '</sheetData><mergeCells><mergeCell ref="G2:XFD1048576"/></mergeCells>')
    )
    assert report["rows"] == 3
    many = '<mergeCell ref="A2:B3"/>' * 60_000
    with pytest.raises(Invalid):
        check(cast, plan, in_sheet("</sheetData>", f"</sheetData><mergeCells>{many}</mergeCells>"))


def test_two_sheets_of_which_one_is_the_table(cast: Cast, plan: Plan) -> None:
    """The one with the header is taken; when several have it, the first, and the answer says so."""
    import xlsxwriter

    def book(*sheets: tuple[str, Any]) -> bytes:
        stream = io.BytesIO()
        workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
        for name, lines in sheets:
            sheet = workbook.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
        workbook.close()
        return stream.getvalue()

    table = [HEAD, row("1", "Việc", "VP")]
    report = check(cast, plan, book(("Bìa", [["Kế hoạch"]]), ("Bảng", table)))
    assert (report["sheet"], report["rows"], report["warnings"]) == ("Bảng", 1, [])
    report = check(cast, plan, book(("Một", table), ("Hai", table)))
    assert report["sheet"] == "Một"
    assert re.search("Hai", report["warnings"][0]["detail"])


def test_control_and_direction_characters_do_not_come_in(cast: Cast, plan: Plan) -> None:
    """Nor what nobody sees: zero width, soft hyphens, marks that turn the reading direction."""
    report = check(cast, plan, xlsx([row("1", "Vi\u200bệc\u202e quan\u00a0trọng\x07\u00ad", "VP")]))
    assert report["preview"][0]["title"] == "Việc quan trọng"
