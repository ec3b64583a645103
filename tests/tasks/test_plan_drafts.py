"""A draft is written on pages: the plan, its objectives, topics, indicators and tasks, in forms without JavaScript."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from plans import services as plan_services
from plans.models import Indicator, Objective, Plan, Topic
from plans.services import objective_record
from tasks.models import Task
from tasks.services import Coordinating, task_create
from tests.cast import Cast
from tests.plans.build import draft, issued
from tests.tasks.build import alone
from tests.tasks.test_pages import browse, text_of

__all__ = ["browse"]
Browse = Callable[[str], Client]


def rows_of(*rows: dict[str, str], more: bool = False) -> dict[str, str]:
    """The rows of a form as a browser sends them."""
    sent = {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
    for index, row in enumerate(rows):
        sent |= {f"rows-{index}-{name}": value for name, value in row.items()}
    return sent | ({"more": "1"} if more else {})


def page_of(response: Any) -> str:
    return str(response.content.decode())


def rows_in(response: Any) -> int:
    return len(re.findall(r'name="rows-\d+-deliverable"', page_of(response)))


def task_form(cast: Cast, **fields: str) -> dict[str, str]:
    return {"title": "Việc mới", "lead_unit": str(cast.units["CNTT"].pk), "weight": "1", **rows_of(), **fields}


def test_a_plan_is_drafted_and_written_on_pages(cast: Cast, browse: Browse) -> None:
    """The plan, an objective, a topic, an indicator with targets, a task with coordinating units."""
    officer = browse("officer")
    new = {"code": "KH-2027", "title": "Kế hoạch năm 2027", "owner_unit": str(cast.units["C-PBGDPL-TGPL"].pk),
           "starts": "01/01/2026", "ends": "31/12/2026"}  # fmt: skip
    assert officer.post("/plans/new/", new).status_code == 302
    plan = Plan.objects.get()
    address = plan.get_absolute_url()
    assert officer.post(f"{address}objectives/new/", {"no": "1", "title": "Truyền thông"}).status_code == 302
    topic = {"kind": "focus_topic", "no": "1", "text": "Thể chế"}
    assert officer.post(f"{address}topics/new/", topic).status_code == 302
    period = {"starts": "01/01/2026", "ends": "31/12/2026", "target": "200"}
    indicator = {"no": "1", "title": "Số tin", "direction": "at_least", **rows_of(period, {"starts": ""})}
    assert officer.post(f"{address}indicators/new/", indicator).status_code == 302
    parts = rows_of(
        {"unit": str(cast.units["VP"].pk), "deliverable": "Ý kiến", "due_on": "01/06/2026"},
        {"unit": "", "deliverable": "", "due_on": ""},
    )
    sent = task_form(cast, objective=str(Objective.objects.get().pk), topics=str(Topic.objects.get().pk),
                     timing_text="Quý II/2026", **parts)  # fmt: skip
    made = officer.post(f"{address}tasks/new/", sent)
    task = Task.objects.get()
    assert (made.status_code, made.headers["Location"]) == (302, task.get_absolute_url())
    assert (task.objective, [*task.topics.all()]) == (Objective.objects.get(), [Topic.objects.get()])
    assert task.due_on == date(2026, 6, 30), "the wording was read"
    part = task.participations.get(role="coordinating")
    assert (part.unit.code, part.deliverable, part.due_on) == ("VP", "Ý kiến", date(2026, 6, 1))
    assert Indicator.objects.get().targets.get().target == 200
    page = text_of(officer.get(address))
    for words in ("1. Truyền thông", "Thể chế", "1 task carries it", "Số tin", "Việc mới", "with VP"):
        assert words in page, words


def test_the_form_of_a_task_brings_more_rows_and_keeps_what_was_typed(cast: Cast, browse: Browse) -> None:
    plan = draft(cast)
    officer, address = browse("officer"), f"{plan.get_absolute_url()}tasks/new/"
    assert rows_in(officer.get(address)) == 3
    vp = str(cast.units["VP"].pk)
    sent = task_form(cast, **rows_of({"unit": vp, "deliverable": "Ý kiến", "due_on": "32/13/2026"}, more=True))
    more = officer.post(address, {**sent, "title": "Đang gõ"})
    assert more.status_code == 200
    assert "Đang gõ" in page_of(more)
    assert 'value="32/13/2026"' in page_of(more), "nothing is judged before it is sent"
    assert rows_in(more) == 7
    assert not Task.objects.exists()
    wrong = officer.post(address, {name: value for name, value in sent.items() if name != "more"})
    assert wrong.status_code == 400
    assert "Look at the rows below" in page_of(wrong)
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"weight": "0"}, "between"),
        ({"weight": "abc"}, "number"),
        ({"lead_unit": "00000000-0000-4000-8000-000000000000"}, "Select a valid choice"),
        ({"due_on": "31/02/2026"}, "valid date"),
    ],
)
def test_a_wrong_task_comes_back(cast: Cast, browse: Browse, fields: dict[str, str], words: str) -> None:
    plan = draft(cast)
    response = browse("officer").post(f"{plan.get_absolute_url()}tasks/new/", task_form(cast, **fields))
    assert response.status_code == 400
    assert words in page_of(response)
    assert not Task.objects.exists()


def test_only_units_of_the_plans_day_and_its_own_objectives_are_offered(cast: Cast, browse: Browse) -> None:
    """A unit that had ended, and an objective of a plan that is none of this one's business, are no choices."""
    plan, other = draft(cast), draft(cast, code="KH-2")
    foreign = objective_record(actor=None, plan=other, no="1", title="Của kế hoạch khác")
    officer, address = browse("officer"), f"{plan.get_absolute_url()}tasks/new/"
    form = page_of(officer.get(address))
    assert "Cục Công nghệ thông tin" in form
    assert "Vụ Phổ biến, giáo dục pháp luật" not in form
    assert "Của kế hoạch khác" not in form
    for fields in ({"objective": str(foreign.pk)}, {"lead_unit": str(cast.units["TGPL"].pk)}):
        assert officer.post(address, task_form(cast, **fields)).status_code == 400
    assert not Task.objects.exists()


