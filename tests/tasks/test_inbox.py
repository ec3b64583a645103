"""The inbox of a unit: each line stands where its next step lies and says why; more lines ask no more queries."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from comms.core import clock
from comms.org.models import Role
from comms.org.services import role_grant
from plans.services import plan_close, plan_start, plan_submit
from tasks import services
from tasks.models import Participation, Task
from tasks.selectors import inbox
from tasks.selectors.inbox import Filters, addressed, coordinating, desk_of, mine_to_do, waiting, work_of
from tasks.services import Coordinating
from tests.cast import Cast
from tests.conftest import TODAY
from tests.plans.build import draft, issued, plan_of_2022
from tests.tasks.build import PATHS, alone, at, bring, do, task_of

ADDRESS = "/tasks/inbox/"


def titles(rows: Any) -> list[str]:
    return [row.title if isinstance(row, Task) else row.task.title for row in rows]


def places(user: Any) -> set[str]:
    """The sections in which the person finds the only task there is."""
    desk = desk_of(user)
    found = {"mine": mine_to_do(desk), "waiting": waiting(desk), "coordinating": coordinating(desk)}
    return {name for name, rows in found.items() if rows.exists()}


def grant(user: Any, unit: Any, kind: str) -> None:
    role_grant(actor=None, user=user, unit=unit, kind=kind, starts=date(2020, 1, 1))
    user.forget_roles()


def deliver(cast: Cast, task: Task) -> Task:
    version = Task.objects.get(pk=task.pk).version
    return services.contribution_deliver(
        actor=cast.coordinator, task_id=task.pk, version=version, unit=cast.units["CNTT"], text="Số liệu"
    )


def late(cast: Cast) -> Task:
    return alone(cast, due_on=at(30))


# --- where a task stands -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("assigned", {"officer": "mine", "unit_head": "mine"}),
        ("accepted", {"officer": "mine", "unit_head": "mine"}),
        ("in_progress", {"officer": "mine", "unit_head": "mine"}),
        ("blocked", {"officer": "mine", "unit_head": "mine"}),
        ("returned", {"unit_head": "waiting"}),
        ("submitted", {"verifier": "waiting"}),
        ("verified", {}),
        ("cancelled", {}),
    ],
)
def test_a_state_has_its_place(cast: Cast, state: str, expected: dict[str, str]) -> None:
    """Of the lead unit's officers and head, of the owner's head, of the verifying unit's head; for nobody else."""
    bring(cast, alone(cast), state)
    for name in cast.people:
        assert places(getattr(cast, name)) == ({expected[name]} if name in expected else set()), name


def test_every_state_was_asked() -> None:
    asked = {row[0] for row in test_a_state_has_its_place.pytestmark[0].args[1]}  # type: ignore[attr-defined]
    assert asked == set(PATHS)


def test_a_part_is_coordinated_until_it_is_confirmed(cast: Cast) -> None:
    """Delivered, it waits for the lead unit; the coordinating unit still sees it; confirmed, it is over."""
    task = bring(cast, task_of(cast), "in_progress")
    assert (places(cast.coordinator), places(cast.officer)) == ({"coordinating"}, {"mine"})
    task = deliver(cast, task)
    assert (places(cast.coordinator), places(cast.officer)) == ({"coordinating"}, {"mine", "waiting"})
    services.contribution_confirm(actor=cast.officer, task_id=task.pk, version=task.version, unit=cast.units["CNTT"])
    assert (places(cast.coordinator), places(cast.officer)) == (set(), {"mine"})


def test_who_delivered_is_not_asked_to_confirm(cast: Cast) -> None:
    task = bring(cast, task_of(cast), "in_progress")
    grant(cast.coordinator, cast.units["C-PBGDPL-TGPL"], Role.Kind.OFFICER)
    deliver(cast, task)
    assert "waiting" not in places(cast.coordinator)
    assert "waiting" in places(cast.officer)


def test_a_request_for_more_time_waits_for_the_owners_head(cast: Cast) -> None:
    """Asked by the head it waits for the leadership, never for who asked; an ended task waits for nobody."""
    task = bring(cast, late(cast), "in_progress")
    services.extension_request(actor=cast.officer, task_id=task.pk, new_due_on=at(10, 12), reason="Chờ số liệu")
    assert (places(cast.unit_head), places(cast.leader), places(cast.officer)) == ({"mine", "waiting"}, set(), {"mine"})
    do("cancel", task, cast.unit_head)
    assert places(cast.unit_head) == set()


def test_a_request_of_the_head_waits_for_the_leadership(cast: Cast) -> None:
    task = bring(cast, late(cast), "in_progress")
    services.extension_request(actor=cast.unit_head, task_id=task.pk, new_due_on=at(10, 12), reason="Chờ số liệu")
    assert (places(cast.unit_head), places(cast.leader)) == ({"mine"}, {"waiting"})


