"""Pages of plans: drafts written in forms, the tree, the timeline, the printed table, the leadership view."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from comms.core import clock
from plans import services as plan_services
from plans.models import Indicator, Objective, Plan, Topic
from plans.services import Target, objective_record
from tasks.models import Task
from tasks.services import Coordinating, task_create
from tasks.views.plans import plan as plan_page
from tests.cast import Cast
from tests.plans.build import draft, issued, plan_of_2022, scheme_of
from tests.tasks.build import alone, bring, do, task_of
from tests.tasks.test_pages import browse, send, text_of

__all__ = ["browse"]
Browse = Callable[[str], Client]
YEAR = Target(date(2026, 1, 1), date(2026, 12, 31), Decimal(200))


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


def indicator_in(cast: Cast, plan: Plan, **fields: Any) -> Indicator:
    given = {"no": "1", "title": "Số tin, bài", "targets": [YEAR], **fields}
    return plan_services.indicator_create(actor=cast.officer, plan_id=plan.pk, **given)


# --- writing a draft ------------------------------------------------------------------------------------------------


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
        assert browse("officer").get(address).status_code == 403, address
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


# --- reading --------------------------------------------------------------------------------------------------------


def test_a_large_plan_shows_its_objectives_only(cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit each objective leads to the list of its tasks."""
    plan = plan_of_2022(cast)
    objective = objective_record(actor=None, plan=plan, no="1", title="Truyền thông")
    for no in range(3):
        alone(cast, plan, no=str(no), title=f"Việc số {no}", objective=objective)
    leader = browse("leader")
    assert "Việc số 2" in text_of(leader.get(plan.get_absolute_url()))
    monkeypatch.setattr(plan_page, "TREE_ROWS", 2)
    page = leader.get(plan.get_absolute_url())
    assert "Việc số" not in text_of(page)
    address = f"/tasks/?plan={plan.pk}&amp;objective={objective.pk}"
    assert f'href="{address}"' in page_of(page)
    assert text_of(leader.get(address.replace("&amp;", "&"))).count("Việc số") == 3


def test_the_timeline_tells_what_it_draws(cast: Cast, browse: Browse) -> None:
    """Due date, first due date, the day a task was done; in signs with words, and again in the table."""
    plan = plan_of_2022(cast, ends=date(2026, 12, 31))
    late = alone(cast, plan, no="1", title="Việc trễ", due_on=date(2026, 11, 1))
    Task.objects.filter(pk=late.pk).update(first_due_on=date(2026, 9, 1))
    done = bring(cast, alone(cast, plan, no="2", title="Việc xong", due_on=date(2026, 12, 1)), "verified")
    alone(cast, plan, no="3", title="Việc không hạn")
    response = browse("leader").get(f"{plan.get_absolute_url()}timeline/")
    page = page_of(response)
    for words in ("first due on 01/09/2026; due on 01/11/2026", "no due date is known",
                  f"due on 01/12/2026; done on {done.submitted_on:%d/%m/%Y}"):  # fmt: skip
        assert page.count(words) == 2, words
    assert 'tabindex="0"' in page
    months = (2026 - 2022) * 12 + 12 - 9 + 1
    assert page.count('<th scope="col" class="month">') == months
    [here] = set(re.findall(r'class="today" x1="([0-9.]+)%"', page))
    assert float(here) == pytest.approx((months - 2 + 20 / 30) / months * 100, abs=0.01)
    assert browse("outsider").get(f"{plan.get_absolute_url()}timeline/").status_code == 404


def test_the_printed_table_has_the_columns_of_the_decision(cast: Cast, browse: Browse) -> None:
    plan = plan_of_2022(cast)
    objective = objective_record(actor=None, plan=plan, no="I", title="Truyền thông")
    task_of(cast, plan, objective=objective, deliverable="Thông cáo", timing_text="Quý IV/2022")
    alone(cast, plan, no="7", lead_unit=cast.units["TGPL"], title="Việc riêng")
    page = text_of(browse("coordinator").get(f"{plan.get_absolute_url()}table/"))
    order = ["1799/QĐ-BTP", "No.", "Deliverable", "I. Truyền thông", "6", "Thông cáo báo chí về Cổng", "Vụ Phổ biến"]
    order += ["Cục Công nghệ thông tin", "The units of the ministry", "Quý IV/2022", "Thông cáo"]
    place = 0
    for words in order:
        place = page.index(words, place) + len(words)
    assert "1 task of other units is not shown to you." in page
    assert "Việc riêng" not in page


