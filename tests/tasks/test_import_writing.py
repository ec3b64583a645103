"""All of a table or nothing is written; what the plan says already is left alone; an export comes back unchanged."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible
from comms.org.services import unit_record
from plans.models import Objective, Plan, PlanAccess
from plans.services import objective_create, objective_record
from tasks.exporting import document, rows, spreadsheet
from tasks.models import Participation, Task, TaskPeriod, TaskStanding, TaskTransition
from tasks.services import Coordinating, RowsRefused, table_check, table_import, task_create, task_edit, task_record
from tests.cast import Cast
from tests.plans.build import draft, issued, plan_of_2022, scheme_of
from tests.tasks.build import do
from tests.tasks.tables import LEAD, ROWS, csv_of, docx, row, upload, xlsx

READ_BACK = {"xlsx": spreadsheet.written, "docx": document.written}


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return draft(cast, ends=date(2026, 12, 31))


def write(cast: Cast, plan: Plan, content: bytes, name: str = "bang.xlsx") -> dict[str, Any]:
    return table_import(actor=cast.officer, plan_id=plan.pk, upload=upload(content, name))


def check(cast: Cast, plan: Plan, content: bytes, name: str = "bang.xlsx") -> dict[str, Any]:
    return table_check(actor=cast.officer, plan_id=plan.pk, upload=upload(content, name))


def tasks(plan: Plan) -> list[Task]:
    return list(Task.objects.filter(plan=plan).order_by("position"))


def test_a_table_becomes_the_tasks_of_a_draft(cast: Cast, plan: Plan) -> None:
    """Groups, units, times and their periods, the first step, how it stands today, who reads the plan, the evidence."""
    quarterly = row("4", "Báo cáo kết quả", "VP", when="Hằng quý")
    report = write(cast, plan, xlsx([*ROWS, quarterly]))
    assert (report["rows"], report["created"], report["objectives"]["created"]) == (4, 4, 2)
    first, second, third, fourth = tasks(plan)
    assert [one.no for one in (first, second, third, fourth)] == ["1", "2", "3", "4"]
    assert first.lead_unit == cast.units["VP"]
    assert (first.due_on, first.first_due_on, first.due_precision) == (date(2026, 6, 30), date(2026, 6, 30), "quarter")
    assert (second.recurrence, second.due_on, second.note) == ("continuous", None, "Theo QĐ 1996")
    assert (third.coordinating_group, third.deliverable) == ("ministry_units", "Báo cáo\nBiên bản")
    assert [str(one.objective) for one in (first, second, third)] == ["I. NÂNG CAO NHẬN THỨC"] * 2 + ["II. HẠ TẦNG"]
    assert (fourth.recurrence, TaskPeriod.objects.filter(task=fourth).count()) == ("quarterly", 4)
    parts = Participation.objects.filter(task=second).order_by("position")
    assert [(one.unit.code, one.role) for one in parts] == [
        ("C-PBGDPL-TGPL", "lead"),
        ("VP", "coordinating"),
        ("CNTT", "coordinating"),
    ]
    assert Participation.objects.get(task=first, role="lead").due_sort == date(2026, 6, 30)
    steps = TaskTransition.objects.filter(task__plan=plan)
    assert {(one.seq, one.verb, one.actor_id) for one in steps} == {(1, "create", cast.officer.pk)}
    assert TaskStanding.objects.filter(plan=plan, until=TaskStanding.PRESENT).count() == 4
    assert PlanAccess.objects.filter(plan=plan, group="ministry_units").exists()
    assert PlanAccess.objects.filter(plan=plan, unit=cast.units["CNTT"]).exists()
    event = AuditEvent.objects.get(action="tasks.import.applied")
    assert (event.subject_id, event.data["file"], event.data["created"]) == (plan.pk, "bang.xlsx", 4)
    assert len(event.data["sha256"]) == 64
    assert verify().broken_at is None


def test_one_wrong_row_and_nothing_is_written(cast: Cast, plan: Plan) -> None:
    """The refusal names the row and the column."""
    with pytest.raises(RowsRefused) as refused:
        write(cast, plan, xlsx([*ROWS, row("4", "Việc", "Cục Truyền thông")]))
    assert list(refused.value.errors) == ["rows.7.lead_unit"]
    assert refused.value.errors["rows.7.lead_unit"][0].code == "unknown_unit"
    assert tasks(plan) == []
    assert not Objective.objects.filter(plan=plan).exists()
    assert not AuditEvent.objects.filter(action="tasks.import.applied").exists()


def test_the_same_table_twice_changes_nothing(cast: Cast, plan: Plan) -> None:
    """In any kind of file; no evidence is written for nothing."""
    write(cast, plan, xlsx())
    versions = [task.version for task in tasks(plan)]
    events = AuditEvent.objects.count()
    for content, name in ((xlsx(), "bang.xlsx"), (docx(), "bang.docx"), (csv_of().encode(), "bang.csv")):
        report = write(cast, plan, content, name)
        assert (report["unchanged"], report["created"], report["changed"]) == (3, 0, 0)
    assert [task.version for task in tasks(plan)] == versions
    assert AuditEvent.objects.count() == events


def test_changed_rows_are_rewritten_and_what_is_missing_stays(cast: Cast, plan: Plan) -> None:
    """Known by number; each changed task has its own evidence; a unit that stays keeps what it owes."""
    write(cast, plan, xlsx())
    second = tasks(plan)[1]
    kept = [Coordinating(cast.units["VP"], "Bài viết", date(2026, 5, 1)), Coordinating(cast.units["CNTT"])]
    task_edit(actor=cast.officer, task_id=second.pk, version=second.version, coordinating=kept)
    changed = row(
        "2", "Xây dựng chuyên trang", "Cục CNTT", "Văn phòng Bộ", "Quý IV/2026", "Chuyên trang", "Theo QĐ 1996"
    )
    report = write(cast, plan, xlsx([ROWS[0], changed, ROWS[3], row("9", "Việc mới", when="Năm 2026")]))
    assert (report["changed"], report["created"], report["unchanged"]) == (1, 1, 0)
    assert [one["no"] for one in report["missing"]] == ["1", "3"]
    second.refresh_from_db()
    assert (second.title, second.lead_unit.code, second.due_on) == ("Xây dựng chuyên trang", "CNTT", date(2026, 12, 31))
    assert (second.first_due_on, second.recurrence) == (date(2026, 12, 31), "")
    (part,) = Participation.objects.filter(task=second, role="coordinating")
    assert (part.unit, part.deliverable, part.due_on) == (cast.units["VP"], "Bài viết", date(2026, 5, 1))
    assert [task.no for task in tasks(plan)] == ["1", "2", "3", "9"]
    event = AuditEvent.objects.filter(action="tasks.task.changed", subject_id=second.pk).latest("seq")
    assert event.data["changes"]["title"] == ["Xây dựng chuyên mục", "Xây dựng chuyên trang"]


def test_a_row_without_a_number_is_known_by_its_title(cast: Cast, plan: Plan) -> None:
    """An unnumbered task gets its number; a numbered one keeps it."""
    write(cast, plan, xlsx([row("", "Không số"), row("5", "Có số")]))
    report = write(cast, plan, xlsx([row("7", "không  SỐ"), row("", "Có số")]))
    assert (report["changed"], report["unchanged"], report["created"]) == (1, 1, 0)
    assert [task.no for task in tasks(plan)] == ["7", "5"]


def test_one_task_is_not_two_rows(cast: Cast, plan: Plan) -> None:
    """A title without a number, then the number of the same task: the number wins, the title is a new task."""
    write(cast, plan, xlsx([row("5", "Có số")]))
    report = check(cast, plan, xlsx([row("", "Có số"), row("5", "Có số")]))
    assert [one["act"] for one in report["preview"]] == ["new", "unchanged"]


def test_a_column_that_the_file_does_not_have_touches_nothing(cast: Cast, plan: Plan) -> None:
    write(cast, plan, xlsx())
    head, given = ("Nhiệm vụ", "Đơn vị chủ trì"), [("Họp báo giới thiệu Kế hoạch", "VP")]
    assert check(cast, plan, xlsx(given, head=head))["unchanged"] == 1


def test_objectives_are_matched_made_and_renamed(cast: Cast) -> None:
    """The plan's by number or title, the scheme's by number and title; without a number by title or numbered on."""
    scheme = scheme_of(cast)
    objective_record(actor=None, scheme=scheme, no="1", title="Của đề án")
    plan = draft(cast, scheme=scheme, ends=date(2026, 12, 31))
    objective_create(actor=cast.officer, plan_id=plan.pk, no="I", title="Tên cũ")
    given = [
        ("1", "Của đề án", *[""] * 5),
        row("1.1", "a"),
        ("I", "Tên mới", *[""] * 5),
        row("2", "b"),
        ("", "Không số", *[""] * 5),
        row("3", "c"),
    ]
    report = write(cast, plan, xlsx(given))
    assert report["objectives"] == {"created": 1, "changed": 1}
    assert [str(task.objective) for task in tasks(plan)] == ["1. Của đề án", "I. Tên mới", "II. Không số"]
    assert check(cast, plan, xlsx(given))["unchanged"] == 3


def test_the_right_is_that_of_the_owner_unit(cast: Cast, plan: Plan) -> None:
    """A dry run too: what it answers is a draft of others."""
    for service in (table_check, table_import):
        for person, refusal in ((cast.leader, NotAllowed), (cast.verifier, NotAllowed), (cast.outsider, NotVisible)):
            with pytest.raises(refusal):
                service(actor=person, plan_id=plan.pk, upload=upload(xlsx()))
    assert table_import(actor=cast.unit_head, plan_id=plan.pk, upload=upload(xlsx()))["created"] == 3


def test_an_issued_plan_takes_only_what_it_says_already(cast: Cast) -> None:
    """The dry run answers; the same table is taken without a word; another one is an amendment's business."""
    plan = issued(cast)
    task_record(actor=None, plan=plan, no="1", title="Việc", lead_unit=cast.units["VP"])
    same, other = xlsx([row("1", "Việc", "VP")]), xlsx([row("1", "Việc khác", "VP")])
    assert check(cast, plan, other)["changed"] == 1
    assert write(cast, plan, same)["unchanged"] == 1
    with pytest.raises(Conflict) as refused:
        write(cast, plan, other)
    assert refused.value.code == "use_amendment"
    assert tasks(plan)[0].title == "Việc"


