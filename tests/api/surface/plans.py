"""Schemes are read by the ministry; plans by owner, verifying and participating units; verbs belong to few."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from plans.models import Indicator, IndicatorTarget, Plan, PlanReader, Topic
from plans.services import objective_record
from tasks.models import Amendment, Task
from tasks.services import LineInput, plan_amend
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.plans.build import draft, scheme_of
from tests.tasks.build import task_of

MINISTRY = tuple(person for person in EVERYBODY if person != "outsider")
READERS = ("officer", "unit_head", "press_officer", "spokesperson", "verifier", "leader", "administrator", "auditor")
OWNER, HEAD_OR_LEADER = ("officer", "unit_head"), ("unit_head", "leader")
UNSEEN = ("coordinator", "legal_checker", "outsider")
DECISION = {"decision_number": "12/QĐ-BTP", "decision_date": "2026-01-15"}


def a_scheme(body: Any = None) -> Callable[[Cast], Given]:
    return lambda cast: Given(path={"id": scheme_of(cast).pk, "scheme": scheme_of(cast).pk}, version=1, body=body)


def in_state(state: str, body: Any = None, *, key: bool = False) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        plan = draft(cast)
        Plan.objects.filter(pk=plan.pk).update(state=state, **DECISION)
        headers = {"Idempotency-Key": str(uuid4())} if key else {}
        return Given(path={"id": plan.pk, "plan": plan.pk}, version=1, body=body, headers=headers)

    return given


def an_objective(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        objective = objective_record(actor=None, plan=draft(cast), no="1", title="Một")
        return Given(path={"id": objective.pk}, version=1, body=body)

    return given


def a_topic(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        topic = Topic.objects.create(plan=draft(cast), kind="focus_topic", no="1", text="Một")
        return Given(path={"id": topic.pk}, version=1, body=body)

    return given


def an_indicator(body: Any = None, *, state: str = "draft") -> Callable[[Cast], Given]:
    """With a period; an empty `target` in the body stands for it."""

    def given(cast: Cast) -> Given:
        plan = draft(cast)
        Plan.objects.filter(pk=plan.pk).update(state=state, **DECISION)
        indicator = Indicator.objects.create(plan=plan, no="1", title="Số tin, bài")
        period = IndicatorTarget.objects.create(
            indicator=indicator, starts="2026-01-01", ends="2026-12-31", target="100"
        )
        sent = {**body, "target": str(period.pk)} if body and body.get("target") == "" else body
        return Given(path={"id": indicator.pk}, version=1, body=sent)

    return given


def new_objective(cast: Cast) -> Given:
    return Given(body={"plan": str(draft(cast).pk), "no": "1", "title": "Một"})


def amendable(body: Any = None) -> Callable[[Cast], Given]:
    """A plan that is issued, with one task."""

    def given(cast: Cast) -> Given:
        task = task_of(cast, draft(cast), lead_unit=cast.units["C-PBGDPL-TGPL"], coordinating=[], coordinating_group="")
        Plan.objects.filter(pk=task.plan_id).update(state="issued", **DECISION)
        line = {"subject": "task", "act": "change", "target": str(task.pk), "values": {"weight": 3}}
        amendment = {**DECISION, "decision_number": "45/QĐ-BTP", "reason": "Điều chỉnh", "lines": [line]}
        return Given(path={"plan": task.plan_id}, version=1, body=amendment if body is None else body)

    return given


def amended(cast: Cast) -> Given:
    given = amendable()(cast)
    line = LineInput("task", "change", Task.objects.get().pk, {"weight": 3})
    words = {**given.body, "decision_date": date(2026, 1, 15), "lines": [line]}
    plan_amend(actor=cast.leader, plan_id=given.path["plan"], version=1, **words)
    return Given(path={**given.path, "id": Amendment.objects.get().pk})


def carried_over(cast: Cast) -> Given:
    return Given(path=amendable()(cast).path, body={"to": str(draft(cast, code="KH-MOI").pk)})


def opened(cast: Cast) -> Given:
    given = in_state("issued", {"unit": "CNTT"})(cast)
    PlanReader.objects.create(plan_id=given.path["id"], unit=cast.units["CNTT"])
    return given


def verb(name: str, state: str, allowed: tuple[str, ...], body: Any = None, *, key: bool = False) -> Row:
    return Row(f"POST plans/{{id}}/{name}/", {200: allowed, 404: UNSEEN}, given=in_state(state, body, key=key))


SCHEME = {"code": "X", "title": "X", "starts": "2021-01-01", "ends": "2022-12-31", "owner_unit": "VP"}
PLAN_COPY = {"code": "X", "title": "X", "starts": "2027-01-01"}
PLAN = {"code": "X", "title": "X", "starts": "2026-01-01", "owner_unit": "C-PBGDPL-TGPL"}
TOPIC = {"kind": "focus_topic", "no": "1", "text": "Một"}
INDICATOR = {
    "no": "1",
    "title": "Số tin, bài",
    "targets": [{"starts": "2026-01-01", "ends": "2026-06-30", "target": 50}],
}

ROWS = [
    Row("GET schemes/", {200: EVERYBODY}),
    Row("POST schemes/", {201: ("verifier",)}, given=lambda cast: Given(body=SCHEME)),
    Row("GET schemes/{id}/", {200: MINISTRY}, others=404, given=a_scheme()),
    Row("PATCH schemes/{id}/", {200: ("verifier",), 404: ("outsider",)}, given=a_scheme({"title": "Y"})),
    Row("GET schemes/{id}/history/", {200: MINISTRY}, others=404, given=a_scheme()),
    Row("GET schemes/{scheme}/progress/", {200: MINISTRY}, others=404, given=a_scheme()),
    Row("GET plans/", {200: EVERYBODY}),
    Row("POST plans/", {201: OWNER}, given=lambda cast: Given(body=PLAN)),
    Row("GET plans/{id}/", {200: READERS}, others=404, given=in_state("draft")),
    Row("PATCH plans/{id}/", {200: OWNER, 404: UNSEEN}, given=in_state("draft", {"title": "Y"})),
    Row("GET plans/{id}/history/", {200: READERS}, others=404, given=in_state("draft")),
    Row("GET plans/{plan}/progress/", {200: READERS}, others=404, given=in_state("draft")),
    Row("GET plans/{plan}/objectives/", {200: READERS}, others=404, given=in_state("draft")),
    Row(
        "POST plans/{plan}/objectives/",
        {201: OWNER, 404: UNSEEN},
        given=in_state("draft", {"no": "1", "title": "Một"}),
    ),
    verb("submit", "draft", OWNER),
    verb("return", "submitted", ("leader",), {"reason": "Sai"}),
    verb("issue", "submitted", ("leader",), DECISION, key=True),
    verb("start", "issued", HEAD_OR_LEADER),
    verb("close", "in_progress", HEAD_OR_LEADER),
    Row("POST plans/{plan}/amend/", {200: HEAD_OR_LEADER, 404: UNSEEN}, given=amendable()),
    Row("GET plans/{plan}/amendments/", {200: READERS}, others=404, given=amended),
    Row("GET plans/{plan}/amendments/{id}/", {200: READERS}, others=404, given=amended),
    Row("POST plans/{plan}/copy/", {201: OWNER, 404: UNSEEN}, given=amendable(PLAN_COPY)),
    Row("POST plans/{plan}/carry-over/", {200: OWNER, 404: UNSEEN}, given=carried_over),
    verb("archive", "closed", HEAD_OR_LEADER),
    verb("open_to", "closed", HEAD_OR_LEADER, {"unit": "CNTT"}),
    Row("POST plans/{id}/close_to/", {200: HEAD_OR_LEADER, 404: ("legal_checker", "outsider")}, given=opened),
    Row("GET plans/{id}/readers/", {200: READERS}, others=404, given=in_state("draft")),
    Row("GET objectives/", {200: EVERYBODY}),
    Row("POST objectives/", {201: OWNER, 400: UNSEEN}, given=new_objective),
    Row("GET objectives/{id}/", {200: READERS}, others=404, given=an_objective()),
    Row("PATCH objectives/{id}/", {200: OWNER, 404: UNSEEN}, given=an_objective({"title": "Y"})),
    Row("GET objectives/{id}/history/", {200: READERS}, others=404, given=an_objective()),
    Row("GET topics/", {200: EVERYBODY}),
    Row("GET topics/{id}/", {200: READERS}, others=404, given=a_topic()),
    Row("PATCH topics/{id}/", {200: OWNER, 404: UNSEEN}, given=a_topic({"text": "Hai"})),
    Row("GET topics/{id}/history/", {200: READERS}, others=404, given=a_topic()),
    Row("GET plans/{plan}/topics/", {200: READERS}, others=404, given=in_state("draft")),
    Row("POST plans/{plan}/topics/", {201: OWNER, 404: UNSEEN}, given=in_state("draft", TOPIC)),
    Row("GET indicators/", {200: EVERYBODY}),
    Row("GET indicators/{id}/", {200: READERS}, others=404, given=an_indicator()),
    Row("PATCH indicators/{id}/", {200: OWNER, 404: UNSEEN}, given=an_indicator({"title": "Khác"})),
    Row("GET indicators/{id}/history/", {200: READERS}, others=404, given=an_indicator()),
    Row("GET indicators/{id}/targets/", {200: READERS}, others=404, given=an_indicator()),
    Row(
        "POST indicators/{id}/targets/",
        {201: OWNER, 404: UNSEEN},
        given=an_indicator({"starts": "2026-01-01", "ends": "2026-06-30", "target": 50}),
    ),
    Row("GET indicators/{id}/actuals/", {200: READERS}, others=404, given=an_indicator()),
    Row(
        "POST indicators/{id}/actuals/",
        {201: OWNER, 404: UNSEEN},
        given=an_indicator({"target": "", "value": 1, "source": "Báo cáo"}, state="in_progress"),
    ),
    Row("GET plans/{plan}/indicators/", {200: READERS}, others=404, given=in_state("draft")),
    Row("POST plans/{plan}/indicators/", {201: OWNER, 404: UNSEEN}, given=in_state("draft", INDICATOR)),
    Row("GET schemes/{scheme}/indicators/", {200: MINISTRY}, others=404, given=a_scheme()),
    Row("POST schemes/{scheme}/indicators/", {201: ("verifier",), 404: ("outsider",)}, given=a_scheme(INDICATOR)),
]
