"""The work on a task: extensions are asked for by the lead unit and decided by the owner's head, parts are delivered by
their units and confirmed by the lead; handing over is for heads and the leadership."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tasks.services import Coordinating, contribution_deliver, extension_request, handover_make
from tests.api.surface import EVERYBODY, Given, Row
from tests.api.surface.tasks import HEAD, LEAD, READERS, UNSEEN, in_state
from tests.cast import Cast
from tests.plans.build import plan_of_2022
from tests.tasks.build import alone, bring, task_of

REASON = {"reason": "Chờ ý kiến"}
COORDINATES = ("coordinator",)


def dated(cast: Cast, body: Any = None) -> Given:
    task = bring(cast, task_of(cast, due_on=date(2026, 11, 30)), "in_progress")
    return Given(path={"id": task.pk}, version=task.version, body=body)


def asked(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        path = dict(dated(cast).path)
        request = extension_request(
            actor=cast.officer, task_id=path["id"], new_due_on=date(2026, 12, 20), reason="Chờ ý kiến"
        )
        return Given(path={**path, "extension": request.pk}, version=1, body=body)

    return given


def part(body: Any = None, delivered: bool = False) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        unit = cast.units["CNTT"]
        task = bring(cast, task_of(cast, coordinating=[Coordinating(unit)]), "in_progress")
        if delivered:
            task = contribution_deliver(
                actor=cast.coordinator, task_id=task.pk, version=task.version, unit=unit, text="Xong"
            )
        return Given(path={"id": task.pk, "unit": "CNTT"}, version=task.version, body=body)

    return given


def in_charge(cast: Cast) -> Given:
    task = bring(cast, task_of(cast), "assigned")
    return Given(path={"id": task.pk}, version=task.version, body={"unit": "V-PBGDPL", "person": "officer"})


def to_hand_over(cast: Cast) -> Given:
    bring(cast, alone(cast, plan_of_2022(cast)), "accepted")
    return Given(body={"kind": "reorganisation", "from_unit": "V-PBGDPL", "reason": "Sắp xếp"})


def handed_over(cast: Cast) -> Given:
    bring(cast, alone(cast, plan_of_2022(cast)), "accepted")
    made = handover_make(actor=cast.leader, kind="reorganisation", from_unit=cast.units["V-PBGDPL"], reason="Sắp xếp")
    return Given(path={"id": made.pk})


TOOK_PART = ("officer", "unit_head", "leader", "auditor", "administrator")
EXTENSION = "tasks/{id}/extensions/{extension}"
PART = "tasks/{id}/contributions/{unit}"
COMMENTING = tuple(name for name in READERS if name not in ("auditor", "administrator"))

ROWS = [
    Row("GET tasks/{id}/periods/", {200: READERS}, others=404, given=in_state("accepted")),
    Row("GET tasks/{id}/extensions/", {200: READERS}, others=404, given=in_state("accepted")),
    Row(
        "POST tasks/{id}/extensions/",
        {201: LEAD, 404: UNSEEN},
        given=lambda cast: dated(cast, {"new_due_on": "2026-12-20", **REASON}),
    ),
    Row(f"POST {EXTENSION}/approve/", {200: HEAD, 404: UNSEEN}, given=asked()),
    Row(f"POST {EXTENSION}/refuse/", {200: HEAD, 404: UNSEEN}, given=asked(REASON)),
    Row("GET tasks/{id}/contributions/", {200: READERS}, others=404, given=in_state("accepted")),
    Row(f"POST {PART}/deliver/", {200: COORDINATES, 404: UNSEEN}, given=part({"text": "Xong"})),
    Row(f"POST {PART}/confirm/", {200: LEAD, 404: UNSEEN}, given=part(delivered=True)),
    Row(f"POST {PART}/send_back/", {200: LEAD, 404: UNSEEN}, given=part(REASON, delivered=True)),
    Row("POST tasks/{id}/in-charge/", {200: LEAD, 404: UNSEEN}, given=in_charge),
    Row("GET tasks/{id}/comments/", {200: READERS}, others=404, given=in_state("accepted")),
    Row(
        "POST tasks/{id}/comments/",
        {201: COMMENTING, 404: UNSEEN},
        given=in_state("accepted", {"text": "Ý kiến"}),
    ),
    Row("GET handovers/", {200: EVERYBODY}),
    Row("POST handovers/", {201: ("unit_head", "leader")}, given=to_hand_over),
    Row("GET handovers/{id}/", {200: TOOK_PART}, others=404, given=handed_over),
    Row("GET handovers/{id}/history/", {200: TOOK_PART}, others=404, given=handed_over),
    Row("GET handovers/{id}/lines/", {200: TOOK_PART}, others=404, given=handed_over),
]
