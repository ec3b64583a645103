"""A task is seen by those who have a part in it; its lead unit works on it, the verifying unit judges, the owner's head
assigns and cancels."""

from collections.abc import Callable
from typing import Any

from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.plans.build import plan_of_2022
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
    body = {"plan": str(plan_of_2022(cast).pk), "title": "Họp báo", "lead_unit": "V-PBGDPL"}
    task_of(cast)
    return Given(body=body)


def verb(name: str, state: str, allowed: tuple[str, ...], body: Any = None) -> Row:
    return Row(f"POST tasks/{{id}}/{name}/", {200: allowed, 404: UNSEEN}, given=in_state(state, body))


ROWS = [
    Row("GET tasks/", {200: EVERYBODY}),
    Row("POST tasks/", {201: HEAD, 400: UNSEEN}, given=to_create),
    Row("GET tasks/{id}/", {200: READERS}, others=404, given=in_state("assigned")),
    Row("PATCH tasks/{id}/", {200: HEAD, 404: UNSEEN}, given=in_state("assigned", {"weight": 2})),
    Row("GET tasks/{id}/history/", {200: READERS}, others=404, given=in_state("assigned")),
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
    Row("GET progress/why/", {200: EVERYBODY}, given=lambda cast: Given(query="?figure=total")),
]
