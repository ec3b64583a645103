"""Message lines: who drafts and approves, what replacing does, who sees them, who is told before one lapses."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from comms.audit.selectors import history
from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.notify.models import Notification
from press.messages import selectors, services
from press.messages.models import MessageLine
from tests.cast import PEOPLE, Cast
from tests.press.conftest import MakeMandate, hanoi
from tests.press.messages.conftest import MakeLine

DRAFTERS = {"press_officer", "spokesperson", "verifier"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_drafts_a_line_of_the_office(cast: Cast, drafted_of: MakeLine, who: str) -> None:
    """A press officer, or the people of the unit that owns it."""
    if who in DRAFTERS:
        assert drafted_of(actor=cast.people[who]).author == cast.people[who]
        return
    with pytest.raises(NotAllowed):
        drafted_of(actor=cast.people[who])


def test_people_of_the_owner_unit_draft_their_own(cast: Cast, drafted_of: MakeLine) -> None:
    line = drafted_of(actor=cast.officer, owner_unit=cast.units["C-PBGDPL-TGPL"])
    assert line.owner_unit.code == "C-PBGDPL-TGPL"


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_approves(cast: Cast, drafted_of: MakeLine, who: str) -> None:
    line = drafted_of()
    person = cast.people[who]
    if who in {"spokesperson", "leader"}:
        approved = services.line_approve(actor=person, messageline_id=line.pk, version=1)
        assert (approved.state, approved.approved_by) == ("approved", person)
        return
    with pytest.raises((NotAllowed, NotVisible)):
        services.line_approve(actor=person, messageline_id=line.pk, version=1)


def test_nobody_approves_what_they_wrote_or_edited(cast: Cast, drafted_of: MakeLine) -> None:
    own = drafted_of(actor=cast.spokesperson)
    with pytest.raises(NotAllowed):
        services.line_approve(actor=cast.spokesperson, messageline_id=own.pk, version=1)
    other = drafted_of()
    services.line_update(actor=cast.spokesperson, messageline_id=other.pk, version=1, text="Cổng miễn phí.")
    with pytest.raises(NotAllowed):
        services.line_approve(actor=cast.spokesperson, messageline_id=other.pk, version=2)
    assert services.line_approve(actor=cast.leader, messageline_id=other.pk, version=2).state == "approved"


def test_an_approved_line_is_replaced_and_ends_on_the_eve(cast: Cast, line_of: MakeLine) -> None:
    old = line_of()
    new = services.line_replace(
        actor=cast.press_officer,
        messageline_id=old.pk,
        version=old.version,
        text="Cổng thu phí dịch vụ gia tăng.",
        valid_from=date(2026, 12, 1),
    )
    assert (new.topic, new.replaces_id, new.state) == (old.topic, old.pk, "draft")
    old.refresh_from_db()
    assert old.valid_to is None, "a draft replaces nothing yet"
    services.line_approve(actor=cast.spokesperson, messageline_id=new.pk, version=1)
    old.refresh_from_db()
    assert old.valid_to == date(2026, 11, 30)
    assert history(old)[0].action == "press.messageline.replaced"
    on = MessageLine.objects.in_force_on
    assert [line.pk for line in on(date(2026, 11, 30))] == [old.pk]
    assert [line.pk for line in on(date(2026, 12, 1))] == [new.pk]


def test_a_line_that_lapsed_before_keeps_its_own_end(cast: Cast, line_of: MakeLine) -> None:
    old = line_of(valid_to=date(2026, 11, 22))
    line_of(replaces_id=old.pk, valid_from=date(2026, 12, 1))
    old.refresh_from_db()
    assert old.valid_to == date(2026, 11, 22)


def test_two_drafts_for_one_place(cast: Cast, line_of: MakeLine, drafted_of: MakeLine) -> None:
    old = line_of()
    first = drafted_of(replaces_id=old.pk, valid_from=date(2026, 12, 1))
    second = drafted_of(replaces_id=old.pk, valid_from=date(2026, 12, 2))
    services.line_approve(actor=cast.spokesperson, messageline_id=first.pk, version=1)
    with pytest.raises(Conflict) as refused:
        services.line_approve(actor=cast.spokesperson, messageline_id=second.pk, version=1)
    assert refused.value.code == "already_replaced"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"topic": "  "}, "topic"),
        ({"text": "\x00"}, "text"),
        ({"valid_to": date(2026, 10, 31)}, "valid_to"),
        ({"qa": [{"question": "Có thu phí không?", "answer": ""}]}, "qa"),
        ({"qa": [{"question": f"{n}?", "answer": "."} for n in range(51)]}, "qa"),
        ({"avoid": ["a" * 201]}, "avoid"),
        ({"avoid": ["x"] * 51}, "avoid"),
    ],
)
def test_what_a_line_cannot_be(drafted_of: MakeLine, fields: dict[str, Any], name: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafted_of(**fields)
    assert set(refused.value.errors) == {name}


def test_a_line_that_replaces_begins_later(line_of: MakeLine, drafted_of: MakeLine) -> None:
    old = line_of()
    with pytest.raises(Invalid) as refused:
        drafted_of(replaces_id=old.pk, valid_from=old.valid_from)
    assert set(refused.value.errors) == {"valid_from"}


def test_a_unit_that_is_no_more_owns_no_new_line(cast: Cast, drafted_of: MakeLine) -> None:
    with pytest.raises(Invalid):
        drafted_of(owner_unit=cast.units["TGPL"])


def test_an_approved_line_is_not_edited(cast: Cast, line_of: MakeLine) -> None:
    line = line_of()
    with pytest.raises(IllegalTransition):
        services.line_update(actor=cast.press_officer, messageline_id=line.pk, version=line.version, text="Khác.")


def test_an_old_version_changes_nothing(cast: Cast, drafted_of: MakeLine) -> None:
    line = drafted_of()
    services.line_update(actor=cast.press_officer, messageline_id=line.pk, version=1, text="Khác.")
    for write in (services.line_approve, services.line_withdraw):
        more = {"reason": "Nhầm"} if write is services.line_withdraw else {}
        with pytest.raises(StaleVersion):
            write(actor=cast.leader, messageline_id=line.pk, version=1, **more)


def test_a_line_whose_last_day_passed_is_not_approved(cast: Cast, drafted_of: MakeLine) -> None:
    line = drafted_of(valid_to=date(2026, 11, 20))
    with pytest.raises(Invalid):
        services.line_approve(actor=cast.spokesperson, messageline_id=line.pk, version=1)


def test_withdrawing_takes_a_reason_and_the_right_person(cast: Cast, line_of: MakeLine) -> None:
    line = line_of()
    with pytest.raises(NotAllowed):
        services.line_withdraw(actor=cast.press_officer, messageline_id=line.pk, version=line.version, reason="x")
    with pytest.raises(Invalid):
        services.line_withdraw(actor=cast.spokesperson, messageline_id=line.pk, version=line.version, reason=" ")
    services.line_withdraw(actor=cast.spokesperson, messageline_id=line.pk, version=line.version, reason="Đổi mức phí")
    assert not MessageLine.objects.in_force_on(clock.today()).exists()
    assert MessageLine.objects.lapsed_on(clock.today()).exists()


SEES = {"press_officer", "spokesperson", "verifier", "legal_checker", "leader", "auditor", "administrator"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_sees_a_line(cast: Cast, line_of: MakeLine, who: str) -> None:
    line_of()
    assert MessageLine.objects.visible_to(cast.people[who]).exists() is (who in SEES)


@pytest.mark.usefixtures("rules")
def test_who_may_speak_knows_the_lines(cast: Cast, line_of: MakeLine, authorised_of: MakeMandate) -> None:
    """As long as the mandate holds."""
    line_of()
    assert not MessageLine.objects.visible_to(cast.unit_head).exists()
    authorised_of()
    assert MessageLine.objects.visible_to(cast.unit_head).exists()
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert not MessageLine.objects.visible_to(cast.unit_head).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "đang có hiệu lực"),
        ({"valid_to": date(2026, 11, 21)}, "hết hiệu lực sau hôm nay"),
        ({"valid_to": date(2026, 11, 24)}, "còn 3 ngày hiệu lực"),
        ({"valid_to": date(2026, 12, 24)}, "có hiệu lực đến 24/12/2026"),
        ({"valid_from": date(2026, 12, 1)}, "từ 01/12/2026"),
    ],
)
def test_validity_in_words(line_of: MakeLine, fields: dict[str, Any], words: str) -> None:
    assert selectors.validity_words(line_of(**fields)) == words


def test_a_lapsed_line_says_when(line_of: MakeLine) -> None:
    line = line_of(valid_to=date(2026, 11, 30))
    assert selectors.validity_words(line, date(2026, 12, 1)) == "hết hiệu lực ngày 30/11/2026"


def test_owners_are_told_once_before_a_line_lapses(cast: Cast, line_of: MakeLine) -> None:
    line = line_of(valid_to=date(2026, 12, 5))
    line_of(valid_to=None)
    assert services.lines_remind() == 0, "two weeks before"
    with clock.frozen(hanoi(2026, 11, 29, 9)):
        assert [row.pk for row in selectors.lines_lapsing(cast.spokesperson)] == [line.pk]
        assert services.lines_remind() == 3
        assert services.lines_remind() == 0
    told = Notification.objects.filter(kind="press.line_lapses").values_list("person__username", flat=True)
    assert set(told) == {"press_officer", "spokesperson", "verifier"}


def test_nobody_is_told_of_a_line_that_is_replaced(cast: Cast, line_of: MakeLine) -> None:
    old = line_of()
    line_of(replaces_id=old.pk, valid_from=date(2026, 11, 25))
    assert services.lines_remind() == 0
    assert not selectors.lines_lapsing(cast.spokesperson)


def test_the_clock_of_lapsing_is_hanois(line_of: MakeLine) -> None:
    line = line_of(valid_to=date(2026, 11, 30))
    with clock.frozen(datetime.fromisoformat("2026-11-30T16:59:59+00:00")):
        assert line.is_in_force
    with clock.frozen(datetime.fromisoformat("2026-11-30T17:00:00+00:00")):
        assert not line.is_in_force
