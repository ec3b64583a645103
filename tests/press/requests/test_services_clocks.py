"""The legal clock of a request: by kind and regime, what starts it, moves it, stops it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from comms.core import clock
from comms.core.errors import Conflict, Invalid
from comms.deadlines.models import Clock
from press.requests import policies
from press.requests.models import PressRequest
from press.requests.selectors import clock_of, reason_is_owed, warnings_of
from press.requests.services import (
    hand_off_receive,
    request_answer,
    request_conclude,
    request_edit,
    request_hand_over,
    request_promise,
    request_refuse,
    request_send_reason,
    request_transfer,
    request_withdraw,
)
from tests.cast import Cast
from tests.press.conftest import hanoi
from tests.press.requests import building_requests as building

pytestmark = pytest.mark.usefixtures("rules")

NOW = hanoi(2026, 11, 21, 9)


def kept(request: PressRequest) -> Clock:
    found = clock_of(request)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "at", "rule", "due"),
    [
        # 30 days from 10/06 end on 10/07, a Friday; the old law holds for what was received under it.
        ("head_of_press", hanoi(2026, 6, 10, 8), "LBC16-39.1", hanoi(2026, 7, 11)),
        ("opinions", hanoi(2026, 6, 30, 23, 59), "LBC16-39.2", hanoi(2026, 7, 31)),
        ("complaint", hanoi(2026, 6, 10, 8), "LBC16-39.2K", hanoi(2026, 7, 11)),
        ("head_of_press", hanoi(2026, 7, 1), "ND237-18.1", hanoi(2026, 8, 1)),
        # 15 working days after Monday 02/11: 03/11 … 20/11 are fourteen, Monday 23/11 is the fifteenth.
        ("opinions", hanoi(2026, 11, 2, 8), "ND237-18.3", hanoi(2026, 11, 24)),
    ],
)
def test_the_clock_of_a_kind_by_the_law_of_its_receipt(
    cast: Cast, kind: str, at: datetime, rule: str, due: datetime
) -> None:
    found = kept(building.received(cast, at, kind=kind))
    assert (found.rule.code, found.started_at, found.due_at) == (rule, at, due)
    assert (found.start_decided_by_id, found.start_reason) == (cast.press_officer.pk, "Dấu công văn đến")


def test_the_reason_of_the_start_is_kept_in_the_language_of_the_ministry(cast: Cast) -> None:
    with translation.override("en"):
        request = building.registered(cast, kind="opinions")
    assert kept(request).start_reason == "Ghi nhận ngay khi tiếp nhận."


@pytest.mark.parametrize("kind", ["interview", "other"])
def test_some_kinds_have_no_legal_time(cast: Cast, kind: str) -> None:
    """Not even before every regime, where nothing is to be chosen."""
    assert clock_of(building.registered(cast, kind=kind)) is None
    assert clock_of(building.received(cast, hanoi(2010, 1, 1), kind=kind)) is None


def test_a_receipt_before_every_regime_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        building.received(cast, hanoi(2016, 12, 31, 23))
    assert refused.value.errors["received_at"][0].code == "no_rule"
    assert not PressRequest.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"received_at": NOW + timedelta(seconds=1)}, "received_at", "future"),
        ({"received_at": NOW - timedelta(minutes=1)}, "received_reason", "required"),
    ],
)
def test_the_start_is_a_decision_with_its_reason(cast: Cast, fields: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        building.registered(cast, **fields)
    assert refused.value.errors[field][0].code == code


def test_a_complaint_runs_from_its_conclusion_now(cast: Cast) -> None:
    """Five working days after Thursday 19/11 (NĐ 237/2026/NĐ-CP, khoản 2 Điều 18); 24/11 is the day off of culture."""
    request = building.received(cast, hanoi(2026, 11, 2, 8), kind="complaint")
    assert clock_of(request) is None
    with pytest.raises(Invalid) as refused:
        conclude(cast, request, hanoi(2026, 11, 1))
    assert refused.value.errors["concluded_at"][0].code == "order"
    request = conclude(cast, request, hanoi(2026, 11, 19, 16))
    found = kept(request)
    assert (found.rule.code, found.started_at) == ("ND237-18.2", hanoi(2026, 11, 19, 16))
    assert found.start_reason == "Kết luận 12/KL-BTP"
    with pytest.raises(Conflict):
        conclude(cast, request, hanoi(2026, 11, 20))


@pytest.mark.parametrize("fields", [{"kind": "head_of_press"}, {"kind": "other"}])
def test_only_a_complaint_under_the_new_law_is_concluded(cast: Cast, fields: dict[str, Any]) -> None:
    for request in (building.registered(cast, **fields), building.received(cast, hanoi(2026, 6, 1), kind="complaint")):
        with pytest.raises(Invalid) as refused:
            conclude(cast, request, NOW)
        assert refused.value.errors["concluded_at"][0].code == "no_conclusion"


def conclude(cast: Cast, request: PressRequest, at: datetime) -> PressRequest:
    return request_conclude(
        actor=cast.press_officer,
        request_id=request.pk,
        version=request.version,
        concluded_at=at,
        reason="Kết luận 12/KL-BTP",
    )


# --- putting right --------------------------------------------------------------------------------


def edit(cast: Cast, request: PressRequest, **changes: Any) -> PressRequest:
    return request_edit(actor=cast.press_officer, request_id=request.pk, version=request.version, **changes)


def test_another_kind_has_another_clock(cast: Cast) -> None:
    """The first is void: stopped at its own start, so that it is neither late nor kept; the right one starts there."""
    request = edit(cast, building.received(cast, hanoi(2026, 10, 1, 8)), kind="opinions")
    void = Clock.objects.get(rule__code="ND237-18.1")
    assert (void.stopped_at, void.breached) == (void.started_at, False)
    assert kept(request).rule.code == "ND237-18.3"
    assert kept(request).started_at == hanoi(2026, 10, 1, 8)
    request = edit(cast, request, kind="other")
    assert clock_of(request) is None
    assert not Clock.objects.open().exists()


def test_another_moment_of_receipt_counts_again(cast: Cast) -> None:
    """Also over the change of the law; it needs a reason of its own."""
    request = building.received(cast, hanoi(2026, 7, 1, 0, 30))
    with pytest.raises(Invalid) as refused:
        edit(cast, request, received_at=hanoi(2026, 6, 30, 23, 30))
    assert refused.value.errors["received_reason"][0].code == "required"
    request = edit(cast, request, received_at=hanoi(2026, 6, 30, 23, 30), received_reason="Sổ trực ghi 23 giờ 30")
    assert (kept(request).rule.code, kept(request).started_at) == ("LBC16-39.1", hanoi(2026, 6, 30, 23, 30))
    assert Clock.objects.open().count() == 1


def test_other_words_move_no_clock(cast: Cast) -> None:
    request = building.registered(cast)
    before = kept(request)
    request = edit(cast, request, subject="Cổng", reply_to="")
    assert list(Clock.objects.values_list("pk", "version")) == [(before.pk, before.version)]


def test_a_concluded_complaint_keeps_its_clock(cast: Cast) -> None:
    """While the receipt lies before the conclusion; a later one makes the clock void."""
    request = conclude(cast, building.received(cast, hanoi(2026, 11, 2), kind="complaint"), hanoi(2026, 11, 19))
    request = edit(cast, request, received_at=hanoi(2026, 11, 3), received_reason="Sổ trực")
    assert kept(request).started_at == hanoi(2026, 11, 19)
    request = edit(cast, request, received_at=hanoi(2026, 11, 20), received_reason="Sổ trực, trang sau")
    assert clock_of(request) is None


# --- what stops it --------------------------------------------------------------------------------


def test_an_answer_stops_it_when_it_went_out(cast: Cast) -> None:
    request = building.approved(cast)
    with clock.frozen(NOW + timedelta(hours=3)):
        request = request_answer(
            actor=cast.press_officer,
            request_id=request.pk,
            version=request.version,
            answered_at=NOW + timedelta(hours=1),
        )
    found = kept(request)
    assert (found.stopped_at, found.breached, found.stopped_by_id) == (
        NOW + timedelta(hours=1),
        False,
        cast.press_officer.pk,
    )


def test_a_late_answer_says_why(cast: Cast) -> None:
    """The reason of the breach stands on the clock."""
    request = building.approved(cast, building.received(cast, hanoi(2026, 10, 1, 8)))
    values: dict[str, Any] = {"actor": cast.press_officer, "request_id": request.pk, "version": request.version}
    with pytest.raises(Invalid) as refused:
        request_answer(**values)
    assert refused.value.errors["late_reason"][0].code == "required"
    request = request_answer(**values, late_reason="Chờ số liệu của Sở Tư pháp")
    assert (kept(request).breached, kept(request).breach_reason) == (True, "Chờ số liệu của Sở Tư pháp")


def test_an_answer_in_time_keeps_no_reason_of_a_breach(cast: Cast) -> None:
    request = building.approved(cast)
    request = request_answer(
        actor=cast.press_officer, request_id=request.pk, version=request.version, late_reason="không cần"
    )
    assert kept(request).breach_reason == ""


def test_a_refusal_stops_it_when_its_reason_was_told(cast: Cast) -> None:
    """The law of today wants the reason told: until then the refusal is not complete and the clock runs."""
    building.mandate(cast)
    ground = building.grounds()["LBC25-31.2A"]
    request = building.registered(cast)
    request = request_refuse(
        actor=cast.spokesperson, request_id=request.pk, version=1, ground_id=ground.pk, reason="Bí mật nhà nước"
    )
    assert (request.state, reason_is_owed(request), kept(request).is_open) == ("refused", True, True)
    with clock.frozen(NOW + timedelta(days=1)):
        request = request_send_reason(actor=cast.press_officer, request_id=request.pk, version=request.version)
    assert not reason_is_owed(request)
    assert kept(request).stopped_at == NOW + timedelta(days=1)


def test_a_refusal_that_is_told_at_once_stops_it_there(cast: Cast) -> None:
    ground = building.grounds()["LBC25-31.2A"]
    request = building.received(cast, hanoi(2026, 11, 20))
    request = refused(cast, request, ground, reason_sent_at=hanoi(2026, 11, 20, 15))
    assert not reason_is_owed(request)
    assert (kept(request).stopped_at, request.ended_at) == (hanoi(2026, 11, 20, 15), hanoi(2026, 11, 20, 15))


def test_under_the_old_law_the_refusal_itself_stops_it(cast: Cast) -> None:
    with clock.frozen(hanoi(2026, 6, 30, 10)):
        request = building.registered(cast)
        request = refused(cast, request, building.grounds()["LBC16-38.2A"])
    assert (kept(request).stopped_at, reason_is_owed(request)) == (hanoi(2026, 6, 30, 10), False)


def test_a_late_reason_says_why(cast: Cast) -> None:
    request = refused(cast, building.received(cast, hanoi(2026, 10, 1)), building.grounds()["LBC25-31.2A"])
    values: dict[str, Any] = {"actor": cast.press_officer, "request_id": request.pk, "version": request.version}
    with pytest.raises(Invalid) as said:
        request_send_reason(**values)
    assert list(said.value.errors) == ["late_reason"]
    assert kept(request_send_reason(**values, late_reason="Sót việc")).breach_reason == "Sót việc"


def refused(cast: Cast, request: PressRequest, ground: Any, **fields: Any) -> PressRequest:
    return request_refuse(
        actor=cast.spokesperson,
        request_id=request.pk,
        version=request.version,
        ground_id=ground.pk,
        reason="Bí mật nhà nước",
        **fields,
    )


def test_sending_on_and_withdrawing_stop_it(cast: Cast) -> None:
    """Late, their own reason is the reason of the breach."""
    sent, gone = building.registered(cast), building.received(cast, hanoi(2026, 10, 1))
    sent = request_transfer(
        actor=cast.press_officer, request_id=sent.pk, version=1, to_agency="Bộ Công an", reason="Không thuộc thẩm quyền"
    )
    gone = request_withdraw(actor=cast.press_officer, request_id=gone.pk, version=1, reason="Báo đã có thông tin")
    assert (kept(sent).stopped_at, kept(sent).breach_reason) == (NOW, "")
    assert (kept(gone).stopped_at, kept(gone).breach_reason) == (NOW, "Báo đã có thông tin")


def test_a_hand_over_stops_it_when_the_unit_has_it(cast: Cast) -> None:
    """The press is owed something until somebody else answers for it under another law."""
    request = request_hand_over(
        actor=cast.press_officer,
        request_id=building.registered(cast).pk,
        version=1,
        classification="information",
        to_unit_id=cast.units["CNTT"].pk,
        reason="Đề nghị cung cấp thông tin",
    )
    assert (request.state, request.outcome, kept(request).is_open) == ("handed_over", "handed_over", True)
    with clock.frozen(NOW + timedelta(hours=2)):
        hand_off_receive(actor=cast.coordinator, hand_off_id=request.hand_offs.get().pk, version=1)
    assert kept(request).stopped_at == NOW + timedelta(hours=2)


def test_a_promise_beyond_the_law_names_the_day_as_the_clock_does(cast: Cast) -> None:
    """24:00 of the last day, not 00:00 of the one after."""
    request = building.registered(cast)
    request = request_promise(
        actor=cast.press_officer, request_id=request.pk, version=1, promised_for=hanoi(2026, 12, 30).date()
    )
    with translation.override("en"):
        text = str(warnings_of(request, clock_of(request))[0].text)
    assert "24:00 on 21/12/2026" in text


@pytest.mark.parametrize(("kind", "offered"), [("complaint", True), ("head_of_press", False), ("interview", False)])
def test_a_conclusion_is_offered_of_complaints(cast: Cast, kind: str, offered: bool) -> None:
    request = building.registered(cast, kind=kind)
    assert policies.may_conclude(cast.press_officer, request).allowed is offered
    assert not policies.may_conclude(cast.officer, request)