def test_every_figure_of_the_leadership_view_leads_to_as_many_tasks(cast: Cast, browse: Browse) -> None:
    """The number that stands in a cell is the number of lines behind its link."""
    plan = plan_of_2022(cast)
    objective = objective_record(actor=None, plan=plan, no="1", title="Truyền thông")
    bring(cast, alone(cast, plan, no="1", objective=objective), "verified")
    alone(cast, plan, no="2", objective=objective, due_on=date(2026, 1, 1))
    alone(cast, plan, no="3", lead_unit=cast.units["CNTT"])
    bring(cast, alone(cast, plan, no="4"), "blocked")
    leader = browse("leader")
    page = page_of(leader.get(f"{plan.get_absolute_url()}leadership/"))
    cells = re.findall(r'<td class="number"[^>]*><a href="([^"]+)"[^>]*>(\d+)</a>', page)
    assert len(cells) >= 10
    for address, figure in cells:
        behind = page_of(leader.get(address.replace("&amp;", "&")))
        assert behind.count('<th scope="row">') == int(figure), address
    assert leader.get(f"{plan.get_absolute_url()}why/?figure=nonsense").status_code == 404
    assert browse("outsider").get(f"{plan.get_absolute_url()}leadership/").status_code == 404


def test_the_leadership_view_of_a_former_day(cast: Cast, browse: Browse) -> None:
    """What was true then; its links lead to the tasks of then; a day to come is refused beside its field."""
    plan = plan_of_2022(cast)
    with clock.frozen(clock.now() - timedelta(days=10)):
        task = alone(cast, plan, no="1", title="Việc cũ")
    do("accept", task, cast.officer)
    leader, view = browse("leader"), f"{plan.get_absolute_url()}leadership/"
    page = page_of(leader.get(f"{view}?as_of=15/11/2026"))
    assert "The figures are those of the end of 15/11/2026" in page
    addresses = [address.replace("&amp;", "&") for address in re.findall(r'href="([^"]+/why/[^"]+)"', page)]
    asked = {urlsplit(address).query: parse_qs(urlsplit(address).query) for address in addresses}
    assert all(one["as_of"] == ["15/11/2026"] for one in asked.values())
    for figure, there in (("not_started", True), ("in_progress", False)):
        behind = page_of(leader.get(f"{plan.get_absolute_url()}why/?figure={figure}&as_of=15/11/2026"))
        assert ("Việc cũ" in behind) is there
    ahead = page_of(leader.get(f"{view}?as_of=01/01/2027"))
    assert "This day is still to come" in ahead


def test_units_are_named_as_then_or_as_today(cast: Cast, browse: Browse) -> None:
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1", title="Việc của Vụ")
    leader, view = browse("leader"), f"{plan.get_absolute_url()}leadership/"
    now = cast.units["C-PBGDPL-TGPL"].name
    then = text_of(leader.get(view)).split("By lead unit")[1].split("Balance")[0]
    assert cast.units["V-PBGDPL"].name in then
    page = page_of(leader.get(f"{view}?units=current"))
    assert now in text_of(leader.get(f"{view}?units=current")).split("By lead unit")[1].split("Balance")[0]
    [address] = set(re.findall(r'href="([^"]*figure=total[^"]*unit=[^"]*)"', page))
    assert "Việc của Vụ" in page_of(leader.get(address.replace("&amp;", "&")))


def test_a_scheme_the_same_way(cast: Cast, browse: Browse) -> None:
    scheme = scheme_of(cast)
    plan = plan_of_2022(cast, scheme=scheme)
    alone(cast, plan, no="1", title="Việc")
    page = text_of(browse("leader").get(f"{scheme.get_absolute_url()}leadership/"))
    for words in ("By plan", plan.title, "By lead unit", "Balance across units"):
        assert words in page
    head, address = browse("verifier"), f"{scheme.get_absolute_url()}indicators/new/"
    indicator = {"no": "1", "title": "Số tin", "direction": "at_least", **rows_of()}
    assert head.get(address).status_code == 200
    assert browse("officer").get(address).status_code == 403
    assert head.post(address, indicator).status_code == 302
    assert "Số tin" in text_of(head.get(scheme.get_absolute_url()))


