"""The desk keeps a press conference, spokesperson and leadership decide; names of the press are the desks' alone."""

from collections.abc import Callable
from typing import Any

from press.conferences.models import Accreditation, ConferenceQuestion, PressConference
from press.distribution.models import DistributionList
from press.distribution.services.contacts import list_create
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.press.conferences import building
from tests.tasks.build import task_of

DESK = ("press_officer", "spokesperson")
LEADS = ("spokesperson", "leader")
# A plan is seen by the desk, who reads everything, and the heads of units.
SEES = (*DESK, "leader", "auditor", "administrator", "unit_head", "verifier")
# Names of the press.
NAMES = (*DESK, "leader", "auditor", "administrator")


def but(*allowed: str) -> tuple[str, ...]:
    return tuple(person for person in SEES if person not in allowed)


def names_but(*allowed: str) -> tuple[str, ...]:
    return tuple(person for person in NAMES if person not in allowed)


def of(make: Callable[[Cast], PressConference], body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = make(cast)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def under(make: Callable[[Cast], Accreditation | ConferenceQuestion], body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = make(cast)
        return Given(path={"conference": made.conference_id, "id": made.pk}, version=made.version, body=body)

    return given


def inside(make: Callable[[Cast], PressConference], body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        return Given(path={"conference": make(cast).pk}, body=body)

    return given


def to_plan(cast: Cast) -> Given:
    return Given(body={"kind": "periodic", "title": "Họp báo quý IV", "held_at": "2026-12-25T09:00:00+07:00"})


def with_list(cast: Cast) -> Given:
    kept: DistributionList = list_create(actor=cast.press_officer, name="Báo chí")
    return Given(path={"id": building.announced(cast).pk}, body={"list": str(kept.pk)})


def due(cast: Cast) -> PressConference:
    return building.planned(cast, held_at=building.hanoi(2026, 11, 20, 9))


def written(cast: Cast) -> PressConference:
    return building.do("minutes_write", building.held(cast), cast.press_officer, text="Biên bản")


def asked(cast: Cast) -> ConferenceQuestion:
    return building.asked(cast, building.held(cast))


def with_task(cast: Cast) -> Given:
    question = building.promised(cast, building.held(cast))
    task = task_of(cast)
    path = {"conference": question.conference_id, "id": question.pk}
    return Given(path=path, version=question.version, body={"task": str(task.pk)})


def registered(cast: Cast) -> Accreditation:
    return building.registered(cast, building.announced(cast))


def accredited(cast: Cast) -> Accreditation:
    row = building.registered(cast, building.held(cast))
    return building.do_accreditation("accredit", row, cast.press_officer)


def present(cast: Cast) -> Accreditation:
    return building.do_accreditation("attend", accredited(cast), cast.press_officer)


REASON = {"reason": "Trùng lịch"}
ALL = "press-conferences/"
ONE = "press-conferences/{id}/"
PRESS = "press-conferences/{conference}/accreditations/"
ASKED = "press-conferences/{conference}/questions/"

ROWS = [
    Row(f"GET {ALL}", {200: EVERYBODY}),
    Row(f"POST {ALL}", {201: DESK}, given=to_plan),
    Row(f"GET {ONE}", {200: SEES}, others=404, given=of(building.planned)),
    Row(f"PATCH {ONE}", {200: DESK, 403: but(*DESK)}, others=404, given=of(building.planned, {"title": "Họp báo"})),
    Row(f"GET {ONE}history/", {200: EVERYBODY}, given=of(building.announced)),
    Row(
        f"POST {ONE}invite/",
        {200: ("press_officer",), 403: but("press_officer")},
        others=404,
        given=of(building.planned),
    ),
    Row(f"POST {ONE}announce/", {200: LEADS, 403: but(*LEADS)}, others=404, given=of(building.planned)),
    Row(
        f"POST {ONE}reschedule/",
        {200: LEADS},
        given=of(building.announced, REASON | {"held_at": "2026-11-26T09:00:00+07:00"}),
    ),
    Row(f"POST {ONE}hold/", {200: DESK, 403: but(*DESK)}, others=404, given=of(due)),
    Row(f"POST {ONE}end/", {200: DESK}, given=of(lambda cast: building.do("hold", due(cast), cast.press_officer))),
    Row(f"POST {ONE}cancel/", {200: LEADS}, given=of(building.announced, REASON)),
    # A list out of sight is none: 400 before anything else.
    Row(f"POST {ONE}accredit_list/", {200: DESK, 403: names_but(*DESK)}, others=400, given=with_list),
    Row(f"POST {ONE}write_minutes/", {200: DESK}, given=of(building.held, {"text": "Biên bản"})),
    Row(f"POST {ONE}approve_minutes/", {200: LEADS}, given=of(written)),
    Row(f"GET {ONE}minutes/", {200: EVERYBODY}, given=of(written)),
    Row("GET press-conferences/{id}/minutes.pdf", {200: NAMES}, others=404, given=of(written)),
    Row(f"GET {PRESS}", {200: EVERYBODY}, given=inside(building.announced)),
    Row(f"POST {PRESS}", {201: DESK}, given=inside(building.announced, {"name": "Trần Thị P"})),
    Row(f"GET {PRESS}{{id}}/", {200: NAMES}, others=404, given=under(registered)),
    Row(f"GET {PRESS}{{id}}/history/", {200: NAMES}, others=404, given=under(registered)),
    Row(f"POST {PRESS}{{id}}/accredit/", {200: DESK, 403: names_but(*DESK)}, others=404, given=under(registered)),
    Row(f"POST {PRESS}{{id}}/refuse/", {200: DESK, 403: names_but(*DESK)}, others=404, given=under(registered, REASON)),
    Row(f"POST {PRESS}{{id}}/attend/", {200: DESK, 403: names_but(*DESK)}, others=404, given=under(accredited)),
    Row(f"POST {PRESS}{{id}}/unattend/", {200: DESK, 403: names_but(*DESK)}, others=404, given=under(present)),
    Row(f"GET {ASKED}", {200: EVERYBODY}, given=inside(building.announced)),
    Row(f"POST {ASKED}", {201: DESK}, given=inside(building.announced, {"text": "Khi nào?"})),
    Row(f"GET {ASKED}{{id}}/", {200: EVERYBODY}, given=under(asked)),
    Row(f"PATCH {ASKED}{{id}}/", {200: DESK}, given=under(asked, {"text": "Khi nào?"})),
    Row(f"GET {ASKED}{{id}}/history/", {200: EVERYBODY}, given=under(asked)),
    Row(f"POST {ASKED}{{id}}/answer/", {200: DESK}, given=under(asked, {"answer": "Không."})),
    Row(
        f"POST {ASKED}{{id}}/promise/",
        {200: DESK},
        given=under(asked, {"unit": "CNTT", "promised_for": "2026-11-30"}),
    ),
    Row(
        f"POST {ASKED}{{id}}/task/",
        {200: (*DESK, "verifier", "unit_head"), 400: ("legal_checker", "outsider")},  # who do not see the task
        given=with_task,
    ),
    Row(f"POST {ASKED}{{id}}/request/", {200: DESK}, given=under(asked, {})),
]
