"""Pages of plans: the tree, the timeline, the printed table, the leadership view, the filters of the lists."""

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
from plans.models import Indicator, Plan, Topic
from plans.services import Target, objective_record
from tasks.models import Task
from tasks.services import Coordinating, task_create
from tasks.views.plans import plan as plan_page
from tests.cast import Cast
from tests.plans.build import draft, plan_of_2022, scheme_of
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


def indicator_in(cast: Cast, plan: Plan, **fields: Any) -> Indicator:
    given = {"no": "1", "title": "Số tin, bài", "targets": [YEAR], **fields}
    return plan_services.indicator_create(actor=cast.officer, plan_id=plan.pk, **given)


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
