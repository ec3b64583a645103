"""What each cell is read as: headers, groups, merged cells, units, times; what cannot be read is an error by row."""

import unicodedata
from datetime import date
from typing import Any

import pytest

from comms.core.errors import Invalid
from comms.org.models import Unit
from comms.org.services import unit_record
from plans.models import Plan
from tasks.importing.units import UnitReader
from tasks.services import table_check
from tests.cast import Cast
from tests.plans.build import draft
from tests.tasks.tables import HEAD, LEAD, ROWS, csv_of, docx, row, upload, xlsx

WORDS = unicodedata.normalize("NFD", "Cục Công nghệ\u00a0thông\u200b tin")


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return draft(cast, ends=date(2026, 12, 31))


def check(cast: Cast, plan: Plan, content: bytes, name: str = "bang.xlsx") -> dict[str, Any]:
    return table_check(actor=cast.officer, plan_id=plan.pk, upload=upload(content, name))


def seen(report: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Number, title, group, lead, coordinating of each row."""
    return [
        (
            one["no"],
            one["title"],
            one["objective"],
            one["lead_unit"] and one["lead_unit"]["code"],
            [unit["code"] for unit in one["coordinating"]] + ([one["group"]] if one["group"] else []),
        )
        for one in report["preview"]
    ]


EXPECTED = [
    ("1", "Họp báo giới thiệu Kế hoạch", "NÂNG CAO NHẬN THỨC", "VP", ["CNTT"]),
    ("2", "Xây dựng chuyên mục", "NÂNG CAO NHẬN THỨC", "C-PBGDPL-TGPL", ["VP", "CNTT"]),
    ("3", "Bảo đảm an toàn thông tin", "HẠ TẦNG", "CNTT", ["ministry_units"]),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bang.xlsx", lambda: xlsx(above=["BỘ TƯ PHÁP", "PHÂN CÔNG NHIỆM VỤ", ""])),
        ("bang.docx", lambda: docx(above=["PHÂN CÔNG NHIỆM VỤ"])),
        ("utf8.csv", lambda: csv_of().encode()),
        ("bom.csv", lambda: csv_of(delimiter=",").encode("utf-8-sig")),
        ("excel.csv", lambda: csv_of(delimiter="\t").encode("utf-16")),
        ("bare.csv", lambda: csv_of().encode("utf-16-le")),
        ("sep.csv", ("sep=;\n" + csv_of()).encode),
        ("nfd.csv", lambda: unicodedata.normalize("NFD", csv_of()).encode()),
    ],
)
def test_the_same_table_in_every_kind_of_file(cast: Cast, plan: Plan, name: str, content: Any) -> None:
    """XLSX with title lines, a table of a document, CSV in the encodings and with the separators of Excel."""
    report = check(cast, plan, content(), name)
    assert seen(report) == EXPECTED
    assert report["errors"] == []
    assert [one["timing"]["due_on"] for one in report["preview"]] == ["2026-06-30", None, "2026-06-30"]
    assert report["preview"][2]["deliverable"] == "Báo cáo\nBiên bản"


def test_columns_are_found_by_their_words_in_any_order(cast: Cast, plan: Plan) -> None:
    """Other words, another order, a column that nobody knows: it is named and not read."""
    head = ("Stt", "ĐƠN VỊ PHỐI HỢP", "Nội dung công việc", "Tiến độ", "Cơ quan chủ trì", "Kinh phí", "Kết quả/Đầu ra")
    rows = [("1", "Văn phòng", "Việc một", "Quý I/2026", "CNTT", "100", "Báo cáo")]
    report = check(cast, plan, xlsx(rows, head=head))
    assert seen(report) == [("1", "Việc một", None, "CNTT", ["VP"])]
    assert report["preview"][0]["deliverable"] == "Báo cáo"
    (warning,) = report["warnings"]
    assert warning["code"] == "column_ignored"
    assert "Kinh phí" in warning["detail"]


def test_a_header_in_two_rows(cast: Cast, plan: Plan) -> None:
    """«Đơn vị thực hiện» over «Chủ trì» and «Phối hợp», the others merged down; a row (1) (2) (3) is no task."""
    head = ("TT", "Nhiệm vụ", "Đơn vị thực hiện", "", "Thời gian")
    below = ("", "", "Chủ trì", "Phối hợp", "")
    rows = [below, ("(1)", "(2)", "(3)", "(4)", "(5)"), ("1", "Việc", "CNTT", "VP", "")]
    report = check(cast, plan, xlsx(rows, head=head, merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2"]))
    assert seen(report) == [("1", "Việc", None, "CNTT", ["VP"])]


def test_merged_cells_give_their_value_to_every_row(cast: Cast, plan: Plan) -> None:
    """One lead unit and one time merged over two rows."""
    rows = [row("1", "Một", "CNTT", when="Quý I/2026"), row("2", "Hai", "", when="")]
    for content, name in (
        (xlsx(rows, merged=["C2:C3", "E2:E3"]), "bang.xlsx"),
        (docx(rows, merged=[((1, 2), (2, 2)), ((1, 4), (2, 4))]), "bang.docx"),
    ):
        report = check(cast, plan, content, name)
        assert [one["lead_unit"]["code"] for one in report["preview"]] == ["CNTT", "CNTT"], name
        assert [one["timing"]["text"] for one in report["preview"]] == ["Quý I/2026"] * 2


@pytest.mark.parametrize(
    ("rows", "objectives", "errors"),
    [
        ([("I", "Một", *[""] * 5), row("1", "a"), ("II.", "Hai", *[""] * 5), row("2", "b")], ["Một", "Hai"], []),
        ([("A", "Phần A", *[""] * 5), row("1", "a")], ["Phần A"], []),
        ([("1.", "Nhóm", *[""] * 5), row("1.1", "a"), row("1.2", "b")], ["Nhóm", "Nhóm"], []),
        ([("", "I. Nhóm đầu", *[""] * 5), row("1", "a")], ["Nhóm đầu"], []),
        ([("III. Nhóm ba", *[""] * 6), row("1", "a")], ["Nhóm ba"], []),
        ([("A", "Phần", *[""] * 5), ("I", "Nhóm", *[""] * 5), row("1", "a")], ["Nhóm"], []),
        # A number that nothing goes on from is a task whose unit was forgotten.
        ([("1", "Việc không có đơn vị", *[""] * 5), row("2", "b")], [None, None], ["required"]),
    ],
)
def test_rows_that_only_name_a_group(
    cast: Cast, plan: Plan, rows: Any, objectives: list[str | None], errors: list[str]
) -> None:
    """Roman numbers, letters, numbers that go on below, or a text alone; over one cell or several."""
    report = check(cast, plan, xlsx(rows))
    assert [one["objective"] for one in report["preview"]] == objectives
    assert [one["code"] for one in report["errors"]] == errors


def test_text_below_the_table_is_no_group(cast: Cast, plan: Plan) -> None:
    """A closing remark is named as not read."""
    report = check(cast, plan, xlsx([*ROWS, ("Ghi chú: các đơn vị báo cáo trước ngày 15/12", *[""] * 6)]))
    assert report["objectives"] == {"created": 2, "changed": 0}
    assert [one["code"] for one in report["warnings"]] == ["no_task_below"]


CELLS = {
    "full name with comma and và": (LEAD, ["C-PBGDPL-TGPL"]),
    "capitals without marks": ("CUC CONG NGHE THONG TIN", ["CNTT"]),
    "decomposed, with odd spaces": (WORDS, ["CNTT"]),
    "a broken line": ("Cục Phổ biến, giáo dục pháp luật\nvà Trợ giúp pháp lý", ["C-PBGDPL-TGPL"]),
    "abbreviation": ("CNTT", ["CNTT"]),
    "abbreviation with the kind of unit": ("Cục CNTT", ["CNTT"]),
    "the initials of the name": ("Cục PBGDPL&TGPL", ["C-PBGDPL-TGPL"]),
    "the same with và": ("Cục PBGDPL và TGPL", ["C-PBGDPL-TGPL"]),
    "a code": ("C-PBGDPL-TGPL", ["C-PBGDPL-TGPL"]),
    "the Office": ("Văn phòng", ["VP"]),
    "the Office of the Ministry": ("VP Bộ", ["VP"]),
    "whose unit it is": ("Văn phòng Bộ Tư pháp; Cục CNTT thuộc Bộ", ["VP", "CNTT"]),
    "semicolons": ("Văn phòng Bộ; Cục CNTT", ["VP", "CNTT"]),
    "commas": ("VP, CNTT", ["VP", "CNTT"]),
    "và": ("Văn phòng Bộ và Cục Công nghệ thông tin", ["VP", "CNTT"]),
    "name, và, name with và": (f"Văn phòng Bộ và {LEAD}", ["VP", "C-PBGDPL-TGPL"]),
    "lines with bullets": ("- Văn phòng Bộ\n- Cục CNTT;\n• " + LEAD, ["VP", "CNTT", "C-PBGDPL-TGPL"]),
    "a counted list": ("1. Văn phòng Bộ\n2. Cục CNTT", ["VP", "CNTT"]),
    "slashes": ("VP/CNTT", ["VP", "CNTT"]),
    "the abbreviation after the name": ("Cục Công nghệ thông tin (CNTT)", ["CNTT"]),
    "a label before": ("Chủ trì: Cục CNTT", ["CNTT"]),
    "the group": ("Các đơn vị thuộc Bộ", ["ministry_units"]),
    "the group with a unit": ("Cục CNTT và các đơn vị thuộc Bộ Tư pháp", ["CNTT", "ministry_units"]),
    "nothing": ("", []),
}
REFUSED = {
    "unknown": ("Cục Truyền thông", ["Cục Truyền thông"]),
    "a name with more behind it": ("Cục Công nghệ thông tin mới", ["Cục Công nghệ thông tin mới"]),
    "units concerned are no group": ("các đơn vị có liên quan", ["các đơn vị có liên quan"]),
    "units of the ministry concerned": ("các đơn vị thuộc Bộ có liên quan", ["các đơn vị thuộc Bộ có liên quan"]),
    "one of two": ("Văn phòng Bộ; Phòng Báo chí", ["Phòng Báo chí"]),
    "a unit of another day": ("Cục PBGDPL", ["Cục PBGDPL"]),
}


@pytest.mark.parametrize("case", CELLS)
def test_units_of_a_cell(cast: Cast, case: str) -> None:
    """Every way in which offices write units, on a day of 2026."""
    text, expected = CELLS[case]
    named = UnitReader(Unit.objects.all(), date(2026, 1, 15)).read(text)
    assert named.unread == []
    assert [unit.code for unit in named.units] + ([named.group] if named.group else []) == expected


@pytest.mark.parametrize("case", REFUSED)
def test_what_names_no_unit_is_told_and_never_guessed(cast: Cast, case: str) -> None:
    text, expected = REFUSED[case]
    named = UnitReader(Unit.objects.all(), date(2026, 1, 15)).read(text)
    assert [one.text for one in named.unread] == expected


@pytest.mark.parametrize(
    ("day", "text", "code"),
    [
        (date(2022, 9, 5), "PBGDPL", "V-PBGDPL"),
        (date(2022, 9, 5), "Vụ PBGDPL", "V-PBGDPL"),
        (date(2024, 1, 1), "PBGDPL", "C-PBGDPL"),
        (date(2024, 1, 1), "Cục PBGDPL", "C-PBGDPL"),
    ],
)
def test_an_abbreviation_that_two_units_had_is_read_by_the_day(cast: Cast, day: date, text: str, code: str) -> None:
    for old in ("V-PBGDPL", "C-PBGDPL"):
        unit = cast.units[old]
        unit_record(
            actor=None,
            code=old,
            abbr="PBGDPL",
            kind=unit.kind,
            name_vi=unit.name_vi,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
    named = UnitReader(Unit.objects.all(), day).read(text)
    assert [unit.code for unit in named.units] == [code]
    assert named.unread == []


ERRORS: dict[str, tuple[Any, str, str]] = {
    "no title": (row("1", ""), "title", "required"),
    "no lead": (("1", "Việc", "", "CNTT", "", "", ""), "lead_unit", "required"),
    "an unknown unit": (row("1", "Việc", "Cục Truyền thông"), "lead_unit", "unknown_unit"),
    "a unit that had gone": (row("1", "Việc", "Cục Trợ giúp pháp lý"), "lead_unit", "unit_not_valid"),
    "two leads": (row("1", "Việc", "CNTT; VP"), "lead_unit", "several_leads"),
    "a group leads": (row("1", "Việc", "Các đơn vị thuộc Bộ"), "lead_unit", "group_leads"),
    "the lead coordinates": (row("1", "Việc", "CNTT", "VP; Cục CNTT"), "coordinating", "lead_coordinates"),
    "a unit twice": (row("1", "Việc", "CNTT", "VP; Văn phòng"), "coordinating", "twice"),
    "a long title": (row("1", "x" * 1001), "title", "too_long"),
    "a long number": (row("1" * 21, "Việc"), "no", "too_long"),
    "a long time": (row("1", "Việc", when="x" * 301), "timing", "too_long"),
    "a number that became a date": ((date(2026, 1, 1), "Việc", LEAD, "", "", "", ""), "no", "number_is_date"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_what_is_wrong_in_a_row(cast: Cast, plan: Plan, case: str) -> None:
    """Row and heading as the person sees them, a code, and a sentence."""
    given, column, code = ERRORS[case]
    report = check(cast, plan, xlsx([row("0", "Việc không"), given], above=["Tiêu đề"]))
    (error,) = report["errors"]
    assert (error["row"], error["column"], error["code"]) == (4, column, code)
    assert (
        error["heading"]
        == dict(zip(("no", "title", "lead_unit", "coordinating", "timing"), HEAD, strict=False))[column]
    )
    assert error["detail"]
    assert [one["act"] for one in report["preview"]] == ["new", "error"]


def test_a_number_twice(cast: Cast, plan: Plan) -> None:
    report = check(cast, plan, xlsx([row("1.", "Một"), row("1", "Hai")]))
    assert [(one["row"], one["code"]) for one in report["errors"]] == [(3, "duplicate")]
    assert "2" in report["errors"][0]["detail"]


def test_an_unknown_unit_comes_with_the_nearest_names(cast: Cast, plan: Plan) -> None:
    report = check(cast, plan, xlsx([row("1", "Việc", "Cục Công nghệ thông tn")]))
    assert "Cục Công nghệ thông tin (CNTT)" in report["errors"][0]["detail"]


def test_a_time_that_cannot_be_read_is_a_warning(cast: Cast, plan: Plan) -> None:
    """Kept as written, without a due date."""
    report = check(cast, plan, xlsx([row("1", "Việc", when="Sau khi được phê duyệt")]))
    assert report["errors"] == []
    assert [(one["row"], one["column"], one["code"]) for one in report["warnings"]] == [
        (2, "timing", "timing_not_read")
    ]
    assert report["preview"][0]["timing"]["text"] == "Sau khi được phê duyệt"
    assert report["preview"][0]["timing"]["due_on"] is None


def test_numbers_and_days_of_a_spreadsheet(cast: Cast, plan: Plan) -> None:
    """1.0 is 1, a day is dd/mm/yyyy."""
    report = check(cast, plan, xlsx([(1.0, "Một", LEAD, "", date(2026, 6, 30), "", ""), (1.1, "Hai", LEAD, *[""] * 4)]))
    assert [one["no"] for one in report["preview"]] == ["1", "1.1"]
    assert report["preview"][0]["timing"]["text"] == "30/06/2026"
    assert report["preview"][0]["timing"]["due_on"] == "2026-06-30"


def test_text_that_looks_like_a_formula_stays_text(cast: Cast, plan: Plan) -> None:
    report = check(cast, plan, xlsx([row("1", "=1+1", note="@SUM(A1)")]))
    assert report["preview"][0]["title"] == "=1+1"
    assert report["preview"][0]["note"] == "@SUM(A1)"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (lambda: xlsx([row("1", "Việc")], head=("TT", "Việc gì", "Ai", "", "", "", "")), "a.xlsx", "no_header"),
        (lambda: xlsx([row("1", "Việc")], above=[str(n) for n in range(31)]), "a.xlsx", "no_header"),
        (lambda: xlsx([]), "a.xlsx", "no_rows"),
        (lambda: "tiếng Việt".encode()[:2] + csv_of().encode("cp1258", "ignore"), "a.csv", "undecodable"),
        (lambda: b"", "a.csv", "empty"),
        (lambda: docx()[:500], "a.docx", "damaged"),
    ],
)
def test_files_without_a_table(cast: Cast, plan: Plan, content: Any, name: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(cast, plan, content(), name)
    assert refused.value.errors["file"][0].code == code