def test_a_figure_is_declared_on_the_indicators_page(cast: Cast, browse: Browse) -> None:
    plan = draft(cast)
    indicator = indicator_in(cast, plan)
    officer, address = browse("officer"), f"/plans/indicators/{indicator.pk}/"
    assert "Figures are declared while the plan is issued" in text_of(officer.get(address))
    Plan.objects.update(state="in_progress", decision_number="1", decision_date=date(2026, 1, 1))
    sent = {"target": str(indicator.targets.get().pk), "value": "50", "source": "Báo cáo quý"}
    assert officer.post(address, {**sent, "source": ""}).status_code == 400
    assert officer.post(address, {**sent, "value": "nhiều"}).status_code == 400
    assert officer.post(address, sent).status_code == 302
    page = text_of(officer.get(address))
    assert "25%" in page
    assert "Báo cáo quý" in page
    assert "Only an officer or the head" in text_of(browse("leader").get(address))
    assert browse("leader").post(address, sent).status_code == 403
    assert "25%" in text_of(officer.get(plan.get_absolute_url()))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"KH-1799", "KH-2026"}),
        ("year=2022", {"KH-1799"}),
        ("owner_unit=C-PBGDPL-TGPL", {"KH-2026"}),
        ("state=draft", {"KH-2026"}),
        ("search=thu+nghiem", {"KH-1799"}),
        ("year=abc", set()),
        ("owner_unit=NOBODY", set()),
    ],
)
def test_the_list_of_plans_filters_by_its_address(cast: Cast, browse: Browse, query: str, expected: set[str]) -> None:
    plan_of_2022(cast, year=2022)
    draft(cast)
    page = page_of(browse("leader").get(f"/plans/?{query}"))
    assert {code for code in ("KH-1799", "KH-2026") if f'class="code">{code}<' in page} == expected
    assert ('<a href="/plans/">Clear</a>' in page) is bool(query)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("unit=C-PBGDPL-TGPL", {"1", "2"}),
        ("lead_unit=C-PBGDPL-TGPL", set()),
        ("lead_unit=V-PBGDPL", {"1", "2"}),
        ("coordinating_unit=CNTT", {"1"}),
        ("overdue=on", {"2"}),
        ("due_after=31/12/2025", {"2"}),
        ("due_before=02/01/2026", {"2"}),
        ("due_before=01/01/2026", set()),
        ("topic=TOPIC", {"3"}),
        ("plan=PLAN&topic=TOPIC", {"3"}),
        ("objective=OBJECTIVE", {"1"}),
        ("objective=not-an-id", set()),
        ("due_before=32/01/2026", set()),
    ],
)
def test_the_list_of_tasks_filters_by_its_address(cast: Cast, browse: Browse, query: str, expected: set[str]) -> None:
    plan = plan_of_2022(cast)
    objective = objective_record(actor=None, plan=plan, no="1", title="Một")
    topic = Topic.objects.create(plan=plan, kind="focus_topic", no="1", text="Một")
    alone(cast, plan, no="1", title="Việc 1", objective=objective, coordinating=[Coordinating(cast.units["CNTT"])])
    alone(cast, plan, no="2", title="Việc 2", due_on=date(2026, 1, 1))
    alone(cast, plan, no="3", title="Việc 3", lead_unit=cast.units["VP"], topics=[topic])
    for name, row in (("TOPIC", topic), ("OBJECTIVE", objective), ("PLAN", plan)):
        query = query.replace(name, str(row.pk))
    page = text_of(browse("leader").get(f"/tasks/?{query}"))
    assert {no for no in "123" if f"{no}. Việc {no}" in page} == expected


@pytest.mark.parametrize(
    "where", ["", "timeline/", "table/", "leadership/", "leadership/?as_of=20/11/2026", "why/?figure=total", "content/"]
)
def test_the_cost_of_a_page_of_a_plan_does_not_grow(
    cast: Cast,
    browse: Browse,
    queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None],
    where: str,
) -> None:
    """3 and 23 of everything that a plan is made of."""
    plan = draft(cast)
    client = browse("officer")

    def add(first: int, last: int) -> None:
        for no in range(first, last):
            objective = objective_record(actor=None, plan=plan, no=str(no), title="Mục tiêu")
            topic = plan_services.topic_create(
                actor=cast.officer, plan_id=plan.pk, kind="focus_topic", no=str(no), text="Nội dung"
            )
            counter = {"basis": "counted", "counter": "tasks.verified"} if no % 2 else {}
            indicator_in(cast, plan, no=str(no), **counter)
            task_create(
                actor=cast.officer, plan_id=plan.pk, title="Việc", lead_unit=cast.units["CNTT"], topics=[topic],
                coordinating=[Coordinating(cast.units["VP"])], objective_id=objective.pk, timing_text="Hằng quý",
            )  # fmt: skip

    add(0, 3)
    queries_do_not_grow(lambda: client.get(f"{plan.get_absolute_url()}{where}"), lambda: add(3, 23))


def test_a_verb_still_answers_beside_the_pages(cast: Cast, browse: Browse) -> None:
    """`/plans/<id>/submit/` is a verb, `/plans/<id>/timeline/` a page."""
    plan = draft(cast)
    officer = browse("officer")
    assert officer.get(f"{plan.get_absolute_url()}submit/").status_code == 302
    assert officer.get(f"{plan.get_absolute_url()}timeline/").status_code == 200
    assert send(officer, plan, "submit").status_code == 302
