"""The pages of amendments, of a plan's copy and of carrying tasks over."""

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comms.core.errors import Invalid
from plans.models import Plan
from tasks.models import Amendment, AmendmentLine, Task
from tasks.services import LineInput
from tests.cast import Cast
from tests.plans.build import draft
from tests.tasks.amending import add, amend, change, drafted, drop, issued_plan, new, objective, task
from tests.tasks.build import do

DESCRIPTION = {"decision_number": "45/QĐ-BTP", "decision_date": "01/06/2026", "reason": "Điều chỉnh tiến độ"}


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, who))
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def sent(client: Client, amendment: Amendment, step: str, **data: Any) -> Any:
    version = Amendment.objects.get(pk=amendment.pk).version
    return client.post(f"{amendment.get_absolute_url()}{step}", {"version": version, **data})


def test_from_the_plan_to_the_ledger(cast: Cast) -> None:
    """The officer drafts: a changed task, a new one, one that falls away, the decision; the head confirms."""
    plan = issued_plan(cast)
    officer, head = signed_in(cast, "officer"), signed_in(cast, "unit_head")
    ledger = reverse("plans:amendments", args=[plan.pk])
    assert ledger in page(officer, plan.get_absolute_url())
    opened = officer.post(ledger)
    amendment = Amendment.objects.get()
    assert opened.headers["Location"] == amendment.get_absolute_url()
    choice = sent(officer, amendment, "next/", about=f"task:{task('1').pk}", act="change")
    form = page(officer, choice.headers["Location"])
    assert "Nhiệm vụ 1" in form
    done = officer.post(choice.headers["Location"], {**task_form("1"), "version": 1, "weight": "3,5"})
    assert done.status_code == 302, done.content.decode()
    assert amendment.lines.get().values == {"weight": "3.5"}
    added = sent(officer, amendment, "next/", about="objective:", act="change").headers["Location"]
    assert "plans" in added
    made = officer.post(added, {"version": 2, "no": "III", "title": "Đào tạo"})
    assert made.status_code == 302, made.content.decode()
    new_task = {**task_form("4"), "version": 3, "no": "", "title": "Tập huấn", "objective": "III"}
    added_task = sent(officer, amendment, "next/", about="task:", act="drop").headers["Location"]
    assert officer.post(added_task, new_task).status_code == 302
    assert sent(officer, amendment, "next/", about=f"task:{task('3').pk}", act="drop").status_code == 302
    bare = page(officer, amendment.get_absolute_url())
    assert ("<del>" in bare, ">3,5<" in bare, "?effect=1" in bare, "Nhiệm vụ 3" in bare) == (False, True, True, True)
    shown = page(officer, f"{amendment.get_absolute_url()}?effect=1")
    assert "<del>" in shown
    assert ">3,5<" in shown
    assert sent(officer, amendment, "edit/", **DESCRIPTION).status_code == 302
    assert sent(officer, amendment, "confirm/").status_code == 403
    confirm = f"{amendment.get_absolute_url()}confirm/"
    assert confirm not in page(head, amendment.get_absolute_url())
    assert confirm in page(head, f"{amendment.get_absolute_url()}?effect=1")
    assert sent(head, amendment, "confirm/").status_code == 302
    assert Amendment.objects.get().state == "confirmed"
    assert (task("1").weight, task("3").state, Task.objects.get(title="Tập huấn").objective) == (
        3.5,
        "cancelled",
        objective("III"),
    )
    after = page(signed_in(cast, "verifier"), amendment.get_absolute_url())
    assert "45/QĐ-BTP" in after
    assert "confirm/" not in after
    assert amendment.get_absolute_url() in page(head, ledger)


def task_form(no: str) -> dict[str, Any]:
    """What the form of a task sends, with the present values."""
    one = task(no)
    parts = list(one.participations.filter(role="coordinating"))
    data: dict[str, Any] = {
        "no": one.no,
        "title": one.title,
        "objective": one.objective.no if one.objective else "",
        "lead_unit": str(one.lead_unit_id),
        "coordinating_group": one.coordinating_group,
        "due_on": f"{one.due_on:%d/%m/%Y}",
        "weight": "1",
        "rows-TOTAL_FORMS": str(len(parts)),
        "rows-INITIAL_FORMS": str(len(parts)),
    }
    for index, part in enumerate(parts):
        data |= {f"rows-{index}-unit": str(part.unit_id), f"rows-{index}-deliverable": part.deliverable}
    return data


