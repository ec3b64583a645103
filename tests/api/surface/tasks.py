"""A task is seen by those who have a part in it; its lead unit works on it, the verifying unit judges, the owner's head
assigns and cancels."""

from collections.abc import Callable
from typing import Any

from tasks.models import Task
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.plans.build import draft
from tests.tasks.build import bring, pdf, task_of

READERS = ("officer", "unit_head", "coordinator", "press_officer", "spokesperson", "verifier", "leader",
           "administrator", "auditor")  # fmt: skip
UNSEEN = ("legal_checker", "outsider")
LEAD, HEAD, JUDGE = ("officer", "unit_head"), ("unit_head",), ("verifier",)
REASON = {"reason": "Sai"}


def in_state(state: str, body: Any = None, form: str = "json") -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        task = bring(cast, task_of(cast), state)
        return Given(path={"id": task.pk}, version=task.version, body=body, format=form)

    return given


def to_create(cast: Cast) -> Given:
    task = of_a_draft(cast)
    return Given(body={"plan": str(task.plan_id), "title": "Họp báo", "lead_unit": "CNTT"})


def to_change(cast: Cast) -> Given:
    return Given(path={"id": of_a_draft(cast).pk}, version=1, body={"weight": 2})


def of_a_draft(cast: Cast) -> Task:
    """The task of a draft, in which the same people have a part as in that of the plan of 2022."""
    return task_of(cast, draft(cast), lead_unit=cast.units["C-PBGDPL-TGPL"], coordinating_group="")


def verb(name: str, state: str, allowed: tuple[str, ...], body: Any = None) -> Row:
    return Row(f"POST tasks/{{id}}/{name}/", {200: allowed, 404: UNSEEN}, given=in_state(state, body))


ROWS = [
    Row("GET tasks/", {200: EVERYBODY}),
    Row("GET tasks/inbox/", {200: EVERYBODY}),
    Row("POST tasks/", {201: LEAD, 400: UNSEEN}, given=to_create),
    Row("GET tasks/{id}/", {200: READERS}, others=404, given=in_state("assigned")),
    Row("PATCH tasks/{id}/", {200: LEAD, 404: UNSEEN}, given=to_change),
    Row("GET tasks/{id}/history/", {200: READERS}, others=404, given=in_state("assigned")),
    Row("GET tasks/{id}/incidents/", {200: READERS}, others=404, given=in_state("assigned")),
    Row("GET tasks/{id}/updates/", {200: READERS}, others=404, given=in_state("accepted")),
    Row("POST tasks/{id}/updates/", {201: LEAD, 404: UNSEEN}, given=in_state("accepted", {"percent": 40})),
    Row("GET tasks/{id}/evidence/", {200: READERS}, others=404, given=in_state("accepted")),
    Row(
        "POST tasks/{id}/evidence/",
        {201: LEAD, 404: UNSEEN},
        given=in_state("accepted", lambda: {"file": pdf()}, "multipart"),
    ),
    verb("accept", "assigned", LEAD),
    verb("return", "assigned", LEAD, REASON),
    verb("assign", "returned", HEAD),
    verb("start", "accepted", LEAD),
    verb("block", "in_progress", LEAD, REASON),
    verb("unblock", "blocked", LEAD),
    verb("submit", "in_progress", LEAD),
    verb("verify", "submitted", JUDGE),
    verb("reject", "submitted", JUDGE, REASON),
    verb("cancel", "assigned", HEAD, REASON),
    verb("reopen", "verified", ("unit_head", "leader"), REASON),
    Row("GET progress/", {200: EVERYBODY}),
    Row("GET progress/balance/", {200: EVERYBODY}),
    Row("GET progress/why/", {200: EVERYBODY}, given=lambda cast: Given(query="?figure=total")),
]
