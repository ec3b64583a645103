"""Linking what met a duty: who may, what fits, what follows when it is taken back."""

from datetime import date, datetime
from typing import Any

import pytest

from comms.audit.models import AuditEvent
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, StaleVersion
from comms.duties import selectors, services
from comms.duties.models import Duty, DutyLink
from comms.duties.states import DutyState, Standing
from comms.outbox import services as work
from press.conferences.models import PressConference
from press.events import conference_held
from press.releases.models import Release
from press.speaking.models import Statement
from tests.cast import Cast
from tests.duties.conftest import conference, do, hanoi
from tests.press.releases.building import do as release_do
from tests.press.releases.building import draft, issued

NOVEMBER = date(2026, 11, 5)


@pytest.fixture
def november(duties: Any) -> Duty:
    found: Duty = duties("monthly_information", NOVEMBER)
    return found


def said(cast: Cast, statement_of: Any, spoken_at: datetime, **fields: Any) -> Statement:
    """A statement as the table keeps one that was spoken live."""
    made = statement_of(**fields)
    Statement.objects.filter(pk=made.pk).update(
        state="given", spoken_at=spoken_at, given_at=spoken_at, spoken_live=True
    )
    made.refresh_from_db()
    return made


def test_a_release_meets_the_month_in_which_it_was_issued(cast: Cast, november: Duty) -> None:
    release = issued(cast)
    found = do("meet", november, cast.press_officer, release=release, note="Bản tin tháng")
    assert (found.state, found.met_at, found.standing) == (DutyState.MET, release.issued_at, Standing.ON_TIME)
    event = AuditEvent.objects.get(action="duties.duty.met")
    assert event.data["thing_id"] == str(release.pk)
    assert event.actor_label == cast.press_officer.audit_label()


def test_only_the_press_desk_and_leadership_link(cast: Cast, november: Duty) -> None:
    release = issued(cast)
    for person in ("officer", "unit_head", "verifier", "auditor", "administrator", "outsider", "legal_checker"):
        with pytest.raises(NotAllowed):
            do("meet", november, getattr(cast, person), title="Bản tin")
    do("meet", november, cast.leader, release=release)
    do("meet", november, cast.spokesperson, title="Bản tin")


def test_only_leadership_waives_with_a_reason(cast: Cast, november: Duty) -> None:
    for person in (cast.press_officer, cast.spokesperson, cast.administrator):
        with pytest.raises(NotAllowed):
            do("waive", november, person, reason="Không cần")
    with pytest.raises(Invalid):
        do("waive", november, cast.leader, reason="  ")
    waived = do("waive", november, cast.leader, reason="Không có thông tin")
    assert (waived.standing, waived.waive_reason) == (Standing.WAIVED, "Không có thông tin")
    with pytest.raises(IllegalTransition):
        do("meet", november, cast.press_officer, title="Bản tin")
    with pytest.raises(NotAllowed):
        do("reopen", november, cast.press_officer, reason="Xem lại")
    reopened = do("reopen", november, cast.leader, reason="Xem lại")
    assert (reopened.state, reopened.waive_reason) == (DutyState.OPEN, "")


