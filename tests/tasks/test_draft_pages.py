"""What pages say of a plan that is not issued, of timings without a date, of a refused form, to the leadership."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client

from plans.models import Indicator, Plan
from tasks.services import Coordinating, task_create
from tests.cast import Cast
from tests.plans.build import draft, issued, plan_of_2022
from tests.tasks.build import alone, bring, task_of
from tests.tasks.test_pages import browse, text_of
from tests.tasks.test_plan_drafts import page_of, rows_of, task_form

__all__ = ["browse"]
Browse = Callable[[str], Client]
PLANNED = "to be assigned"


def planned(cast: Cast, plan: Plan, **fields: Any) -> Any:
    given = {"title": "Bản tin pháp luật", "lead_unit": cast.units["CNTT"], **fields}
    return task_create(actor=cast.officer, plan_id=plan.pk, **given)


def test_a_task_of_a_draft_is_not_called_assigned(cast: Cast, browse: Browse) -> None:
    """In the list, on its page, in the tree; among a unit's own work only when it is asked for."""
    task = planned(cast, draft(cast))
    plan, reader = task.plan, browse("coordinator")
    for address in ("/tasks/", task.get_absolute_url(), plan.get_absolute_url()):
        page = text_of(reader.get(address))
        assert PLANNED in page, address
        assert "plan not issued" in page, address
    for asked, shown in (
        ("mine=lead", False),
        ("mine=part", False),
        (f"mine=lead&plan={plan.pk}", True),
        ("mine=lead&state=assigned", True),
    ):
        assert ("Bản tin" in text_of(reader.get(f"/tasks/?{asked}"))) is shown, asked
    alone(cast, issued(cast, code="KH-2"), title="Việc đã giao", lead_unit=cast.units["CNTT"])
    page = text_of(reader.get("/tasks/?mine=lead"))
    assert "Việc đã giao" in page
    assert PLANNED not in page


def test_the_import_is_off_with_its_reason(cast: Cast, browse: Browse) -> None:
    plan = draft(cast)
    address = f'href="{plan.get_absolute_url()}import/"'
    assert address in page_of(browse("officer").get(plan.get_absolute_url()))
    for name in ("leader", "auditor"):
        page = page_of(browse(name).get(plan.get_absolute_url()))
        assert address not in page, name
        assert "Import a table" in page, name


def test_timings_without_a_date_are_named(cast: Cast, browse: Browse) -> None:
    """On the plan, on its content, on its table, and before it is submitted; what can be read is not among them."""
    plan = draft(cast)
    planned(cast, plan, timing_text="Quý II/2026")
    officer = browse("officer")
    pages = [plan.get_absolute_url(), f"{plan.get_absolute_url()}content/", f"{plan.get_absolute_url()}table/"]
    for address in pages:
        assert "not read as a due date" not in text_of(officer.get(address)), address
    planned(cast, plan, title="Việc chưa rõ", timing_text="Khi có điều kiện")
    for address in pages:
        page = text_of(officer.get(address))
        assert "1 task has a timing that is not read as a due date: Việc chưa rõ : “Khi có điều kiện”" in page, address
    assert "the list stands above the tasks" in text_of(officer.get(plan.get_absolute_url()))
    assert "Việc chưa rõ" not in text_of(browse("outsider").get("/tasks/"))


def test_a_refusal_keeps_what_was_typed(cast: Cast, browse: Browse) -> None:
    """The verifying unit is not offered as owner; a plan that was submitted meanwhile brings the form back."""
    plan = draft(cast, verifying_unit=cast.units["VP"])
    officer, address = browse("officer"), f"{plan.get_absolute_url()}edit/"
    form = page_of(officer.get(address))
    owners = form[form.index('name="owner_unit"') : form.index('name="verifying_unit"')]
    assert str(plan.owner_unit_id) in owners
    assert str(cast.units["VP"].pk) not in owners
    typed = {"title": "Tên mới của kế hoạch", "owner_unit": str(plan.owner_unit_id), "starts": "01/01/2026",
             "version": plan.version}  # fmt: skip
    refused = browse("auditor").post(address, typed)
    assert refused.status_code in (400, 403)
    assert "Tên mới của kế hoạch" in page_of(refused)
    Plan.objects.filter(pk=plan.pk).update(state="submitted")
    refused = officer.post(address, typed)
    assert refused.status_code == 409
    assert "Tên mới của kế hoạch" in page_of(refused)
    assert officer.get(f"{plan.get_absolute_url()}tasks/new/").status_code == 409


def test_the_row_that_is_wrong_is_marked(cast: Cast, browse: Browse) -> None:
    plan = draft(cast)
    officer, unit = browse("officer"), str(cast.units["VP"].pk)
    rows = rows_of({"unit": unit}, {"unit": unit})
    page = page_of(officer.post(f"{plan.get_absolute_url()}tasks/new/", task_form(cast, **rows)))
    second = page.index('id="id_rows-0-due_on"')
    assert page.count("A unit is named twice.") == 1
    assert page.index("A unit is named twice.") > second
    year = {"starts": "01/01/2026", "ends": "31/12/2026", "target": "5"}
    for wrong, words in (
        (year, "A period is named twice."),
        ({**year, "ends": "01/01/2025"}, "The end cannot come before the start."),
        ({**year, "starts": "01/01/2019"}, "Each period must lie within the dates of the plan or the scheme."),
    ):
        given = {"no": "1", "title": "Số tin", "direction": "at_least", **rows_of(year, wrong)}
        page = page_of(officer.post(f"{plan.get_absolute_url()}indicators/new/", given))
        assert page.index(words) > page.index('id="id_rows-0-target"'), words
    assert not Indicator.objects.exists()


def test_who_may_be_mentioned_is_told_apart(cast: Cast, browse: Browse) -> None:
    """With unit and user name; nobody mentions themselves."""
    task = task_of(cast, plan_of_2022(cast), coordinating=[Coordinating(cast.units["CNTT"])])
    page = page_of(browse("officer").get(task.get_absolute_url()))
    assert f"{cast.coordinator.full_name} (CNTT, {cast.coordinator.username})" in page
    assert f", {cast.officer.username})" not in page


def test_a_bar_ends_on_the_day_the_task_was_done(cast: Cast, browse: Browse) -> None:
    plan = plan_of_2022(cast, starts=date(2022, 1, 1), ends=date(2027, 12, 31))
    open_one = alone(cast, plan, no="1", title="Đang làm", due_on=date(2027, 12, 31))
    officer, address = browse("officer"), f"{plan.get_absolute_url()}timeline/"
    whole = page_of(officer.get(address))
    bring(cast, open_one, "verified")
    part = page_of(officer.get(address))

    def width(page: str) -> float:
        return float(page.split('class="run ')[1].split('width="')[1].split("%", maxsplit=1)[0])

    assert width(part) < width(whole)


def test_the_leadership_has_one_section(cast: Cast, browse: Browse) -> None:
    """It leads and coordinates nothing itself: only what waits for its decision."""
    leader, officer = (text_of(browse(name).get("/tasks/inbox/")) for name in ("leader", "officer"))
    assert "Work that waits for the leadership" in leader
    assert "Nothing to contribute" not in leader
    assert "Nothing to contribute" in officer
