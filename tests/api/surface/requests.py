"""Press requests: the desk keeps them, the units that answer work on them, who oversees reads, nobody else knows."""

from collections.abc import Callable
from typing import Any

from press.requests.models import PressRequest, RefusalGround
from press.requests.services import request_answer, request_hand_over, request_refuse
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.press.requests import building_requests as building

DESK = ("press_officer", "spokesperson")
OVERSEE = ("leader", "auditor", "administrator")
UNIT = ("officer", "unit_head")
SEES = (*DESK, *OVERSEE)


def of(make: Callable[[Cast], PressRequest], body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = make(cast)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def row(
    call: str,
    make: Callable[[Cast], PressRequest],
    allowed: tuple[str, ...],
    body: Any = None,
    *,
    seen: tuple[str, ...] = SEES,
) -> Row:
    """`allowed` may, the others who see it are told that they may not, for everybody else it is not there."""
    denied = tuple(person for person in seen if person not in allowed)
    return Row(call, {200: allowed, 403: denied}, others=404, given=of(make, body))


def asked(cast: Cast) -> PressRequest:
    """A question without a legal time, so that no rules are needed."""
    return building.registered(cast, kind="other")


def assigned(cast: Cast) -> PressRequest:
    return building.assigned(cast, asked(cast))


def coordinated(cast: Cast) -> PressRequest:
    return building.assigned(cast, asked(cast), coordinating=[{"unit_id": cast.units["CNTT"].pk}])


def drafted(cast: Cast) -> PressRequest:
    building.mandate(cast)
    return building.drafted(cast, asked(cast))


def approved(cast: Cast) -> PressRequest:
    return building.approved(cast, asked(cast))


def answered(cast: Cast) -> PressRequest:
    request = approved(cast)
    return request_answer(actor=cast.press_officer, request_id=request.pk, version=request.version)


def refused(cast: Cast) -> PressRequest:
    ground = building.grounds()["LBC25-31.2A"]
    request = asked(cast)
    return request_refuse(
        actor=cast.spokesperson, request_id=request.pk, version=1, ground_id=ground.pk, reason="Bí mật nhà nước"
    )


def with_ground(cast: Cast) -> PressRequest:
    building.grounds()
    return asked(cast)


def complaint(cast: Cast) -> PressRequest:
    building.rules()
    return building.registered(cast, kind="complaint")


def handed(cast: Cast) -> PressRequest:
    return request_hand_over(
        actor=cast.press_officer,
        request_id=asked(cast).pk,
        version=1,
        classification="information",
        to_unit_id=cast.units["CNTT"].pk,
        reason="Đề nghị cung cấp thông tin",
    )


def to_receive(cast: Cast) -> Given:
    request = handed(cast)
    return Given(path={"id": request.pk, "hand_off": request.hand_offs.get().pk}, version=1, body={"note": "Đã nhận"})


def ground(cast: Cast) -> Given:
    made: RefusalGround = building.grounds()["LBC25-31.2A"]
    return Given(path={"id": made.pk})


NEW = {"kind": "other", "questions": "Ai phát ngôn về Cổng?", "outlet_name": "VTV"}
REASON = {"reason": "Đúng chức năng"}

ROWS = [
    Row("GET press-requests/", {200: EVERYBODY}),
    Row("POST press-requests/", {201: DESK}, given=lambda cast: Given(body=NEW)),
    row("GET press-requests/{id}/", asked, SEES),
    row("PATCH press-requests/{id}/", asked, DESK, {"subject": "Cổng"}),
    row("GET press-requests/{id}/history/", asked, SEES),
    row("GET press-requests/{id}/versions/", drafted, (*SEES, *UNIT)),
    row("GET press-requests/{id}/units/", assigned, (*SEES, *UNIT)),
    row("GET press-requests/{id}/promises/", asked, SEES),
    row("GET press-requests/{id}/hand-offs/", handed, (*SEES, "coordinator")),
    row("GET press-requests/{id}/chain/", answered, (*SEES, *UNIT)),
    row("POST press-requests/{id}/classify/", asked, DESK, {"classification": "statement", **REASON}),
    row("POST press-requests/{id}/assign/", asked, DESK, {"lead_unit": "CNTT"}),
    row(
        "POST press-requests/{id}/contribute/",
        coordinated,
        ("coordinator",),
        {"unit": "CNTT", "contribution": "1.200.000 lượt"},
        seen=(*SEES, *UNIT),
    ),
    row(
        "POST press-requests/{id}/draft/",
        assigned,
        (*DESK, *UNIT),
        {"answer": "Cổng đã mở."},
        seen=(*SEES, *UNIT),
    ),
    row("POST press-requests/{id}/return/", drafted, DESK, {"comment": "Ngắn hơn"}, seen=(*SEES, *UNIT)),
    row("POST press-requests/{id}/approve/", drafted, ("spokesperson",), {}, seen=(*SEES, *UNIT)),
    row("POST press-requests/{id}/answer/", approved, DESK, {}, seen=(*SEES, *UNIT)),
    row("POST press-requests/{id}/promise/", asked, DESK, {"date": "2026-11-30"}),
    row("POST press-requests/{id}/refuse/", with_ground, ("spokesperson",), {"ground": "LBC25-31.2A", **REASON}),
    row("POST press-requests/{id}/send_reason/", refused, DESK, {}),
    row(
        "POST press-requests/{id}/conclude/",
        complaint,
        DESK,
        {"concluded_at": "2026-11-21T09:00:00+07:00", **REASON},
    ),
    row(
        "POST press-requests/{id}/transfer/",
        assigned,
        DESK,
        {"to_agency": "Bộ Công an", **REASON},
        seen=(*SEES, *UNIT),
    ),
    row(
        "POST press-requests/{id}/hand_over/",
        asked,
        DESK,
        {"classification": "citizen_reception", "to_unit": "CNTT", **REASON},
    ),
    row("POST press-requests/{id}/withdraw/", asked, DESK, {}),
    Row(
        "POST press-requests/{id}/hand-offs/{hand_off}/receive/",
        {200: ("coordinator",), 403: SEES},
        others=404,
        given=to_receive,
    ),
    Row("GET refusal-grounds/", {200: EVERYBODY}),
    Row("GET refusal-grounds/{id}/", {200: EVERYBODY}, given=ground),
    Row("GET refusal-grounds/{id}/history/", {200: EVERYBODY}, given=ground),
]
