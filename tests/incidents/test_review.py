"""What is learned: reviews that stand beside each other, actions that become tasks of a plan or are dropped."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from comms.audit.models import AuditEvent
from comms.core import clock, subjects
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from incidents import selectors, services
from incidents.models import Incident, IncidentReview, IncidentTask, ReviewAction, TimelineEntry
from incidents.policies import learning as rights
from tests.api.conftest import client_of
from tests.cast import PEOPLE, Cast
from tests.incidents.building import do, in_state
from tests.incidents.test_pages import page_of, send, signed_in
from tests.plans.build import draft as draft_plan
from tests.races import at_once, needs_postgresql
from tests.tasks.amending import issued_plan
from tests.tasks.build import task_of

pytestmark = pytest.mark.usefixtures("rules")

TEXT = "Lập danh mục địa chỉ chính thức của các cổng"


def added(cast: Cast, incident: Incident | None = None, **fields: Any) -> ReviewAction:
    values = {"actor": cast.press_officer, "text": TEXT, "unit": cast.units["CNTT"], "due_on": date(2026, 12, 15)}
    incident = incident or in_state(cast, "closed")
    return services.review_action_add(incident_id=incident.pk, **(values | fields))


def do_action(verb: str, action: ReviewAction, actor: Any, **arguments: Any) -> ReviewAction:
    action.refresh_from_db()
    service = getattr(services, f"review_action_{verb}")
    result: ReviewAction = service(actor=actor, reviewaction_id=action.pk, version=action.version, **arguments)
    return result


# --- the review -----------------------------------------------------------------------------------


def test_a_review_has_its_parts(cast: Cast) -> None:
    incident = in_state(cast, "closed")
    parts = {"causes": "Chưa có địa chỉ", "worked": "Trả lời nhanh", "failed": "Phát hiện muộn"}
    done = do("review", incident, cast.press_officer, text="Bài học", **parts)
    assert (done.state, done.review_text) == ("reviewed", "Bài học")
    review = IncidentReview.objects.get()
    assert (review.no, review.summary, review.author) == (1, "Bài học", cast.press_officer)
    assert {name: getattr(review, name) for name in parts} == parts


def test_after_a_reopening_a_second_review_stands_beside_the_first(cast: Cast) -> None:
    """Each closing has its own; the first is not rewritten, and the database refuses to."""
    incident = do("review", in_state(cast, "closed"), cast.press_officer, text="Lần một")
    do("reopen", incident, cast.press_officer)
    do("close", incident, cast.press_officer)
    again = do("review", incident, cast.press_officer, text="Lần hai")
    assert again.review_text == "Lần hai"
    assert [(row.no, row.summary) for row in again.reviews.all()] == [(1, "Lần một"), (2, "Lần hai")]
    with pytest.raises(DatabaseError), transaction.atomic():
        IncidentReview.objects.filter(no=1).update(summary="Viết lại")


# --- actions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "taken"),
    [("reported", False), ("active", False), ("dismissed", False), ("closed", True), ("reviewed", True)],
)
def test_lessons_are_drawn_from_what_is_closed(cast: Cast, state: str, taken: bool) -> None:
    incident = in_state(cast, state)
    assert bool(rights.may_add_action(cast.press_officer, incident)) is taken
    if taken:
        assert added(cast, incident).is_open
        return
    with pytest.raises(Conflict) as refused:
        added(cast, incident)
    assert refused.value.code == "not_closed"


def test_wrong_actions_are_refused(cast: Cast) -> None:
    """No words; a day that has passed; a unit that is no more."""
    incident = in_state(cast, "closed")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"text": " \u200b"}, "text"),
        ({"due_on": clock.today() - timedelta(days=1)}, "due_on"),
        ({"unit": cast.units["TGPL"]}, "unit"),
    ]
    for values, field in wrong:
        with pytest.raises(Invalid) as refused:
            added(cast, incident, **values)
        assert list(refused.value.errors) == [field]
    assert not ReviewAction.objects.exists()


def test_a_draft_plan_takes_it_as_a_line(cast: Cast) -> None:
    """The task has text, unit and day of the action, is linked to the incident and told in its timeline."""
    plan, action = draft_plan(cast), added(cast)
    # The officer reported the incident, and works for the owner of the plan.
    done = do_action("task", action, cast.officer, plan_id=plan.pk)
    assert done.task is not None
    assert (done.task.title, done.task.lead_unit, done.task.due_on) == (TEXT, cast.units["CNTT"], date(2026, 12, 15))
    assert IncidentTask.objects.get().task == done.task
    moment = TimelineEntry.objects.get(kind="action_tasked")
    assert (moment.subject_type, moment.subject_id) == ("tasks.task", done.task.pk)
    assert AuditEvent.objects.filter(action="incidents.action.tasked", subject_id=action.pk).count() == 1


def test_an_issued_plan_takes_it_by_an_amendment(cast: Cast) -> None:
    """With number and date of the decision, by who may amend; without them nothing is left behind."""
    plan, action = issued_plan(cast), added(cast)
    tasks = plan.tasks.count()
    with pytest.raises(Invalid) as refused:
        do_action("task", action, cast.leader, plan_id=plan.pk)
    assert list(refused.value.errors) == ["decision_number"]
    assert (plan.tasks.count(), IncidentTask.objects.count()) == (tasks, 0)
    decision = {"decision_number": "15/QĐ-BTP", "decision_date": clock.today()}
    done = do_action("task", action, cast.leader, plan_id=plan.pk, **decision)
    assert done.task is not None
    assert (done.task.plan, done.task.title, done.task.due_on) == (plan, TEXT, date(2026, 12, 15))


def test_a_task_that_there_is_already(cast: Cast) -> None:
    """Named by who leads; linked once, also where it was linked before."""
    action, task = added(cast), task_of(cast)
    services.incident_link_task(actor=cast.press_officer, incident_id=action.incident_id, task_id=task.pk)
    done = do_action("task", action, cast.press_officer, task_id=task.pk)
    assert done.task == task
    assert IncidentTask.objects.count() == 1


def test_either_a_plan_or_a_task(cast: Cast) -> None:
    action = added(cast)
    with pytest.raises(Invalid) as refused:
        do_action("task", action, cast.press_officer)
    assert list(refused.value.errors) == ["plan"]


def test_what_was_decided_stays(cast: Cast) -> None:
    """Dropped with a reason: neither dropped again nor made a task; the other way round the same."""
    dropped = do_action("drop", added(cast), cast.press_officer, reason="Đã có nơi khác làm")
    assert (dropped.is_open, dropped.dropped_reason) == (False, "Đã có nơi khác làm")
    tasked = do_action("task", added(cast), cast.press_officer, task_id=task_of(cast).pk)
    for action in (dropped, tasked):
        for verb, arguments in (("drop", {"reason": "x"}), ("task", {"task_id": task_of(cast).pk})):
            with pytest.raises(Conflict) as refused:
                do_action(verb, action, cast.press_officer, **arguments)
            assert refused.value.code == "action_decided"
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewAction.objects.filter(pk=tasked.pk).update(dropped_reason="x")


def test_dropping_needs_a_reason_and_the_present_version(cast: Cast) -> None:
    action = added(cast)
    with pytest.raises(Invalid):
        do_action("drop", action, cast.press_officer, reason="  ")
    with pytest.raises(StaleVersion):
        services.review_action_drop(actor=cast.press_officer, reviewaction_id=action.pk, version=7, reason="x")


def test_an_open_action_stays_through_a_reopening(cast: Cast) -> None:
    """What has to change has to change, whatever becomes of the incident; only new ones wait for the closing."""
    action = added(cast)
    do("reopen", action.incident, cast.press_officer)
    assert not do_action("drop", action, cast.press_officer, reason="Không còn cần").is_open
    with pytest.raises(IllegalTransition):
        do("review", action.incident, cast.press_officer)


MAY = {"press_officer", "spokesperson", "unit_head"}
SEES = MAY | {"officer", "leader", "auditor", "administrator"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_the_permission_table(cast: Cast, who: str) -> None:
    """Who leads adds and drops; who only sees it gets 403 with the reason that the button has; others 404."""
    lead = {"lead_unit": cast.units["C-PBGDPL-TGPL"]}
    action, actor = added(cast, in_state(cast, "closed", triage=lead)), cast.people[who]
    if who not in SEES:
        with pytest.raises(NotVisible):
            do_action("drop", action, actor, reason="x")
        return
    shown = rights.may_drop(actor, action)
    assert bool(shown) is (who in MAY)
    if who in MAY:
        assert added(cast, action.incident, actor=actor).author == actor
        assert do_action("drop", action, actor, reason="x").dropped_reason == "x"
        return
    with pytest.raises(NotAllowed) as refused:
        do_action("drop", action, actor, reason="x")
    assert str(refused.value.detail) == str(shown.reason)
    with pytest.raises(NotAllowed):
        added(cast, action.incident, actor=actor)


def test_open_actions_of_visible_incidents_the_overdue_first(cast: Cast) -> None:
    """Without a day last; restricted ones only for who sees the incident."""
    incident = in_state(cast, "closed")
    days = (None, date(2026, 12, 1), date(2026, 11, 25))
    for day in days:
        added(cast, incident, due_on=day)
    do_action("drop", added(cast, incident), cast.press_officer, reason="x")
    secret = in_state(cast, "closed", triage={"restricted": True})
    hidden = added(cast, secret, text="Việc kín", due_on=date(2026, 11, 22))

    def listed(who: str) -> list[date | None]:
        return [row.due_on for row in selectors.open_actions(cast.people[who]).order_by("due_key", "created_at")]

    assert listed("press_officer") == [date(2026, 11, 22), date(2026, 11, 25), date(2026, 12, 1), None]
    assert listed("administrator") == [date(2026, 11, 25), date(2026, 12, 1), None]
    assert subjects.find(cast.administrator, "incidents.reviewaction", hidden.pk) is None
    with clock.frozen(clock.now() + timedelta(days=6)):
        client = signed_in(cast.press_officer)
        page = client.get("/incidents/actions/").content.decode()
        assert page.count("late") >= 1
        assert "Việc kín" in page
        assert "Việc kín" not in signed_in(cast.administrator).get("/incidents/actions/").content.decode()
        assert signed_in(cast.administrator).get(hidden.get_absolute_url()).status_code == 404


def test_the_pages_do_it_by_forms(cast: Cast) -> None:
    """Review with its parts, an action, its task and its dropping; the incident tells all of it."""
    incident, client = in_state(cast, "closed"), signed_in(cast.press_officer)
    assert send(client, incident, "review", text="Bài học", causes="Thiếu danh mục").status_code == 302
    unit = cast.units["CNTT"].pk
    new = {"text": TEXT, "unit": unit, "due_on": "15/12/2026"}
    assert client.post(f"{incident.get_absolute_url()}actions/new/", new).status_code == 302
    action = ReviewAction.objects.get()
    shown = page_of(client, incident)
    assert "Thiếu danh mục" in shown
    assert TEXT in shown
    assert "You may not bring a task into any plan." in page_of(client, action)
    assert send(client, action, "drop", reason="Đã có").status_code == 302
    assert "Đã có" in page_of(client, action)
    plan = draft_plan(cast)
    second = added(cast, incident)
    assert send(signed_in(cast.officer), second, "task", plan=str(plan.pk)).status_code == 302
    second.refresh_from_db()
    assert second.task is not None
    assert second.task.title in page_of(signed_in(cast.officer), second)


def test_over_http(cast: Cast) -> None:
    """Added, listed with filters, made a task with If-Match; reviews as a list; unknown fields refused."""
    incident = do("review", in_state(cast, "closed"), cast.press_officer, text="Bài học", failed="Phát hiện muộn")
    api = client_of(cast.press_officer)
    path = f"/api/v1/incidents/{incident.pk}/"
    [review] = api.get(f"{path}reviews/").json()["results"]
    assert (review["no"], review["summary"], review["failed"]) == (1, "Bài học", "Phát hiện muộn")
    body = {"text": TEXT, "unit": "CNTT", "due_on": "2026-12-15"}
    made = api.post(f"{path}actions/", body)
    assert made.status_code == 201, made.content
    assert api.post(f"{path}actions/", {**body, "state": "x"}).status_code == 400
    one = made["Location"]
    row = made.json()
    assert (row["open"], row["late"], row["task"]) == (True, False, None)
    task = task_of(cast)
    assert api.post(f"{one}task/", {"task": str(task.pk)}).status_code == 428
    done = api.post(f"{one}task/", {"task": str(task.pk)}, headers={"If-Match": made["ETag"]})
    assert done.status_code == 200, done.content
    assert done.json()["task"] == str(task.pk)
    again = api.post(f"{one}drop/", {"reason": "x"}, headers={"If-Match": done["ETag"]})
    assert (again.status_code, again.json()["code"]) == (409, "action_decided")
    assert api.get(f"{path}actions/?open=true").json()["results"] == []
    assert len(api.get(f"{path}actions/?open=false").json()["results"]) == 1
    assert client_of(cast.outsider).get(f"{path}actions/").status_code == 404


def test_more_actions_ask_no_more(cast: Cast, queries_do_not_grow: Callable[[Any, Any], None]) -> None:
    incident, client = in_state(cast, "closed"), signed_in(cast.press_officer)
    added(cast, incident)

    def grow() -> None:
        for _number in range(5):
            added(cast, incident)

    queries_do_not_grow(lambda: page_of(client, incident), grow)
    queries_do_not_grow(lambda: client.get("/incidents/actions/"), grow)


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_dropped_and_made_a_task_at_once(cast: Cast) -> None:
    """One of the two holds; the other is told that somebody was first."""
    action, task = added(cast), task_of(cast)

    def drop() -> Any:
        return services.review_action_drop(
            actor=cast.press_officer, reviewaction_id=action.pk, version=action.version, reason="x"
        )

    def make() -> Any:
        return services.review_action_task(
            actor=cast.spokesperson, reviewaction_id=action.pk, version=action.version, task_id=task.pk
        )

    results = at_once(drop, make)
    assert sorted(type(result).__name__ for result in results) == ["ReviewAction", "StaleVersion"]