def test_a_line_is_taken_out(cast: Cast) -> None:
    amendment = drafted(cast, issued_plan(cast), change("1", weight=3), drop("2"))
    officer = signed_in(cast, "officer")
    line = amendment.lines.first()
    assert line is not None
    assert sent(officer, amendment, f"lines/{line.pk}/remove/").status_code == 302
    assert [one.act for one in amendment.lines.all()] == ["drop"]
    assert sent(signed_in(cast, "verifier"), amendment, "discard/").status_code == 404
    assert sent(officer, amendment, "discard/").status_code == 302
    assert Amendment.objects.get().state == "discarded"


def test_a_refused_line_comes_back_as_it_was_typed(cast: Cast) -> None:
    """Beside the field; what another has changed meanwhile is a 412 or comes back with what changed."""
    amendment = drafted(cast, issued_plan(cast))
    officer = signed_in(cast, "officer")
    address = f"{amendment.get_absolute_url()}lines/task/?target={task('1').pk}"
    wrong = officer.post(address, {**task_form("1"), "version": amendment.version, "no": "2", "title": "Đang gõ"})
    assert (wrong.status_code, "Đang gõ" in wrong.content.decode()) == (400, True)
    same = officer.post(address, {**task_form("1"), "version": amendment.version, "weight": "2"})
    assert same.status_code == 400
    stale = officer.post(address, {**task_form("1"), "version": 1, "weight": "9"})
    assert stale.status_code == 412
    assert not amendment.lines.exists()


def test_the_page_says_why_it_cannot_be_confirmed(cast: Cast) -> None:
    """No decision, no line, a line that cannot be any more: each in words on the disabled button."""
    amendment = drafted(cast, issued_plan(cast), change("1", weight=3), described=False)
    head = signed_in(cast, "unit_head")
    shown = f"{amendment.get_absolute_url()}?effect=1"
    confirm = f"{amendment.get_absolute_url()}confirm/"
    assert confirm not in page(head, shown)
    sent(head, amendment, "edit/", **DESCRIPTION)
    assert confirm in page(head, shown)
    do("cancel", task("1"), cast.unit_head)
    broken = page(head, shown)
    assert confirm not in broken
    assert 'class="notice bad"' in broken


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("unit_head", 200), ("leader", 200), ("auditor", 200), ("coordinator", 404), ("outsider", 404)],
)
def test_who_sees_a_draft(cast: Cast, who: str, status: int) -> None:
    amendment = drafted(cast, issued_plan(cast), change("1", weight=3))
    shown = page(signed_in(cast, who), amendment.get_absolute_url(), status)
    assert ("next/" in shown) == (who in ("officer", "unit_head", "leader"))


def test_an_address_of_another_plan_shows_nothing(cast: Cast) -> None:
    amendment = drafted(cast, issued_plan(cast), change("1", weight=3))
    other = draft(cast, code="K")
    client = signed_in(cast, "officer")
    page(client, reverse("plans:amendment", args=[other.pk, amendment.pk]), 404)
    for subject in ("task", "objective", "topic"):
        page(client, f"{amendment.get_absolute_url()}lines/{subject}/?target={other.pk}", 404)


def test_the_copy_of_a_plan(cast: Cast) -> None:
    """The year after is offered; a unit without one successor comes back as an error of its field."""
    plan = issued_plan(cast)
    client = signed_in(cast, "officer")
    address = reverse("plans:copy", args=[plan.pk])
    assert 'value="2027"' in page(client, address)
    given = {"code": "KH-2027", "title": "Kế hoạch 2027", "year": "2027", "starts": "01/01/2027", "ends": "31/12/2027"}
    for units in ("VP -> CNTT", "VP = NOWHERE"):
        refused = client.post(address, {**given, "units": units})
        assert refused.status_code == 400
        assert "errorlist" in refused.content.decode()
    made = client.post(address, given)
    copy = Plan.objects.get(code="KH-2027")
    assert made.headers["Location"] == copy.get_absolute_url()
    assert plan.get_absolute_url() in page(client, copy.get_absolute_url())


def test_carrying_over(cast: Cast) -> None:
    """Chosen tasks go over; both tasks name each other; what went over is not offered again."""
    plan, client = issued_plan(cast), signed_in(cast, "officer")
    address = reverse("plans:carry-over", args=[plan.pk])
    page(client, address)
    target = draft(cast, code="KH-2027")
    done = client.post(address, {"to": str(target.pk), "tasks": [str(task("1").pk), str(task("2").pk)]})
    assert done.headers["Location"] == target.get_absolute_url()
    old = Task.objects.get(plan=plan, no="1")
    new_one = Task.objects.get(plan=target, no="1")
    assert new_one.get_absolute_url() in page(client, old.get_absolute_url())
    assert old.get_absolute_url() in page(client, new_one.get_absolute_url())
    left = page(client, address)
    assert f'value="{old.pk}"' not in left
    assert left.count('name="tasks"') == 2