def test_a_task_that_has_ended_does_not_change(cast: Cast, plan: Plan) -> None:
    """A cancelled line of a draft is an error when the table says something else of it, and not missing from it."""
    write(cast, plan, xlsx([row("1", "Một"), row("2", "Hai")]))
    do("cancel", tasks(plan)[0], cast.unit_head)
    assert check(cast, plan, xlsx([row("2", "Hai")]))["missing"] == []
    report = check(cast, plan, xlsx([row("1", "Khác")]))
    assert [one["code"] for one in report["errors"]] == ["task_ended"]


def test_a_unit_that_is_closed_meanwhile_is_refused(cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The units are looked at again, and held, when the table is written."""
    from tasks.services import imports

    compare = imports.compare

    def close_first(*args: Any) -> Any:
        unit = cast.units["CNTT"]
        fields = {"abbr": unit.abbr, "kind": unit.kind, "name_vi": unit.name_vi, "valid_from": unit.valid_from}
        unit_record(actor=None, code="CNTT", valid_to=date(2025, 12, 31), **fields)
        return compare(*args)

    monkeypatch.setattr(imports, "compare", close_first)
    with pytest.raises(Invalid) as refused:
        write(cast, plan, xlsx())
    assert refused.value.errors["lead_unit"][0].code == "unit_not_valid"


def rich(cast: Cast) -> Plan:
    """Everything that a table can say: groups of plan and scheme, no group, no number, notes, groups of units, each
    kind of time, a due date without words, text that looks like a formula, text of several lines."""
    scheme = scheme_of(cast)
    of_scheme = objective_record(actor=None, scheme=scheme, no="1", title="Mục tiêu của đề án")
    plan = draft(cast, scheme=scheme, ends=date(2026, 12, 31))
    own = objective_create(actor=cast.officer, plan_id=plan.pk, no="II", title="Nhóm, của kế hoạch")
    units = cast.units

    def add(**fields: Any) -> None:
        task_create(actor=cast.officer, plan_id=plan.pk, **{"lead_unit": units["VP"], **fields})

    add(title="=1+1", no="10", note="-3 việc", objective_id=own.pk, timing_text="Thường xuyên")
    add(title="Không nhóm", timing_text="Sau khi phê duyệt", deliverable="Báo cáo\n- Phụ lục")
    add(title="Có ngày", no="1.10", due_on=date(2026, 3, 31), objective_id=of_scheme.pk)
    add(
        title="Nhiều đơn vị",
        no="A.1",
        objective_id=own.pk,
        coordinating=[Coordinating(units["CNTT"], "Phần mềm", date(2026, 2, 1)), Coordinating(units["C-PBGDPL-TGPL"])],
        coordinating_group="ministry_units",
        timing_text="Quý II/2026",
        due_on=date(2026, 5, 5),
    )
    add(title="Hằng tháng", no="4", timing_text="Hằng tháng", lead_unit=units["C-PBGDPL-TGPL"])
    return plan


@pytest.mark.parametrize("ending", READ_BACK)
def test_what_is_exported_comes_back_unchanged(cast: Cast, ending: str) -> None:
    """Export → import changes nothing, whatever stands in the table and whatever language the reader has."""
    plan = rich(cast)
    before = [(task.version, task.due_on) for task in tasks(plan)]
    report = write(cast, plan, READ_BACK[ending](rows.table_of(cast.officer, plan)), f"bang.{ending}")
    assert (report["rows"], report["unchanged"]) == (5, 5)
    assert report["objectives"] == {"created": 0, "changed": 0}
    assert report["errors"] == report["missing"] == []
    assert [(task.version, task.due_on) for task in tasks(plan)] == before


@pytest.mark.parametrize("ending", READ_BACK)
def test_an_export_makes_the_same_plan_elsewhere(cast: Cast, ending: str) -> None:
    """Imported into an empty draft, it is exported again as the same table."""
    table = rows.table_of(cast.officer, rich(cast))
    other = draft(cast, code="KH-2", scheme=scheme_of(cast), ends=date(2026, 12, 31))
    write(cast, other, READ_BACK[ending](table), f"bang.{ending}")
    assert rows.table_of(cast.officer, other).lines == table.lines


@pytest.mark.parametrize("ending", READ_BACK)
def test_units_of_a_later_day_come_back_too(cast: Cast, ending: str) -> None:
    """A returned task was given to a unit that did not exist on the day of the plan: its line still says so."""
    plan = plan_of_2022(cast)
    task = task_record(actor=None, plan=plan, no="1", title="Việc", lead_unit=cast.units["V-PBGDPL"])
    do("return", task, cast.officer)
    do("assign", task, cast.unit_head, lead_unit=cast.units["C-PBGDPL-TGPL"])
    assert rows.table_of(cast.officer, plan).lines[0].cells[2] == LEAD  # type: ignore[union-attr]  # a task
    report = check(cast, plan, READ_BACK[ending](rows.table_of(cast.officer, plan)), f"bang.{ending}")
    assert report["unchanged"] == 1


def counted(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len([one for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_more_rows_ask_no_more_of_the_database(cast: Cast) -> None:
    """Up to a thousand rows: the same statements but for the pieces into which SQLite cuts a long one."""
    small, large = draft(cast, code="KH-A"), draft(cast, code="KH-B")
    few = counted(lambda: write(cast, small, xlsx([row(str(n), f"Việc {n}") for n in range(5)])))
    many = counted(lambda: write(cast, large, xlsx([row(str(n), f"Việc {n}") for n in range(300)])))
    pieces = 0 if connection.vendor == "postgresql" else 40
    assert many <= few + pieces
