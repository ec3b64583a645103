"""Units: asked, relieved, late by how much and through whom; promises; chains; two writers at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, StaleVersion
from comms.notify.models import Notification
from press.requests import due, jobs, policies
from press.requests.lateness import lateness
from press.requests.models import PressRequest, RequestUnit
from press.requests.policies import lead_part, open_parts
from press.requests.selectors import LONGEST_CHAIN, chain_of, clock_of, warnings_of
from press.requests.services import (
    request_answer,
    request_assign,
    request_contribute,
    request_draft,
    request_edit,
    request_promise,
    request_refuse,
    request_return,
    request_transfer,
    request_withdraw,
)
from tests.cast import Cast
from tests.press.conftest import hanoi
from tests.press.requests import building_requests as building
from tests.press.requests.building_requests import LEAD, WORDS
from tests.races import at_once, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")

NOW = hanoi(2026, 11, 21, 9)


def by(actor: Any, request: PressRequest) -> dict[str, Any]:
    return {"actor": actor, "request_id": request.pk, "version": request.version}


def coordinating(cast: Cast, **fields: Any) -> list[dict[str, Any]]:
    return [{"unit_id": cast.units["CNTT"].pk, "asked_for": "Số lượt truy cập", **fields}]


def contribute(cast: Cast, request: PressRequest) -> PressRequest:
    return request_contribute(
        **by(cast.coordinator, request), unit_id=cast.units["CNTT"].pk, contribution="1.200.000 lượt"
    )


# --- asking ---------------------------------------------------------------------------------------


def test_internal_times_are_proposed(cast: Cast) -> None:
    """Two thirds of the time to 24:00 on 21/12 are reached on Friday 11/12; half of the lead's time on 01/12."""
    request = building.assigned(cast, coordinating=coordinating(cast))
    times = {row.part: row.due_at for row in open_parts(request)}
    assert times == {"lead": hanoi(2026, 12, 11, 17), "coordinating": hanoi(2026, 12, 1, 17)}


@pytest.mark.parametrize(
    ("now", "end", "proposed"),
    [
        # Two thirds end on Sunday 29/11: Friday before it.
        (hanoi(2026, 11, 25, 9), hanoi(2026, 12, 2), hanoi(2026, 11, 27, 17)),
        # A day is too short for a working day's end: the share itself.
        (hanoi(2026, 11, 21, 9), hanoi(2026, 11, 21, 12), hanoi(2026, 11, 21, 11, 1)),
        (hanoi(2026, 11, 21, 9), hanoi(2026, 11, 21, 9), None),
        (hanoi(2026, 11, 21, 9), None, None),
    ],
)
def test_a_proposal_lies_before_the_end(
    cast: Cast, now: datetime, end: datetime | None, proposed: datetime | None
) -> None:
    with clock.frozen(now):
        assert due.lead_due(end) == proposed


def test_a_unit_delivers_before_the_legal_end(cast: Cast) -> None:
    request = building.registered(cast)
    legal = clock_of(request)
    assert legal is not None
    last = legal.due_at - timedelta(microseconds=1)
    assert building.assigned(cast, request, lead_due_at=last).state == "assigned"


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"lead_due_at": hanoi(2026, 12, 22)}, "lead_due_at", "after_legal"),
        ({"lead_due_at": NOW}, "lead_due_at", "past"),
        ({"due_at": hanoi(2026, 12, 22)}, "coordinating", "after_legal"),
        ({"lead_due_at": hanoi(2026, 12, 1), "due_at": hanoi(2026, 12, 1, 0, 1)}, "coordinating", "after_lead"),
        ({"unit": LEAD}, "coordinating", "repeated"),
        ({"unit": "TGPL"}, "coordinating", "not_valid"),
        ({"lead": "V-PBGDPL"}, "lead_unit", "not_valid"),
    ],
)
def test_what_is_not_asked(cast: Cast, fields: dict[str, Any], field: str, code: str) -> None:
    """Late, in the past, twice, of a unit that is gone."""
    values = dict(fields)
    row = {"unit_id": cast.units[values.pop("unit", "CNTT")].pk, "due_at": values.pop("due_at", None)}
    lead = cast.units[values.pop("lead", LEAD)].pk
    request = building.registered(cast)
    with pytest.raises(Invalid) as refused:
        building.assigned(cast, request, lead_unit_id=lead, coordinating=[row], **values)
    assert [error.code for error in refused.value.errors[field]] == [code]
    assert not RequestUnit.objects.exists()


def test_the_legal_end_itself_is_too_late(cast: Cast) -> None:
    request = building.registered(cast)
    legal = clock_of(request)
    assert legal is not None
    with pytest.raises(Invalid):
        building.assigned(cast, request, lead_due_at=legal.due_at)


