"""Planning, announcing, moving, holding, cancelling; the invitation."""

from typing import Any
from unittest.mock import patch

import pytest
from django.utils import translation

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.notify.models import Notification
from press import events
from press.conferences import policies, printed, services
from press.conferences.minutes_text import prefilled
from press.conferences.models import PressConference
from press.mandates.services import mandate_revoke
from tests.cast import PEOPLE, Cast
from tests.press.conferences.building import AGENDA, announced, do, held, mandate, planned, registered
from tests.press.conftest import hanoi
from tests.press.releases import building as releases

pytestmark = pytest.mark.usefixtures("rules")


def codes(refused: Any) -> dict[str, str]:
    return {name: found[0].code for name, found in refused.value.errors.items()}


def test_a_plan_orders_its_agenda_and_stands_for_the_ministry(cast: Cast) -> None:
    conference = planned(cast)
    assert [row["at"] for row in conference.agenda] == ["09:00", "09:30"]
    assert (conference.unit, conference.state, conference.author) == (cast.units["BTP"], "planned", cast.press_officer)
    assert AuditEvent.objects.filter(action="press.conference.planned", subject_id=conference.pk).count() == 1


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"press_officer", "spokesperson"}))
def test_the_desk_alone_plans(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        planned(cast, actor=cast.people[who])


SEES_PLANS = {"press_officer", "spokesperson", "leader", "auditor", "administrator", "unit_head", "verifier"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_a_plan_is_the_desks_and_an_announcement_everybodys(cast: Cast, who: str) -> None:
    conference, seen = planned(cast), PressConference.objects.visible_to(cast.people[who])
    assert seen.exists() is (who in SEES_PLANS)
    do("announce", conference, cast.spokesperson)
    assert seen.all().exists()


@pytest.mark.parametrize(
    ("agenda", "code"),
    [
        ([{"at": "9:00", "title": "Mở đầu"}], "invalid"),
        ([{"at": "24:00", "title": "Mở đầu"}], "invalid"),
        ([{"at": "09:00", "title": " "}], "required"),
        ([{"at": "09:00", "title": "x", "html": "y"}], "invalid"),
        ([{"at": 9, "title": "x"}], "invalid"),
        (["09:00"], "invalid"),
        ([{"title": "x"}] * 41, "max_length"),
        ([{"title": "x" * 301}], "max_length"),
        ([{"title": "x\x00"}], "characters"),
    ],
)
def test_an_agenda_is_rows_with_a_time_and_words(cast: Cast, agenda: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        planned(cast, agenda=agenda)
    assert codes(refused) == {"agenda": code}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "weekly"}, {"kind": "invalid_choice"}),
        ({"title": " "}, {"title": "required"}),
        ({"online_url": "https://hop.example.vn"}, {"online_url": "not_online"}),
        ({"online": True, "online_url": "javascript:alert(1)"}, {"online_url": "invalid"}),
        ({"accreditation_until": hanoi(2026, 11, 25, 10)}, {"accreditation_until": "order"}),
        ({"online": True, "place": "", "held_at": hanoi(2026, 6, 30, 23, 59)}, {"online": "legal_form"}),
    ],
)
def test_what_a_plan_cannot_say(cast: Cast, fields: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        planned(cast, **fields)
    assert codes(refused) == wrong


def test_online_alone_is_a_form_of_law_since_july_2026(cast: Cast) -> None:
    assert planned(cast, online=True, place="", held_at=hanoi(2026, 7, 1)).online
    assert planned(cast, online=True, held_at=hanoi(2026, 6, 30)).online  # in person, and to be watched as well


def test_the_mandate_of_another_agency_is_none(cast: Cast) -> None:
    other = mandate(cast, actor=cast.leader, person=cast.unit_head, capacity="head", unit=cast.units["C-PBGDPL-TGPL"])
    with pytest.raises(Invalid) as refused:
        planned(cast, mandate_id=other.pk, unit=cast.units["BTP"])
    assert codes(refused) == {"mandate": "other_unit"}


# --- announcing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_announces(cast: Cast, who: str) -> None:
    conference = planned(cast)
    if who in ("spokesperson", "leader"):
        assert do("announce", conference, cast.people[who]).announced_at is not None
    else:
        with pytest.raises((NotAllowed, NotVisible)):
            do("announce", conference, cast.people[who])


def test_a_mandate_covers_the_time_of_the_conference(cast: Cast) -> None:
    short = mandate(cast, valid_to=hanoi(2026, 11, 25, 9))
    do("announce", planned(cast, mandate_id=short.pk), cast.spokesperson)  # the last instant is included
    late = planned(cast, mandate_id=short.pk, held_at=hanoi(2026, 11, 25, 9, 1))
    with pytest.raises(NotAllowed) as refused:
        do("announce", late, cast.spokesperson)
    assert refused.value.code == "outside_mandate"
    assert "25/11/2026 09:01" in str(refused.value.detail)
    with pytest.raises(Invalid) as nobody:
        do("announce", planned(cast, mandate_id=None), cast.spokesperson)
    assert codes(nobody) == {"mandate": "required"}


def test_what_is_over_or_nowhere_is_not_announced(cast: Cast) -> None:
    for fields in ({"held_at": hanoi(2026, 11, 21, 9)}, {"place": ""}):
        with pytest.raises(IllegalTransition):
            do("announce", planned(cast, **fields), cast.spokesperson)


def test_a_periodic_one_is_announced_by_its_invitation_or_with_a_reason(cast: Cast) -> None:
    conference = planned(cast, kind="periodic")
    with pytest.raises(Invalid) as refused:
        do("announce", conference, cast.spokesperson)
    assert codes(refused) == {"reason": "invitation_missing"}
    assert do("announce", conference, cast.spokesperson, reason="Lãnh đạo Bộ mời trực tiếp").state == "announced"
    invited = do("invite", planned(cast, kind="periodic"), cast.press_officer)
    with pytest.raises(Invalid):
        do("announce", invited, cast.spokesperson)  # drafted is not issued
    release = invited.invitation
    releases.do("update", release, cast.press_officer, contact=releases.TEXT["contact"])
    releases.do("submit", release, cast.press_officer)
    for signer in (cast.verifier, cast.legal_checker):
        releases.do("sign", release, signer)
    releases.do("approve", release, cast.spokesperson)
    releases.do("issue", release, cast.spokesperson)
    assert do("announce", invited, cast.spokesperson).state == "announced"


def test_documents_name_the_ministry_in_vietnamese_whoever_asks(cast: Cast) -> None:
    """The invitation and the minutes are documents of the ministry, also when a page in English makes them."""
    ministry = cast.units["BTP"]
    ministry.name_en = "Ministry of Justice"
    ministry.save()
    with translation.override("en"):
        invited = do("invite", planned(cast), cast.press_officer)
        assert invited.invitation.body.startswith("Bộ Tư pháp trân trọng mời")
        invited.refresh_from_db()
        assert "do Bộ Tư pháp tổ chức" in prefilled(invited)
        with patch("press.conferences.printed.render", return_value=b"") as render:
            printed._rendered(invited)
    assert render.call_args.kwargs["context"]["document"].header.agency == "Bộ Tư pháp"


def test_an_invitation_is_prefilled_and_drafted_once(cast: Cast) -> None:
    conference = planned(cast, online=True, online_url="https://hop.example.vn/1", illustrative=["title"])
    release = do("invite", conference, cast.press_officer).invitation
    assert (release.kind, release.event_at, release.state) == ("invitation", conference.held_at, "draft")
    assert release.event_place == "58-60 Trần Phú và trực tuyến"
    for words in ("9 giờ 00 phút, ngày 25 tháng 11 năm 2026", "- 09:00 – Kết quả quý (Nguyễn Văn A)"):
        assert words in release.body
    assert "hop.example.vn" not in release.body
    assert {"title", "body"} <= set(release.illustrative)
    with pytest.raises(IllegalTransition):
        do("invite", conference, cast.press_officer)
    with pytest.raises(NotAllowed):
        do("invite", planned(cast), cast.spokesperson)  # releases are drafted by press officers
    releases.do("void", release, cast.spokesperson, reason="Thay thư mời")
    assert do("invite", conference, cast.press_officer).invitation != release


def test_another_release_is_no_invitation(cast: Cast) -> None:
    release = releases.draft(cast)
    with pytest.raises(Invalid) as refused:
        do("edit", planned(cast), cast.press_officer, invitation_id=release.pk)
    assert codes(refused) == {"invitation": "kind"}


# --- moving ---------------------------------------------------------------------------------------------


def test_what_was_announced_moves_with_a_reason_and_the_desk_is_told(cast: Cast) -> None:
    conference = announced(cast, accreditation_until=hanoi(2026, 11, 24, 17))
    registered(cast, conference)
    with pytest.raises(Invalid) as refused:
        do("edit", conference, cast.press_officer, place="Trực tuyến")
    assert codes(refused) == {"place": "announced"}
    moved = do("reschedule", conference, cast.spokesperson, held_at=hanoi(2026, 11, 24, 9), reason="Trùng lịch")
    assert (moved.held_at, moved.place, moved.accreditation_until) == (hanoi(2026, 11, 24, 9), "58-60 Trần Phú", None)
    told = Notification.objects.get(kind="press.conference_changed", person=cast.press_officer)
    assert "24/11/2026 09:00" in told.title
    assert "1" in told.body
    event = AuditEvent.objects.get(action="press.conference.rescheduled")
    assert event.data["reason"] == "Trùng lịch"
    assert set(event.data["changes"]) == {"held_at"}


def test_a_move_needs_a_change_a_reason_a_time_to_come_and_a_mandate(cast: Cast) -> None:
    conference = announced(cast)
    for values, wrong in (
        ({"place": "58-60 Trần Phú", "reason": "x"}, {"held_at": "unchanged"}),
        ({"place": "Hội trường 2", "reason": " "}, {"reason": "required"}),
        ({"held_at": hanoi(2026, 11, 21, 9), "reason": "x"}, {"held_at": "past"}),
    ):
        with pytest.raises(Invalid) as refused:
            do("reschedule", conference, cast.spokesperson, **values)
        assert codes(refused) == wrong
    with pytest.raises(NotAllowed):
        do("reschedule", conference, cast.press_officer, place="Hội trường 2", reason="x")
    mandate_revoke(
        actor=cast.press_officer, mandate_id=conference.mandate_id, version=conference.mandate.version, reason="x"
    )
    with pytest.raises(NotAllowed) as outside:
        do("reschedule", conference, cast.spokesperson, place="Hội trường 2", reason="x")
    assert outside.value.code == "outside_mandate"


# --- holding, ending, cancelling ------------------------------------------------------------------------


def test_holding_tells_upwards_and_keeps_when_it_really_began(cast: Cast) -> None:
    heard: list[Any] = []

    def hear(sender: Any, *, conference: PressConference, actor: Any, **kwargs: Any) -> None:
        heard.append((conference.pk, conference.state, actor))

    events.conference_held.connect(hear)
    try:
        conference = planned(cast, held_at=hanoi(2026, 11, 20, 9))
        conference = do("hold", conference, cast.press_officer, held_at=hanoi(2026, 11, 20, 9, 5))
    finally:
        events.conference_held.disconnect(hear)
    assert heard == [(conference.pk, "held", cast.press_officer)]
    assert (conference.held_at, conference.ended_at) == (hanoi(2026, 11, 20, 9, 5), None)
    conference = do("end", conference, cast.press_officer, ended_at=hanoi(2026, 11, 20, 10))
    assert conference.ended_at == hanoi(2026, 11, 20, 10)
    with pytest.raises(IllegalTransition):
        do("end", conference, cast.press_officer)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"held_at": "future"}),
        ({"held_at": hanoi(2026, 11, 21, 9, 1)}, {"held_at": "future"}),
        ({"held_at": hanoi(2026, 11, 20), "ended_at": hanoi(2026, 11, 21, 10)}, {"ended_at": "future"}),
        ({"held_at": hanoi(2026, 11, 20), "ended_at": hanoi(2026, 11, 20)}, {"ended_at": "order"}),
    ],
)
def test_nothing_is_held_in_the_future(cast: Cast, values: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        do("hold", announced(cast), cast.press_officer, **values)
    assert codes(refused) == wrong


def test_nobody_speaks_outside_a_mandate(cast: Cast) -> None:
    early = planned(cast, held_at=hanoi(2025, 12, 31, 9))
    with pytest.raises(NotAllowed) as refused:
        do("hold", early, cast.press_officer)
    assert refused.value.code == "outside_mandate"
    with pytest.raises(Invalid):
        do("hold", planned(cast, held_at=hanoi(2026, 11, 20), mandate_id=None), cast.press_officer)


@pytest.mark.parametrize(("state", "who"), [("planned", "press_officer"), ("announced", "spokesperson")])
def test_cancelling_says_why_and_is_the_end(cast: Cast, state: str, who: str) -> None:
    conference = planned(cast) if state == "planned" else announced(cast)
    if state == "announced":
        with pytest.raises(NotAllowed):
            do("cancel", conference, cast.press_officer, reason="x")
    with pytest.raises(Invalid):
        do("cancel", conference, cast.people[who], reason=" ")
    conference = do("cancel", conference, cast.people[who], reason="Người phát ngôn ốm")
    assert (conference.state, conference.cancel_reason) == ("cancelled", "Người phát ngôn ốm")
    for verb, values in (("hold", {"held_at": hanoi(2026, 11, 20)}), ("edit", {"title": "x"}), ("announce", {})):
        actor = cast.spokesperson if verb == "announce" else cast.press_officer
        with pytest.raises(IllegalTransition):
            do(verb, conference, actor, **values)


def test_an_old_version_changes_nothing(cast: Cast) -> None:
    conference = announced(cast)
    for verb, values in (("reschedule", {"reason": "x", "place": "y"}), ("cancel", {"reason": "x"})):
        service = getattr(services, f"conference_{verb}")
        with pytest.raises(StaleVersion):
            service(actor=cast.spokesperson, pressconference_id=conference.pk, version=1, **values)
    with pytest.raises(StaleVersion):
        services.conference_edit(actor=cast.press_officer, pressconference_id=conference.pk, version=1, title="x")


def test_a_mandate_under_which_a_conference_was_held_is_known_as_used(cast: Cast) -> None:
    from press.mandates.models import Mandate
    from press.mandates.said import said_last

    conference = held(cast)
    assert said_last(Mandate.objects.filter(pk=conference.mandate_id)) == conference.held_at
    assert AGENDA[0]["at"] == "09:30"  # the caller's rows are not put in another order


def test_that_it_is_held_is_offered_from_its_day_on(cast: Cast) -> None:
    """Before, the button is off and says why; on the day itself it may begin early."""
    conference = announced(cast)  # for 25/11/2026 09:00
    offered = policies.may_hold(cast.press_officer, conference)
    assert not offered.allowed
    assert offered.reason
    with clock.frozen(hanoi(2026, 11, 25, 0, 1)):
        assert policies.may_hold(cast.press_officer, conference)
        assert not policies.may_hold(cast.leader, conference)