def test_a_stale_version_links_nothing(cast: Cast, november: Duty) -> None:
    do("meet", november, cast.press_officer, title="Bản tin số 1")
    with pytest.raises(StaleVersion):
        services.duty_meet(actor=cast.press_officer, duty_id=november.pk, version=1, title="Bản tin số 2")
    assert DutyLink.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "one_thing"),
        ({"title": "x" * 301}, "max_length"),
        ({"title": "a\x00b"}, "characters"),
        ({"title": "Bản tin", "url": "javascript:alert(1)"}, "invalid"),
        ({"title": "Bản tin", "at": hanoi(2026, 10, 31, 23, 59)}, "before_period"),
        ({"title": "Bản tin", "at": hanoi(2026, 11, 21, 9, 1)}, "future"),
    ],
)
def test_bad_documents(cast: Cast, november: Duty, arguments: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        do("meet", november, cast.press_officer, **arguments)
    assert [complaint.code for rows in refused.value.errors.values() for complaint in rows] == [code]
    assert not DutyLink.objects.exists()


def test_what_does_not_fit_is_refused(cast: Cast, duties: Any, november: Duty, statement_of: Any) -> None:
    unissued = draft(cast)
    with pytest.raises(Invalid) as refused:
        do("meet", november, cast.press_officer, release=unissued)
    assert refused.value.errors["release"][0].code == "not_standing"
    planned = conference(cast, hanoi(2026, 11, 10, 9), state="planned")
    with pytest.raises(Invalid):
        do("meet", november, cast.press_officer, conference=planned)
    release = issued(cast)
    with pytest.raises(Invalid) as refused:
        do("meet", november, cast.press_officer, release=release, at=hanoi(2026, 11, 2))
    assert refused.value.errors["at"][0].code == "own_time"
    with pytest.raises(Invalid) as refused:
        do("meet", duties("press_conference", date(2026, 8, 1)), cast.press_officer, release=release)
    assert refused.value.errors["release"][0].code == "wrong_kind"
    with pytest.raises(Invalid) as refused:
        do("meet", november, cast.press_officer, release=release, title="Bản tin")
    assert refused.value.errors["title"][0].code == "one_thing"


def test_one_thing_meets_one_period_of_a_duty_and_may_meet_another_duty(cast: Cast, duties: Any) -> None:
    release = issued(cast)
    do("meet", duties("monthly_information", NOVEMBER), cast.press_officer, release=release)
    with pytest.raises(Conflict):
        do("meet", duties("monthly_information", date(2026, 10, 5)), cast.press_officer, release=release)
    do("meet", duties("monthly_documents_release", date(2026, 10, 5)), cast.press_officer, release=release)


def test_an_issue_after_the_tenth_is_late(cast: Cast, duties: Any) -> None:
    october = duties("monthly_documents_release", date(2026, 10, 5))
    assert october.due_at == hanoi(2026, 11, 11)
    assert do("meet", october, cast.press_officer, release=issued(cast)).standing == Standing.LATE
    september = duties("monthly_documents_input", date(2026, 9, 5))
    late = do("meet", september, cast.press_officer, title="Bộ Tài chính gửi", at=hanoi(2026, 10, 6, 0, 1))
    assert late.standing == Standing.LATE
    found = do("meet", september, cast.press_officer, title="Bộ Y tế gửi", at=hanoi(2026, 10, 6))
    assert found.standing == Standing.ON_TIME, "24:00 of the fifth is in time, and the earliest counts"


def test_taking_back_leaves_the_rest_or_opens_it_again(cast: Cast, november: Duty) -> None:
    do("meet", november, cast.press_officer, title="Bản tin 1", at=hanoi(2026, 11, 3))
    do("meet", november, cast.press_officer, title="Bản tin 2", at=hanoi(2026, 11, 9))
    first, second = DutyLink.objects.order_by("at")
    with pytest.raises(Invalid):
        do("unlink", november, cast.press_officer, link=first.pk, reason="")
    with pytest.raises(NotAllowed):
        do("unlink", november, cast.officer, link=first.pk, reason="Nhầm")
    with pytest.raises(Invalid):
        do("unlink", november, cast.press_officer, link=0, reason="Nhầm")
    found = do("unlink", november, cast.press_officer, link=first.pk, reason="Nhầm tháng")
    assert (found.state, found.met_at) == (DutyState.MET, hanoi(2026, 11, 9))
    found = do("unlink", november, cast.press_officer, link=second.pk, reason="Nhầm tháng")
    assert (found.state, found.met_at) == (DutyState.OPEN, None)
    with pytest.raises(IllegalTransition):
        do("unlink", november, cast.press_officer, link=second.pk, reason="Nhầm tháng")
    last = AuditEvent.objects.filter(action="duties.duty.unlinked").latest("seq")
    assert (last.data["title"], last.data["reason"]) == ("Bản tin 2", "Nhầm tháng")


@pytest.mark.parametrize("verb", ["withdraw", "void"])
def test_a_revoked_release_meets_nothing(cast: Cast, november: Duty, verb: str) -> None:
    release = issued(cast)
    do("meet", november, cast.press_officer, release=release)
    release_do(verb, release, cast.spokesperson, reason="Sai số liệu")
    work.drain()
    work.drain()
    november.refresh_from_db()
    assert (november.state, november.met_at) == (DutyState.OPEN, None)
    assert AuditEvent.objects.filter(action="duties.duty.unlinked").count() == 1


def test_a_periodic_conference_links_itself_with_evidence(cast: Cast, duties: Any) -> None:
    first = duties("press_conference", date(2026, 8, 1))
    held = conference(cast, hanoi(2026, 9, 22, 9))
    for _time in range(2):
        conference_held.send(sender=PressConference, conference=held, actor=cast.press_officer)
        work.drain()
    first.refresh_from_db()
    assert (first.standing, first.met_at) == (Standing.ON_TIME, held.held_at)
    event = AuditEvent.objects.get(action="duties.duty.met")
    assert event.actor_label == cast.press_officer.audit_label()
    assert duties("press_conference", date(2026, 11, 1)).starts == date(2026, 9, 22)


def test_other_conferences_wait_for_a_person(cast: Cast, duties: Any) -> None:
    first = duties("press_conference", date(2026, 8, 1))
    for held in (
        conference(cast, hanoi(2026, 9, 22, 9), kind="extraordinary"),
        conference(cast, hanoi(2026, 9, 23, 9), state="cancelled", cancel_reason="Bão"),
        conference(cast, hanoi(2026, 7, 1, 9)),
    ):
        conference_held.send(sender=PressConference, conference=held, actor=cast.press_officer)
        work.drain()
    first.refresh_from_db()
    assert first.state == DutyState.OPEN
    offered = [thing.obj.kind for thing in selectors.candidates(cast.press_officer, first)]
    assert offered == ["extraordinary", "periodic"]


def test_the_conference_that_a_period_counts_from_does_not_meet_it(cast: Cast, duties: Any) -> None:
    first = duties("press_conference", date(2026, 8, 1))
    with pytest.raises(Invalid) as refused:
        do("meet", first, cast.press_officer, conference=conference(cast, hanoi(2026, 7, 1, 9)))
    assert refused.value.errors["conference"][0].code == "first_day"


def test_candidates_are_offered_and_nothing_is_linked_by_itself(
    cast: Cast, november: Duty, statement_of: Any, mandate_of: Any
) -> None:
    release = issued(cast)
    spoken = said(cast, statement_of, hanoi(2026, 11, 4))
    said(cast, statement_of, hanoi(2026, 10, 31, 23))
    work.drain()
    assert [thing.obj for thing in selectors.candidates(cast.press_officer, november)] == [release, spoken]
    november.refresh_from_db()
    assert november.state == DutyState.OPEN
    do("meet", november, cast.press_officer, release=release)
    november.refresh_from_db()
    assert [thing.obj for thing in selectors.candidates(cast.press_officer, november)] == [spoken]


def test_what_a_reader_may_not_see_stays_hidden(cast: Cast, november: Duty) -> None:
    release = issued(cast)
    do("meet", november, cast.press_officer, release=release, note="Thông cáo về vụ việc A")
    Release.objects.filter(pk=release.pk).update(embargo_until=hanoi(2027, 1, 1))
    (thing,) = selectors.linked(cast.outsider, november)
    assert thing.hidden
    assert thing.obj is None
    assert (thing.label, thing.note) == ("", "")
    assert selectors.linked(cast.press_officer, november)[0].note == "Thông cáo về vụ việc A"
    assert "vụ việc A" not in str(AuditEvent.objects.get(action="duties.duty.met").data), "everybody reads the history"