def test_one_unit_leads(cast: Cast) -> None:
    request = building.assigned(cast)
    with pytest.raises(DatabaseError, match=r"UNIQUE|one_lead"), transaction.atomic():
        RequestUnit.objects.create(request=request, unit=cast.units["CNTT"], part="lead", asked_by=cast.press_officer)


def test_the_people_of_a_unit_are_told_once(cast: Cast) -> None:
    request = building.assigned(cast, coordinating=coordinating(cast))
    building.assigned(cast, request, coordinating=coordinating(cast))
    told = Notification.objects.filter(kind="press.request_asked").values_list("person__username", flat=True)
    assert sorted(told) == ["coordinator", "officer", "unit_head"]


def test_assigning_again_keeps_relieves_and_asks_anew(cast: Cast) -> None:
    request = building.assigned(cast, coordinating=coordinating(cast))
    request = contribute(cast, request)
    with pytest.raises(Invalid) as refused:
        building.assigned(cast, request)
    assert list(refused.value.errors) == ["reason"]
    request = building.assigned(cast, request, coordinating=coordinating(cast, asked_for="Số phản ánh lỗi"))
    rows = list(RequestUnit.objects.filter(unit=cast.units["CNTT"]).order_by("asked_at", "delivered_at"))
    assert sorted((row.delivered_at is not None, row.relieved_at is not None) for row in rows) == [
        (False, False),
        (True, True),
    ]
    request = building.assigned(cast, request, reason="Không cần nữa")
    assert [row.unit.code for row in open_parts(request)] == [LEAD]


def test_a_part_is_delivered_once_and_by_its_unit(cast: Cast) -> None:
    request = building.assigned(cast, coordinating=coordinating(cast))
    values = {"unit_id": cast.units["CNTT"].pk, "contribution": "x"}
    with pytest.raises(NotAllowed):
        request_contribute(**by(cast.officer, request), **values)
    with pytest.raises(Invalid):
        request_contribute(**by(cast.officer, request), unit_id=cast.units["VP"].pk, contribution="x")
    with pytest.raises(Invalid):
        request_contribute(**by(cast.coordinator, request), unit_id=cast.units["CNTT"].pk, contribution=" ")
    request = contribute(cast, request)
    with pytest.raises(Conflict):
        contribute(cast, request)
    told = set(Notification.objects.filter(kind="press.request_contributed").values_list("person__username", flat=True))
    assert told == {"press_officer", "spokesperson", "officer", "unit_head"}


# --- who was late ---------------------------------------------------------------------------------


def delivered_at(cast: Cast, lead_days: int, coordinating_days: int, answered_days: int) -> PressRequest:
    """Received on 21/11 and asked at once: the coordinating unit by 01/12, the lead by 11/12, the law by 21/12."""
    building.mandate(cast)
    request = building.assigned(cast, coordinating=coordinating(cast))
    with clock.frozen(NOW + timedelta(days=coordinating_days)):
        request = contribute(cast, request)
    with clock.frozen(NOW + timedelta(days=lead_days)):
        request = request_draft(**by(cast.officer, request), answer=WORDS)
    with clock.frozen(NOW + timedelta(days=answered_days)):
        request = building.request_approve(**by(cast.spokesperson, request))
        return request_answer(**by(cast.press_officer, request), late_reason="Chờ")


@pytest.mark.parametrize(
    ("lead", "coordinating_unit", "answered", "late", "causes"),
    [
        (15, 5, 29, False, []),
        (15, 5, 35, True, [None]),
        (25, 5, 35, True, [LEAD]),
        (25, 20, 35, True, [LEAD, "CNTT"]),
        (25, 5, 29, False, []),
    ],
    ids=["all in time", "the desk", "the lead", "both", "a unit late, the answer in time"],
)
def test_who_caused_a_late_answer(
    cast: Cast, lead: int, coordinating_unit: int, answered: int, late: bool, causes: list[str | None]
) -> None:
    request = delivered_at(cast, lead, coordinating_unit, answered)
    found = lateness(request, clock_of(request))
    assert found.is_late is late
    assert sorted(unit.code if unit else "" for unit in found.caused_by) == sorted(code or "" for code in causes)


def test_whose_time_it_was(cast: Cast) -> None:
    """The answer waits for the coordinating unit, then for the lead, then for the desk; the parts fill the whole."""
    request = delivered_at(cast, lead_days=15, coordinating_days=5, answered_days=35)
    found = lateness(request, clock_of(request))
    waited = {row.unit.code if row.unit else None: row.time.days for row in found.waited}
    assert waited == {None: 20, LEAD: 10, "CNTT": 5}
    assert found.late_by == NOW + timedelta(days=35) - hanoi(2026, 12, 22)