def test_a_task_is_edited_and_an_emptied_row_goes(cast: Cast, browse: Browse) -> None:
    plan = draft(cast)
    task = task_create(
        actor=cast.officer, plan_id=plan.pk, title="Việc", lead_unit=cast.units["CNTT"],
        coordinating=[Coordinating(cast.units["VP"], "Ý kiến")],
    )  # fmt: skip
    officer, address = browse("officer"), f"/tasks/{task.pk}/edit/"
    assert f'href="{address}"' in page_of(officer.get(task.get_absolute_url()))
    assert "Ý kiến" in page_of(officer.get(address))
    empty = rows_of({"unit": "", "deliverable": "", "due_on": ""})
    sent = {**task_form(cast), "title": "Việc khác", "version": "1", **empty}
    assert officer.post(address, sent).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.version, task.participations.count()) == ("Việc khác", 2, 1)
    stale = officer.post(address, {**sent, "title": "Bản của tôi"})
    assert stale.status_code == 412
    assert "Bản của tôi" in page_of(stale), "what was typed is still there"
    assert Task.objects.get().title == "Việc khác"


def test_the_decision_turns_the_buttons_off_and_says_why(cast: Cast, browse: Browse) -> None:
    plan = issued(cast)
    task = alone(cast, plan, lead_unit=cast.units["CNTT"])
    objective = objective_record(actor=None, plan=plan, no="1", title="Một")
    page = text_of(browse("officer").get(plan.get_absolute_url()))
    assert "The plan is issued and its content is locked: change it by an amendment." in page
    assert "Only an officer or the head of the plan&#x27;s owner unit" in text_of(
        browse("leader").get(plan.get_absolute_url())
    )
    for address in (
        f"{plan.get_absolute_url()}tasks/new/",
        f"{plan.get_absolute_url()}edit/",
        f"{plan.get_absolute_url()}indicators/new/",
        f"/plans/objectives/{objective.pk}/edit/",
        f"/tasks/{task.pk}/edit/",
    ):
        assert browse("officer").get(address).status_code == 409, address
        assert browse("outsider").get(address).status_code == 404, address
    assert browse("officer").post(f"{plan.get_absolute_url()}tasks/new/", task_form(cast)).status_code == 409


def test_parts_of_a_draft_move_and_go(cast: Cast, browse: Browse) -> None:
    plan = draft(cast)
    first, second = (objective_record(actor=None, plan=plan, no=no, title=no) for no in ("1", "2"))
    topic = plan_services.topic_create(actor=cast.officer, plan_id=plan.pk, kind="key_message", no="1", text="Một")
    officer = browse("officer")
    moved = officer.post(f"/plans/parts/objectives/{second.pk}/up/", {"version": 1})
    assert (moved.status_code, moved.headers["Location"]) == (
        302, f"{plan.get_absolute_url()}content/#objective-{second.pk}",
    )  # fmt: skip
    assert [*plan.objectives.values_list("no", flat=True)] == ["2", "1"]
    assert officer.post(f"/plans/parts/objectives/{second.pk}/down/", {"version": 1}).status_code == 412
    assert officer.post(f"/plans/parts/objectives/{first.pk}/away/", {"version": 1}).status_code == 404
    alone(cast, plan, lead_unit=cast.units["CNTT"], objective=first)
    assert officer.post(f"/plans/parts/objectives/{first.pk}/delete/", {"version": 1}).status_code == 409
    assert officer.post(f"/plans/parts/objectives/{second.pk}/delete/", {"version": 2}).status_code == 302
    for who, refused in (("coordinator", 403), ("outsider", 404)):
        away = browse(who).post(f"/plans/parts/topics/{topic.pk}/delete/", {"version": 1})
        assert away.status_code == refused
    assert officer.post(f"/plans/parts/topics/{topic.pk}/delete/", {"version": 1}).status_code == 302
    assert not plan.topics.exists()
    assert "1. 1" in text_of(officer.get(f"{plan.get_absolute_url()}content/"))