def test_a_line_about_a_task_of_other_units(cast: Cast) -> None:
    """Whoever does not see the task is told that there is such a line, how many, and nothing of it."""
    plan = issued_plan(cast)
    amendment = amend(
        cast, plan, change("1", weight=3), change("4", title="Kín một"), new(title="Kín hai", lead_unit="VP")
    )
    shown = page(signed_in(cast, "coordinator"), amendment.get_absolute_url())
    assert "Nhiệm vụ 1" in shown
    assert "Kín" not in shown
    assert "Nhiệm vụ 4" not in shown
    assert "2 dòng về nhiệm vụ của các đơn vị khác" in shown
    whole = page(signed_in(cast, "verifier"), amendment.get_absolute_url())
    assert "Kín hai" in whole
    assert "của các đơn vị khác" not in whole


def test_the_pages_cost_the_same_however_long(cast: Cast, queries_do_not_grow: Any) -> None:
    """The ledger and the page of a confirmed amendment."""
    plan, client = issued_plan(cast), signed_in(cast, "unit_head")
    amend(cast, plan, change("1", weight=9), new())

    def grow() -> None:
        for number in range(3):
            amend(cast, plan, *[new() for _n in range(5)], decision_number=str(number))

    queries_do_not_grow(lambda: page(client, reverse("plans:amendments", args=[plan.pk])), grow)


def test_a_long_amendment_costs_what_a_short_one_does(cast: Cast, queries_do_not_grow: Any) -> None:
    """Also for a reader of one of its tasks."""
    plan = issued_plan(cast)
    objectives = [LineInput("objective", "change", objective(no).pk, {"title": "Khác"}) for no in ("I", "II")]
    short = amend(cast, plan, change("1", weight=9), objectives[0])
    long = amend(cast, plan, change("1", weight=8), objectives[1], *[new() for _n in range(9)], decision_number="2")
    for who in ("unit_head", "coordinator"):
        client, pages = signed_in(cast, who), iter([short, short, long])
        queries_do_not_grow(partial(_next_page, client, pages), lambda: None)


def test_a_draft_costs_the_same_however_long(cast: Cast, queries_do_not_grow: Any) -> None:
    """Its lines are tried on request only; and a line that stands alone is tried alone."""
    plan, client = issued_plan(cast), signed_in(cast, "unit_head")
    amendment = drafted(cast, plan, change("1", weight=9), change("2", weight=9))
    places = iter(["3", "1"])

    def grow() -> None:
        for _n in range(9):
            add(cast, amendment, new())

    queries_do_not_grow(lambda: page(client, amendment.get_absolute_url()), grow)
    with CaptureQueriesContext(connection) as many:
        add(cast, amendment, change(next(places), weight=9))
    for line in amendment.lines.all():
        line.delete()
    with CaptureQueriesContext(connection) as alone:
        add(cast, amendment, change(next(places), weight=9))
    assert len(many) <= len(alone)


def test_a_draft_has_at_most_fifty_lines(cast: Cast) -> None:
    amendment = drafted(cast, issued_plan(cast))
    rows = (AmendmentLine(amendment=amendment, position=no, subject="task", act="add") for no in range(1, 51))
    AmendmentLine.objects.bulk_create(rows)
    with pytest.raises(Invalid) as refused:
        add(cast, amendment, change("1", weight=3))
    assert refused.value.errors["lines"][0].code == "max_length"


def test_what_a_form_leaves_alone_follows(cast: Cast) -> None:
    """A new wording brings its date without touching the field of the date."""
    plan = issued_plan(cast)
    amendment, officer = drafted(cast, plan), signed_in(cast, "officer")
    address = f"{amendment.get_absolute_url()}lines/task/?target={task('1').pk}"
    given = {**task_form("1"), "version": amendment.version, "weight": "2", "timing_text": "Quý IV"}
    sent_line = officer.post(address, given)
    assert sent_line.status_code == 302, sent_line.content.decode()
    assert amendment.lines.get().values == {"timing_text": "Quý IV"}
    shown = page(officer, f"{amendment.get_absolute_url()}?effect=1")
    assert "31/12/2026" in shown


def _next_page(client: Client, pages: Any) -> str:
    return page(client, next(pages).get_absolute_url())