def test_how_late_a_unit_is(cast: Cast) -> None:
    """To the microsecond, and while it is open."""
    request = building.assigned(cast)
    part = lead_part(request)
    assert part is not None
    assert part.due_at is not None
    for after, late in ((timedelta(0), False), (timedelta(microseconds=1), True)):
        with clock.frozen(part.due_at + after):
            (timed,) = lateness(request, clock_of(request)).parts
            assert (timed.is_late, timed.late_by) == (late, after)


def test_the_lead_moves_with_a_row_of_its_own(cast: Cast) -> None:
    """Lateness stays with whoever caused it."""
    request = building.assigned(cast)
    with clock.frozen(hanoi(2026, 12, 14, 9)):
        request = request_transfer(**by(cast.press_officer, request), unit_id=cast.units["CNTT"].pk, reason="Đúng việc")
        first, second = lateness(request, clock_of(request)).parts
        assert (request.state, first.is_late, second.is_late) == ("assigned", True, False)
        assert (first.row.relieve_reason, second.unit.code) == ("Đúng việc", "CNTT")
        assert second.row.due_at is not None
        assert second.row.due_at > clock.now()


def test_a_transfer_lets_an_approval_lapse(cast: Cast) -> None:
    request = building.approved(cast)
    with pytest.raises(Invalid) as refused:
        request_transfer(**by(cast.press_officer, request), unit_id=cast.units[LEAD].pk, reason="x")
    assert refused.value.errors["unit"][0].code == "unchanged"
    request = request_transfer(**by(cast.press_officer, request), unit_id=cast.units["CNTT"].pk, reason="x")
    assert (request.state, request.approved_by, request.mandate, request.answer) == ("assigned", None, None, WORDS)


@pytest.mark.parametrize("both", [True, False])
def test_a_transfer_names_one_of_two(cast: Cast, both: bool) -> None:
    named = {"unit_id": cast.units["CNTT"].pk, "to_agency": "Bộ Công an"} if both else {}
    with pytest.raises(Invalid):
        request_transfer(**by(cast.press_officer, building.registered(cast)), reason="x", **named)


def test_after_a_return_the_review_is_not_the_units_time(cast: Cast) -> None:
    request = building.drafted(cast)
    with clock.frozen(NOW + timedelta(days=3)):
        request = request_return(**by(cast.press_officer, request), comment="Ngắn hơn")
    first, second = RequestUnit.objects.order_by("asked_at")
    assert (first.delivered_at, first.relieved_at) == (NOW, NOW + timedelta(days=3))
    assert (second.asked_at, second.asked_for, second.due_at) == (NOW + timedelta(days=3), "Ngắn hơn", first.due_at)
    with clock.frozen(NOW + timedelta(days=4)):
        waited = {row.unit.code if row.unit else None: row.time for row in lateness(request, None).waited}
    assert waited == {None: timedelta(days=3), LEAD: timedelta(days=1)}


# --- promises and reminders -----------------------------------------------------------------------


def test_a_promise_moves_no_legal_clock_and_says_so(cast: Cast) -> None:
    request = building.registered(cast)
    before = clock_of(request)
    assert before is not None
    for day, codes in ((21, []), (22, ["promise_beyond_law"])):
        request = request_promise(**by(cast.press_officer, request), promised_for=hanoi(2026, 12, day).date())
        after = clock_of(request)
        assert after is not None
        assert after.due_at == before.due_at
        assert [row.code for row in warnings_of(request, after)] == codes
    assert request.promises.count() == 2


def test_promises_are_remembered_the_day_before_and_when_broken(cast: Cast) -> None:
    request = building.assigned(cast)
    request_promise(**by(cast.press_officer, request), promised_for=hanoi(2026, 11, 25).date())
    told = []
    for day in (23, 24, 24, 25, 26, 26, 27):
        with clock.frozen(hanoi(2026, 11, day, 8)):
            told.append(jobs.promises_due())
    assert told == [0, 1, 0, 0, 1, 0, 0]
    people = Notification.objects.filter(kind="press.request_promise").values_list("person__username", flat=True)
    assert set(people) == {"press_officer", "spokesperson", "officer", "unit_head"}
    assert len(people) == 8


def test_a_kept_promise_is_not_remembered(cast: Cast) -> None:
    request = building.registered(cast)
    request = request_promise(**by(cast.press_officer, request), promised_for=hanoi(2026, 11, 22).date())
    request_withdraw(**by(cast.press_officer, request))
    assert jobs.promises_due() == 0


def test_a_late_part_is_told_once(cast: Cast) -> None:
    building.assigned(cast, coordinating=coordinating(cast))
    told = []
    for day in (1, 2, 2, 3):
        with clock.frozen(hanoi(2026, 12, day, 17)):
            told.append(jobs.parts_late())
    assert told == [0, 1, 0, 0]
    people = Notification.objects.filter(kind="press.request_part_late").values_list("person__username", flat=True)
    assert set(people) == {"coordinator", "press_officer", "spokesperson"}