@pytest.mark.parametrize("verifying", [None, "V-PBGDPL", "TGPL"])
def test_what_a_unit_would_judge_itself_waits_for_the_leadership(cast: Cast, verifying: str | None) -> None:
    """Also under a former name, and where the plan names no verifying unit."""
    plan = plan_of_2022(cast, verifying_unit=cast.units[verifying] if verifying else None)
    bring(cast, alone(cast, plan), "submitted")
    assert places(cast.leader) == {"waiting"}
    assert places(cast.unit_head) == places(cast.verifier) == set()


def test_nobody_is_asked_to_judge_the_own_work(cast: Cast) -> None:
    """Whoever submitted, or holds any role in the unit that did, whatever other roles they hold."""
    bring(cast, alone(cast), "submitted")
    grant(cast.unit_head, cast.units["VP"], Role.Kind.UNIT_HEAD)
    grant(cast.verifier, cast.units["C-PBGDPL-TGPL"], Role.Kind.VIEWER)
    assert places(cast.unit_head) == places(cast.verifier) == set()


@pytest.mark.parametrize("done", ["draft", "closed"])
def test_nothing_is_done_in_a_plan_that_is_not_open(cast: Cast, done: str) -> None:
    if done == "draft":
        plan = draft(cast)
        services.task_create(actor=cast.officer, plan_id=plan.pk, title="A", lead_unit=cast.units["C-PBGDPL-TGPL"])
    else:
        plan = issued(cast)
        alone(cast, plan, lead_unit=cast.units["C-PBGDPL-TGPL"])
        plan = plan_start(actor=cast.unit_head, plan_id=plan.pk, version=plan.version)
        assert places(cast.officer) == {"mine"}
        plan_close(actor=cast.unit_head, plan_id=plan.pk, version=plan.version)
    assert places(cast.officer) == set()


def test_a_submitted_plan_waits_for_the_leadership(cast: Cast) -> None:
    plan = draft(cast)
    assert not inbox.plans_to_issue(desk_of(cast.leader)).exists()
    plan_submit(actor=cast.officer, plan_id=plan.pk, version=plan.version)
    assert [one.code for one in inbox.plans_to_issue(desk_of(cast.leader))] == ["KH-2026"]
    assert not inbox.plans_to_issue(desk_of(cast.unit_head)).exists()


# --- what is kept beside the task ----------------------------------------------------------------------------------


def agrees() -> None:
    """Every part says of its task what the task says itself."""
    for part in Participation.objects.select_related("task"):
        assert part.is_open == (part.task.state not in ("verified", "cancelled")), part
        period = part.task.periods.filter(met_on=None).order_by("due_on").first()
        own = [part.due_on, period and period.due_on, part.task.due_on, date.max]
        assert part.due_sort == next(day for day in own if day), part


@pytest.mark.parametrize("state", [*PATHS, "reopened"])
def test_the_parts_follow_their_task(cast: Cast, state: str) -> None:
    parts = [Coordinating(cast.units["CNTT"], due_on=at(25)), Coordinating(cast.units["VP"])]
    task = task_of(cast, due_on=at(30), coordinating=parts)
    bring(cast, task, "verified" if state == "reopened" else state)
    if state == "reopened":
        do("reopen", task, cast.unit_head)
    assert Participation.objects.count() == 3
    agrees()


def test_the_parts_follow_another_lead_a_new_date_and_the_periods(cast: Cast) -> None:
    task = bring(cast, late(cast), "in_progress")
    asked = services.extension_request(actor=cast.officer, task_id=task.pk, new_due_on=at(10, 12), reason="Chờ")
    services.extension_approve(actor=cast.unit_head, extension_id=asked.pk, version=asked.version)
    agrees()
    do("return", bring(cast, alone(cast, task.plan, no="7"), "assigned"), cast.officer)
    do("assign", Task.objects.get(no="7"), cast.unit_head, lead_unit=cast.units["CNTT"])
    agrees()
    quarterly = alone(
        cast, issued(cast, ends=date(2026, 12, 31)), timing_text="Hằng quý", lead_unit=cast.units["C-PBGDPL-TGPL"]
    )
    assert Participation.objects.get(task=quarterly).due_sort == date(2026, 3, 31)
    bring(cast, quarterly, "in_progress")
    first = quarterly.periods.order_by("starts").first()
    services.task_update(actor=cast.officer, task_id=quarterly.pk, text="Quý I", period=first.pk)
    assert Participation.objects.get(task=quarterly).due_sort == date(2026, 6, 30)
    agrees()


