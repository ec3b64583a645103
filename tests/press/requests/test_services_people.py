"""Who may do what with a request, who sees it, and in which state; four eyes and the mandate."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from comms.audit.selectors import history
from comms.core import clock
from comms.core.decisions import actions_for
from comms.core.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.notify.models import Notification
from press.mandates.services import mandate_revoke
from press.messages.services import line_approve, line_draft
from press.requests import policies
from press.requests.models import AnswerVersion, PressRequest, RequestUnit
from press.requests.selectors import requests_shown_to
from press.requests.services import (
    hand_off_receive,
    request_answer,
    request_approve,
    request_assign,
    request_classify,
    request_draft,
    request_edit,
    request_hand_over,
    request_promise,
    request_refuse,
    request_register,
    request_return,
    request_withdraw,
)
from press.requests.states import PRESS_REQUEST
from tests.cast import PEOPLE, Cast
from tests.press.conftest import MakeMandate, hanoi
from tests.press.requests import building_requests as building
from tests.press.requests.building_requests import WORDS

pytestmark = pytest.mark.usefixtures("rules")

NOW = hanoi(2026, 11, 21, 9)
DESK = {"press_officer", "spokesperson"}
OVERSEE = {"leader", "auditor", "administrator"}
UNIT = {"officer", "unit_head"}


def by(actor: Any, request: PressRequest) -> dict[str, Any]:
    return {"actor": actor, "request_id": request.pk, "version": request.version}


# --- who sees and who may -------------------------------------------------------------------------


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_sees_a_request(cast: Cast, who: str) -> None:
    """The desk and who oversees it; a unit from when it is asked."""
    request = building.registered(cast)
    actor = cast.people[who]
    assert PressRequest.objects.visible_to(actor).exists() is (who in DESK | OVERSEE)
    building.assigned(cast, request)
    assert PressRequest.objects.visible_to(actor).exists() is (who in DESK | OVERSEE | UNIT)
    for rows in (RequestUnit.objects, AnswerVersion.objects):
        seen = {row.request_id for row in rows.visible_to(actor)}
        assert seen <= ({request.pk} if who in DESK | OVERSEE | UNIT else set())


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_may_do_what(cast: Cast, who: str) -> None:
    """An approved answer, in the eyes of each of the cast; the unit delivered by its draft."""
    request = building.approved(cast)
    actor = cast.people[who]
    found = requests_shown_to(actor).filter(pk=request.pk).first()
    if found is None:
        assert who not in DESK | OVERSEE | UNIT
        return
    allowed = {row["verb"] for row in actions_for(actor, found, PRESS_REQUEST, policies) if row["allowed"]}
    desk = {"answer", "return", "promise", "transfer", "withdraw", "draft"}
    expected = {
        "press_officer": desk,
        "spokesperson": desk | {"refuse"},
        "officer": {"draft"},
        "unit_head": {"draft"},
    }
    assert allowed == expected.get(who, set())


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - DESK))
def test_who_does_not_register(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        building.registered(cast, actor=cast.people[who])


def test_another_desk_sees_nothing_of_it(cast: Cast) -> None:
    request = building.assigned(cast)
    with pytest.raises(NotVisible):
        request_withdraw(**by(cast.outsider, request))


@pytest.mark.parametrize(
    ("who", "reads"), [("press_officer", True), ("leader", True), ("auditor", True), ("officer", False)]
)
def test_who_asked_is_personal(cast: Cast, who: str, reads: bool) -> None:
    request = building.assigned(cast)
    assert policies.may_read_asker(cast.people[who], request).allowed is reads


# --- writing it down ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"kind": "gossip"}, "kind", "invalid_choice"),
        ({"way": "pigeon"}, "way", "invalid_choice"),
        ({"questions": " \n "}, "questions", "required"),
        ({"subject": "x" * 301}, "subject", "max_length"),
        ({"subject": "a\x00b"}, "subject", "characters"),
        ({"language": "fr"}, "language", "invalid_choice"),
        ({"reply_to": "a@b@c"}, "reply_to", "invalid"),
        ({"outlet_name": "", "journalist_name": ""}, "outlet_name", "required"),
        ({"outlet_id": "0f8fad5b-d9cb-469f-a165-70867728950e"}, "outlet", "does_not_exist"),
        ({"follows_id": "0f8fad5b-d9cb-469f-a165-70867728950e"}, "follows", "does_not_exist"),
        ({"illustrative": ["nonsense"]}, "illustrative", "invalid"),
    ],
)
def test_what_is_no_request(cast: Cast, fields: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        building.registered(cast, **fields)
    assert [error.code for error in refused.value.errors[field]] == [code]
    assert not PressRequest.objects.exists()


def test_hostile_words_stay_words(cast: Cast) -> None:
    request = building.registered(cast, subject="<script>alert(1)</script>", questions="=cmd|' /C calc'!A0\u202e")
    assert request.subject == "<script>alert(1)</script>"
    assert Notification.objects.count() == 0


def test_without_a_subject_the_first_line_is_taken(cast: Cast) -> None:
    assert building.registered(cast, subject="").subject == "Khi nào mở Cổng?"


def test_an_edit_keeps_what_was_not_named(cast: Cast) -> None:
    request = request_edit(**by(cast.press_officer, building.registered(cast)), subject="Cổng mới")
    request.refresh_from_db()
    assert (request.subject, request.outlet_name, request.version) == ("Cổng mới", "Báo Pháp luật Việt Nam", 2)
    assert next(event.data.get("fields") for event in history(request)) == ["subject"]
    with pytest.raises(StaleVersion):
        request_edit(actor=cast.press_officer, request_id=request.pk, version=1, subject="x")
    with pytest.raises(Invalid):
        request_edit(**by(cast.press_officer, request), outlet_name="", journalist_name="")


def test_an_approved_one_is_returned_before_it_is_changed(cast: Cast) -> None:
    request = building.approved(cast)
    with pytest.raises(IllegalTransition):
        request_edit(**by(cast.press_officer, request), questions="Thêm câu hỏi?")
    request = request_return(**by(cast.press_officer, request), comment="Câu hỏi đổi")
    request_edit(**by(cast.press_officer, request), questions="Thêm câu hỏi?")


# --- draft, return, approve, answer ---------------------------------------------------------------


def test_from_the_question_to_the_answer(cast: Cast) -> None:
    """Each text is a version; a return repeats the words with what is to be changed."""
    request = building.drafted(cast)
    request = request_return(**by(cast.press_officer, request), comment="Thêm số tổng đài")
    building.mandate(cast)
    request = request_draft(**by(cast.officer, request), answer=WORDS + " Tổng đài 1900.")
    request = request_approve(**by(cast.spokesperson, request))
    assert (request.approved_by, request.mandate.person) == (cast.spokesperson, cast.spokesperson)
    request = request_answer(**by(cast.press_officer, request))
    assert (request.state, request.outcome, request.answered_way) == ("answered", "answered", "email")
    versions = list(AnswerVersion.objects.filter(request=request).values_list("number", "by", "note"))
    assert versions == [
        (1, cast.officer.pk, ""),
        (2, cast.press_officer.pk, "Thêm số tổng đài"),
        (3, cast.officer.pk, ""),
    ]
    assert [event.action for event in history(request) if event.action.startswith("press.request.")] == [
        f"press.request.{verb}"
        for verb in ("answered", "approved", "drafted", "returned", "drafted", "assigned", "registered")
    ]


def test_versions_are_for_good(cast: Cast) -> None:
    building.drafted(cast)
    with pytest.raises(DatabaseError, match="append"), transaction.atomic():
        AnswerVersion.objects.update(text="khác")


def test_nobody_approves_what_they_wrote(cast: Cast) -> None:
    """Whoever wrote any round of it; the database holds the last author to it, too."""
    request = building.drafted(cast)
    building.mandate(cast)
    request = request_draft(**by(cast.spokesperson, request), answer="Cổng mở ngày 09/11.")
    request = request_draft(**by(cast.officer, request), answer=WORDS)
    with pytest.raises(NotAllowed):
        request_approve(**by(cast.spokesperson, request))
    with pytest.raises(DatabaseError, match="author_approves_not"), transaction.atomic():
        PressRequest.objects.filter(pk=request.pk).update(approved_by=cast.officer)


def test_who_returned_it_may_approve_the_new_words(cast: Cast) -> None:
    request = building.drafted(cast)
    building.mandate(cast)
    request = request_return(**by(cast.spokesperson, request), comment="Ngắn hơn")
    with pytest.raises(NotAllowed):
        request_approve(**by(cast.spokesperson, request))
    request = request_draft(**by(cast.officer, request), answer="Cổng đã mở.")
    assert request_approve(**by(cast.spokesperson, request)).state == "approved"


def test_an_approval_needs_a_mandate_of_ones_own(cast: Cast, authorised_of: MakeMandate) -> None:
    request = building.drafted(cast)
    for who in (cast.spokesperson, cast.leader, cast.unit_head):
        with pytest.raises(NotAllowed):
            request_approve(**by(who, request))
    theirs = building.mandate(cast)
    own = authorised_of()
    with pytest.raises(Invalid) as refused:
        request_approve(**by(cast.unit_head, request), mandate_id=theirs.pk)
    assert refused.value.errors["mandate"][0].code == "not_own"
    assert request_approve(**by(cast.unit_head, request), mandate_id=own.pk).mandate == own


def test_a_mandate_for_another_agency_does_not_cover_it(cast: Cast, authorised_of: MakeMandate) -> None:
    request = building.drafted(cast)
    authorised_of(unit=cast.units["CNTT"], actor=cast.leader)
    with pytest.raises(NotAllowed):
        request_approve(**by(cast.unit_head, request))


def test_a_mandate_that_ended_approves_nothing(cast: Cast) -> None:
    request = building.drafted(cast)
    building.mandate(cast, valid_to=NOW - timedelta(hours=1))
    with pytest.raises(NotAllowed):
        request_approve(**by(cast.spokesperson, request))


def test_the_mandate_holds_when_the_answer_goes_out(cast: Cast) -> None:
    request = building.approved(cast)
    mandate_revoke(actor=cast.leader, mandate_id=request.mandate_id, version=1, reason="Chuyển công tác")
    with clock.frozen(NOW + timedelta(hours=1)), pytest.raises(NotAllowed) as refused:
        request_answer(**by(cast.press_officer, request))
    assert refused.value.code == "outside_mandate"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (NOW + timedelta(seconds=1), "future"),
        (NOW - timedelta(days=2), "order"),
        (NOW - timedelta(minutes=1), "before_approval"),
    ],
)
def test_when_an_answer_cannot_have_gone_out(cast: Cast, at: Any, code: str) -> None:
    request = building.approved(cast, building.received(cast, NOW - timedelta(days=1)))
    with pytest.raises(Invalid) as refused:
        request_answer(**by(cast.press_officer, request), answered_at=at)
    assert [error.code for error in refused.value.errors["answered_at"]] == [code]


@pytest.mark.parametrize(
    ("received", "way", "allowed"),
    [
        (hanoi(2026, 7, 1), "phone", False),
        (hanoi(2026, 7, 1), "in_person", False),
        (hanoi(2026, 7, 1), "letter", True),
        (hanoi(2026, 6, 30, 23, 59), "phone", True),
        (hanoi(2026, 7, 1), "api", False),
    ],
)
def test_opinions_are_answered_in_writing(cast: Cast, received: Any, way: str, allowed: bool) -> None:
    """NĐ 237/2026/NĐ-CP, khoản 3 Điều 18, from the first moment of 01/07/2026."""
    request = building.approved(cast, building.received(cast, received, kind="opinions"))
    values = {**by(cast.press_officer, request), "answered_way": way, "late_reason": "Chờ số liệu"}
    if allowed:
        assert request_answer(**values).answered_way == way
        return
    with pytest.raises(Invalid) as refused:
        request_answer(**values)
    assert list(refused.value.errors) == ["answered_way"]


def test_an_approval_with_open_warnings_says_that_they_were_read(cast: Cast) -> None:
    line = line_draft(
        actor=cast.press_officer,
        topic="Cổng pháp luật quốc gia",
        text="Cổng pháp luật quốc gia mở từ ngày 15/11/2026.",
        avoid=["không thu phí"],
        owner_unit=cast.units["VP"],
        valid_from=NOW.date(),
    )
    line_approve(actor=cast.spokesperson, messageline_id=line.pk, version=1)
    request = building.drafted(cast)
    building.mandate(cast)
    with pytest.raises(Invalid) as refused:
        request_approve(**by(cast.spokesperson, request))
    assert list(refused.value.errors) == ["warnings_read"]
    request = request_approve(**by(cast.spokesperson, request), warnings_read=True)
    approval = next(event for event in history(request) if event.action == "press.request.approved")
    assert approval.data["warnings"]


# --- refuse, promise, classify --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "code", "allowed"),
    [
        (hanoi(2026, 6, 30, 23, 59), "LBC16-38.2A", True),
        (hanoi(2026, 6, 30, 23, 59), "LBC25-31.2A", False),
        (hanoi(2026, 7, 1), "LBC25-31.2A", True),
        (hanoi(2026, 7, 1), "LBC16-38.2A", False),
        (None, "LBC16-38.2A", False),
        (None, "LBC25-31.2A", True),
    ],
)
def test_a_ground_of_the_day_of_the_refusal(cast: Cast, told: Any, code: str, allowed: bool) -> None:
    """The day on which it was told, else today; not the day of the receipt."""
    ground = building.grounds()[code]
    request = building.received(cast, hanoi(2026, 6, 20))
    values = {
        **by(cast.spokesperson, request),
        "ground_id": ground.pk,
        "reason": "Bí mật nhà nước",
        "reason_sent_at": told,
        "late_reason": "Chờ ý kiến",
    }
    if allowed:
        assert request_refuse(**values).refusal_ground == ground
        return
    with pytest.raises(Invalid) as refused:
        request_refuse(**values)
    assert refused.value.errors["ground"][0].code == "not_in_force"


def test_a_refusal_has_a_reason_and_a_ground(cast: Cast) -> None:
    request, ground = building.registered(cast), building.grounds()["LBC25-31.2A"]
    with pytest.raises(Invalid):
        request_refuse(**by(cast.spokesperson, request), ground_id=ground.pk, reason=" ")
    with pytest.raises(Invalid):
        request_refuse(**by(cast.spokesperson, request), ground_id=request.pk, reason="x")
    with pytest.raises(NotAllowed):
        request_refuse(**by(cast.press_officer, request), ground_id=ground.pk, reason="x")
    with pytest.raises(DatabaseError, match="refused_on_a_ground"), transaction.atomic():
        PressRequest.objects.filter(pk=request.pk).update(state="refused", outcome="refused", ended_at=NOW)


@pytest.mark.parametrize("day", [NOW.date(), NOW.date() - timedelta(days=1)])
def test_a_promise_is_for_a_later_day(cast: Cast, day: Any) -> None:
    with pytest.raises(Invalid) as refused:
        request_promise(**by(cast.press_officer, building.registered(cast)), promised_for=day)
    assert list(refused.value.errors) == ["date"]


def test_a_classification_has_a_reason(cast: Cast) -> None:
    request = building.registered(cast)
    with pytest.raises(Invalid):
        request_classify(**by(cast.press_officer, request), classification="statement", reason="")
    request = request_classify(**by(cast.press_officer, request), classification="statement", reason="Hỏi quan điểm")
    assert (request.classification, request.classified_by) == ("statement", cast.press_officer)


@pytest.mark.parametrize("classification", ["communications", "statement", "", "nonsense"])
def test_what_is_the_desks_own_is_not_handed_over(cast: Cast, classification: str) -> None:
    with pytest.raises(Invalid) as refused:
        hand_over(cast, building.registered(cast), classification)
    assert list(refused.value.errors) == ["classification"]


def test_the_unit_confirms_the_receipt_once(cast: Cast) -> None:
    request = hand_over(cast, building.registered(cast), "citizen_reception")
    hand_off = request.hand_offs.get()
    with pytest.raises(NotVisible):
        hand_off_receive(actor=cast.officer, hand_off_id=hand_off.pk, version=1)
    with pytest.raises(NotAllowed):
        hand_off_receive(actor=cast.press_officer, hand_off_id=hand_off.pk, version=1)
    hand_off = hand_off_receive(actor=cast.coordinator, hand_off_id=hand_off.pk, version=1, note="Đã vào sổ")
    assert policies.may_read_asker(cast.coordinator, request)
    assert (hand_off.received_by, hand_off.note) == (cast.coordinator, "Đã vào sổ")
    with pytest.raises(NotAllowed):
        hand_off_receive(actor=cast.coordinator, hand_off_id=hand_off.pk, version=2)
    assert list(Notification.objects.filter(kind="press.request_handed").values_list("person", flat=True)) == [
        cast.coordinator.pk
    ]


def hand_over(cast: Cast, request: PressRequest, classification: str) -> PressRequest:
    return request_hand_over(
        **by(cast.press_officer, request),
        classification=classification,
        to_unit_id=cast.units["CNTT"].pk,
        reason="Công dân hỏi việc riêng",
    )


# --- states ---------------------------------------------------------------------------------------

STEPS: dict[str, Callable[[Cast, PressRequest], Any]] = {
    "classify": lambda cast, row: request_classify(
        **by(cast.press_officer, row), classification="statement", reason="x"
    ),
    "assign": lambda cast, row: request_assign(
        **by(cast.press_officer, row), lead_unit_id=cast.units["CNTT"].pk, reason="x"
    ),
    "draft": lambda cast, row: request_draft(**by(cast.press_officer, row), answer="Khác."),
    "return": lambda cast, row: request_return(**by(cast.press_officer, row), comment="x"),
    "answer": lambda cast, row: request_answer(**by(cast.press_officer, row)),
    "hand_over": lambda cast, row: hand_over(cast, row, "information"),
    "withdraw": lambda cast, row: request_withdraw(**by(cast.press_officer, row)),
    "promise": lambda cast, row: request_promise(
        **by(cast.press_officer, row), promised_for=NOW.date() + timedelta(days=3)
    ),
}


@pytest.mark.parametrize("verb", sorted(STEPS))
@pytest.mark.parametrize("state", ["received", "assigned", "drafting", "approved", "withdrawn"])
def test_the_table_of_states(cast: Cast, verb: str, state: str) -> None:
    made = {
        "received": building.registered,
        "assigned": building.assigned,
        "drafting": building.drafted,
        "approved": building.approved,
        "withdrawn": lambda cast: request_withdraw(**by(cast.press_officer, building.registered(cast))),
    }[state](cast)
    if state in PRESS_REQUEST.sources(verb):
        done = STEPS[verb](cast, made)
        assert done.state == PRESS_REQUEST.target(verb, state)
        return
    with pytest.raises(IllegalTransition):
        STEPS[verb](cast, made)
    made.refresh_from_db()
    assert made.state == state


def test_an_old_version_is_told_before_anything_else(cast: Cast) -> None:
    request = building.registered(cast)
    request_withdraw(**by(cast.press_officer, request))
    with pytest.raises(StaleVersion):
        request_promise(
            actor=cast.press_officer, request_id=request.pk, version=1, promised_for=NOW.date() + timedelta(days=2)
        )


def test_a_desk_of_its_own(cast: Cast) -> None:
    """A request that is registered has the desk of who registered it."""
    assert (
        request_register(actor=cast.spokesperson, kind="other", questions="Ai phát ngôn?", outlet_name="VTV").desk_unit
        == cast.units["VP"]
    )