# --- chains ---------------------------------------------------------------------------------------


def test_a_chain_is_read_from_any_of_its_requests(cast: Cast) -> None:
    """Also of one that ended; only as far as the reader sees."""
    first = building.received(cast, hanoi(2026, 11, 1))
    request_withdraw(**by(cast.press_officer, first))
    second = building.received(cast, hanoi(2026, 11, 2), follows_id=first.pk)
    third = building.received(cast, hanoi(2026, 11, 3), follows_id=second.pk)
    other = building.received(cast, hanoi(2026, 11, 4), follows_id=first.pk)
    building.registered(cast)
    for start in (first, second, third, other):
        assert chain_of(cast.press_officer, start) == [first, second, third, other]
    building.assigned(cast, third)
    assert chain_of(cast.officer, third) == [third]


def test_a_chain_has_no_circle(cast: Cast) -> None:
    first = building.registered(cast)
    second = building.registered(cast, follows_id=first.pk)
    third = building.registered(cast, follows_id=second.pk)
    for earlier in (first, third):
        with pytest.raises(Invalid) as refused:
            request_edit(**by(cast.press_officer, first), follows_id=earlier.pk)
        assert refused.value.errors["follows"][0].code == "cycle"


def test_a_circle_that_stands_is_read_once(cast: Cast) -> None:
    """Whatever wrote it round the service."""
    first = building.registered(cast)
    second = building.registered(cast, follows_id=first.pk)
    PressRequest.objects.filter(pk=first.pk).update(follows=second)
    first.refresh_from_db()
    assert len(chain_of(cast.press_officer, first)) == 2 < LONGEST_CHAIN


# --- at once --------------------------------------------------------------------------------------


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(cast: Cast) -> None:
    request = building.approved(cast)
    values = by(cast.press_officer, request)
    done = at_once(lambda: request_answer(**values), lambda: request_answer(**values))
    assert sorted(type(one).__name__ for one in done) == ["PressRequest", "StaleVersion"]


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_assigning_and_refusing_at_once(cast: Cast) -> None:
    request, ground = building.registered(cast), building.grounds()["LBC25-31.2A"]
    done = at_once(
        lambda: request_assign(**by(cast.press_officer, request), lead_unit_id=cast.units[LEAD].pk),
        lambda: request_refuse(**by(cast.spokesperson, request), ground_id=ground.pk, reason="Bí mật"),
    )
    assert sorted(type(one).__name__ for one in done) == ["PressRequest", "StaleVersion"]
    request.refresh_from_db()
    assert (request.state == "refused") is not request.unit_rows.exists()


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_contributing_and_moving_the_lead_at_once(cast: Cast) -> None:
    """A unit that was relieved has not delivered after it."""
    request = building.assigned(cast)
    done = at_once(
        lambda: request_contribute(**by(cast.officer, request), unit_id=cast.units[LEAD].pk, contribution="Lời"),
        lambda: request_transfer(**by(cast.press_officer, request), unit_id=cast.units["CNTT"].pk, reason="Đúng việc"),
    )
    assert sorted(type(one).__name__ for one in done) == ["PressRequest", "StaleVersion"]
    row = RequestUnit.objects.get(unit=cast.units[LEAD])
    assert (row.delivered_at is None) is not (row.relieved_at is None)


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_circle_made_at_once(cast: Cast) -> None:
    one, two = building.registered(cast), building.registered(cast)
    done = at_once(
        lambda: request_edit(**by(cast.press_officer, one), follows_id=two.pk),
        lambda: request_edit(**by(cast.press_officer, two), follows_id=one.pk),
    )
    assert sorted(type(each).__name__ for each in done) == ["Invalid", "PressRequest"]


def test_a_stale_draft_is_refused(cast: Cast) -> None:
    request = building.drafted(cast)
    with pytest.raises(StaleVersion):
        request_draft(actor=cast.officer, request_id=request.pk, version=request.version - 1, answer="Khác.")
    with pytest.raises(Invalid):
        request_draft(**by(cast.officer, request), answer=WORDS)
    with pytest.raises(IllegalTransition):
        request_draft(**by(cast.press_officer, building.registered(cast)), answer=WORDS)


def test_who_delivered_reads_so(cast: Cast) -> None:
    """Not that an officer of a unit delivers: that is who they are."""
    request = building.assigned(cast)
    with translation.override("en"):
        assert policies.may_contribute(cast.officer, request)
        request = request_contribute(
            actor=cast.officer,
            request_id=request.pk,
            version=request.version,
            unit_id=cast.units[LEAD].pk,
            contribution="1,2 triệu",
        )
        assert "already" in str(policies.may_contribute(cast.officer, request).reason)
        assert "already" not in str(policies.may_contribute(cast.outsider, request).reason)