def test_a_draft_that_is_rewritten(cast: Cast) -> None:
    plan = draft(cast)
    unit, other = cast.units["C-PBGDPL-TGPL"], cast.units["CNTT"]
    task = services.task_create(actor=cast.officer, plan_id=plan.pk, title="A", lead_unit=unit, due_on=at(30))
    task = services.task_edit(
        actor=cast.officer, task_id=task.pk, version=task.version, coordinating=[Coordinating(other, due_on=at(24))]
    )
    agrees()
    services.task_edit(actor=cast.officer, task_id=task.pk, version=task.version, due_on=at(28), coordinating=[])
    agrees()


def test_one_query_gives_what_a_unit_leads_or_coordinates(
    cast: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    """By the next date; over one index, without the tasks."""
    plan = plan_of_2022(cast)
    for number, day in enumerate((28, 24, 26), start=1):
        task_of(cast, plan, no=str(number), title=str(day), due_on=at(day))
    alone(cast, plan, no="9", title="none")
    bring(cast, alone(cast, plan, no="10", title="over"), "cancelled")
    with django_assert_num_queries(1):
        found = list(work_of({cast.units["V-PBGDPL"].pk, cast.units["CNTT"].pk}).values_list("task__title", "role"))
    assert [title for title, _role in found] == ["24", "24", "26", "26", "28", "28", "none"]
    assert {role for _title, role in found} == {"lead", "coordinating"}


# --- order, filters ------------------------------------------------------------------------------------------------


def test_the_next_due_comes_first_and_a_former_units_work_is_here(cast: Cast) -> None:
    plan = plan_of_2022(cast)
    for number, (title, due_on) in enumerate(
        [("none", None), ("soon", at(24)), ("late", at(2)), ("far", at(1, 12, 2027))], start=1
    ):
        alone(cast, plan, no=str(number), title=title, due_on=due_on)
    assert titles(mine_to_do(desk_of(cast.officer))) == ["late", "soon", "far", "none"]


def test_filters(cast: Cast) -> None:
    plan, other = plan_of_2022(cast), issued(cast)
    alone(cast, plan, no="1", title="Tập huấn", due_on=at(2))
    bring(cast, alone(cast, plan, no="2", title="Họp báo", due_on=at(30)), "accepted")
    alone(cast, other, no="1", title="Phóng sự", lead_unit=cast.units["C-PBGDPL-TGPL"])
    bring(cast, alone(cast, other, no="2", title="Tờ gấp", lead_unit=cast.units["C-PBGDPL-TGPL"]), "returned")
    desk = desk_of(cast.unit_head)
    for chosen, mine, waits in (
        (Filters(), ["Tập huấn", "Họp báo", "Phóng sự"], ["Tờ gấp"]),
        (Filters(plan=other), ["Phóng sự"], ["Tờ gấp"]),
        (Filters(state="accepted"), ["Họp báo"], []),
        (Filters(state="returned"), [], ["Tờ gấp"]),
        (Filters(overdue=True), ["Tập huấn"], []),
        (Filters(words="tap huan"), ["Tập huấn"], []),
        (Filters(words="TO GAP"), [], ["Tờ gấp"]),
        (Filters(unit=cast.units["V-PBGDPL"]), ["Tập huấn", "Họp báo"], []),
        (Filters(unit=cast.units["C-PBGDPL-TGPL"]), ["Phóng sự"], ["Tờ gấp"]),
        (Filters(unit=cast.units["VP"]), [], []),
    ):
        assert (titles(mine_to_do(desk, chosen)), titles(waiting(desk, chosen))) == (mine, waits), chosen


# --- the page ------------------------------------------------------------------------------------------------------


@pytest.fixture
def pages(cast: Cast, client: Client) -> Callable[..., str]:
    def read(person: str, **query: str) -> str:
        client.force_login(getattr(cast, person))
        client.cookies["django_language"] = "en"
        answer = client.get(ADDRESS, query)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_each_line_says_why_it_is_here_and_what_comes_next(cast: Cast, pages: Callable[..., str]) -> None:
    plan = plan_of_2022(cast)
    task = bring(cast, task_of(cast, plan, due_on=at(2)), "submitted")
    do("reject", task, cast.verifier)
    deliver(cast, task)
    mine = pages("officer")
    for words in (
        "The verifying unit sent the result back.",
        "put the result right and submit it again",
        "A contribution waits since 21/11/2026.",
        "overdue",
        "Nothing to contribute",
    ):
        assert words in mine
    assert "Delivered on 21/11/2026; the lead unit has not confirmed it." in pages("coordinator")
    do("submit", task, cast.officer)
    assert "The result waits since 21/11/2026." in pages("verifier")
    assert "Nothing to do" in pages("officer")


def test_what_addresses_all_units_has_a_section_of_its_own(cast: Cast, pages: Callable[..., str]) -> None:
    """For the units of the ministry on the day of the plan, not for those that lead or are named; until it ends."""
    plan = plan_of_2022(cast)
    task_of(cast, plan, no="1", title="Chung", due_on=at(30))
    bring(cast, task_of(cast, plan, no="2", title="Xong"), "cancelled")
    alone(cast, plan, no="3", title="Riêng")
    found = {name: titles(addressed(desk_of(getattr(cast, name)))) for name in cast.people}
    assert {name: rows for name, rows in found.items() if rows} == {"verifier": ["Chung"]}
    page = pages("verifier")
    assert "All units of the ministry coordinate with" in page
    section = pages("verifier", section="addressed")
    assert "Chung" in section
    assert "/tasks/?mine=group" in section
    assert titles(addressed(desk_of(cast.verifier), Filters(words="khác"))) == []


def test_the_link_leads_to_the_same_tasks(cast: Cast, client: Client) -> None:
    plan = plan_of_2022(cast)
    task_of(cast, plan, no="1", title="Chung", due_on=at(30))
    alone(cast, plan, no="3", title="Riêng", lead_unit=cast.units["VP"])
    client.force_login(cast.verifier)
    page = client.get("/tasks/", {"mine": "group"}).content.decode()
    assert "Chung" in page
    assert "Riêng" not in page


def test_periods_are_told(cast: Cast, pages: Callable[..., str]) -> None:
    plan = issued(cast, ends=date(2026, 12, 31))
    alone(cast, plan, timing_text="Hằng quý", lead_unit=cast.units["C-PBGDPL-TGPL"])
    page = pages("officer")
    assert "A report for a period was due on 31/03/2026." in page
    assert "a report is late" in page


def test_who_has_no_inbox_is_told_so(cast: Cast, pages: Callable[..., str]) -> None:
    assert "You hold no role by which work comes here" in pages("auditor")
    assert "What waits for the leadership." in pages("leader")


def test_a_part_that_is_late_is_marked(cast: Cast, pages: Callable[..., str]) -> None:
    """The task itself is not overdue."""
    task_of(cast, due_on=at(30), coordinating=[Coordinating(cast.units["CNTT"], "Số liệu", at(20))])
    page = pages("coordinator")
    assert "your part is late" in page
    assert ">overdue<" not in page


def test_a_section_has_pages_of_fifty(cast: Cast, pages: Callable[..., str]) -> None:
    plan = plan_of_2022(cast)
    for number in range(53):
        alone(cast, plan, no=str(number), title=f"Việc {number:02}", due_on=at(1, 12))
    first = pages("officer", section="mine")
    assert first.count("Assigned to your unit") == 50
    overview = pages("officer")
    assert overview.count("Assigned to your unit") == 10
    assert '<span class="figure">53</span>' in overview
    assert "section=mine" in overview


@pytest.mark.parametrize(
    "query",
    [{"section": "x"}, {"plan": "x"}, {"unit": "NO"}, {"state": "verified"}, {"section": "mine", "after": "x"}],
)
def test_filters_that_make_no_sense(cast: Cast, client: Client, query: dict[str, str]) -> None:
    client.force_login(cast.officer)
    assert client.get(ADDRESS, query).status_code == (400 if "after" in query else 200)


def test_more_work_asks_no_more(cast: Cast, client: Client, queries_do_not_grow: Callable[[Any, Any], None]) -> None:
    """Whatever the number of tasks, of reasons, and of units behind the desk."""
    client.force_login(cast.unit_head)
    plan = plan_of_2022(cast)

    def grow(first: int = 1) -> None:
        for number in range(first, first + 3):
            lead = bring(cast, task_of(cast, plan, no=f"a{number}", due_on=at(2)), "in_progress")
            deliver(cast, lead)
            services.extension_request(actor=cast.officer, task_id=lead.pk, new_due_on=at(9, 12), reason="Chờ")
            bring(cast, alone(cast, plan, no=f"b{number}"), "returned")
            bring(cast, alone(cast, plan, no=f"c{number}"), "submitted")

    grow()
    queries_do_not_grow(lambda: client.get(ADDRESS), lambda: grow(10))
    for number, section in enumerate(("mine", "waiting", "coordinating", "addressed"), start=1):
        client.force_login(cast.verifier if section == "addressed" else cast.unit_head)
        queries_do_not_grow(lambda s=section: client.get(ADDRESS, {"section": s}), lambda n=number: grow(20 * n))


def test_the_present_day_decides(cast: Cast) -> None:
    """A role that ended yesterday brings no work today."""
    alone(cast)
    cast.officer.roles.update(ends=date(2026, 11, 20))
    cast.officer.forget_roles()
    assert places(cast.officer) == set()
    with clock.frozen(TODAY.replace(day=20)):
        assert places(cast.officer) == {"mine"}
