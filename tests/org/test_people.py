"""People, roles with dates, tokens."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.audit.models import AuditEvent
from comms.audit.selectors import history
from comms.core import clock
from comms.core.errors import Invalid
from comms.core.subjects import find
from comms.org.models import ApiToken, Role, User
from comms.org.selectors import held_roles, holds, reads_everything, roles_in
from comms.org.services import role_end, role_grant, token_create, user_create
from tests.api.conftest import client_of
from tests.cast import PEOPLE, UNITS, Cast
from tests.conftest import TODAY

DAY = TODAY.date()


def test_a_role_holds_from_its_first_to_its_last_day(cast: Cast) -> None:
    """Both days belong to it, in Hanoi's calendar."""
    person = user_create(actor=None, username="x", full_name="Nguyễn Văn X")
    role_grant(actor=None, user=person, unit=cast.units["VP"], kind="officer", starts=DAY, ends=DAY + timedelta(days=1))
    for offset, held in {-1: False, 0: True, 1: True, 2: False}.items():
        with clock.frozen(TODAY + timedelta(days=offset)):
            assert holds(User.objects.get(pk=person.pk), "officer") is held
    for instant, held in (
        (datetime(2026, 11, 20, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 20, 17, 0, tzinfo=UTC), True),
    ):
        with clock.frozen(instant):
            assert holds(User.objects.get(pk=person.pk), "officer") is held


def test_a_role_is_granted_once_and_ended_with_evidence(cast: Cast) -> None:
    """Granting it again changes nothing; ending it takes effect at once, also for a person already loaded."""
    person, vp = cast.verifier, cast.units["VP"]
    events = AuditEvent.objects.count()
    first = role_grant(actor=cast.administrator, user=person, unit=vp, kind="viewer", starts=DAY)
    again = role_grant(actor=cast.administrator, user=person, unit=vp, kind="viewer", starts=DAY)
    assert first == again
    assert AuditEvent.objects.count() == events + 1
    assert holds(person, "viewer")
    role_end(actor=cast.administrator, role=first, ends=DAY)
    first.user.forget_roles()
    with clock.frozen(TODAY + timedelta(days=1)):
        assert not holds(User.objects.get(pk=person.pk), "viewer")
    last = AuditEvent.objects.latest("seq")
    assert (last.action, last.actor_label, last.actor_unit) == (
        "org.role.ended",
        cast.administrator.full_name,
        "BTP",
    )


def test_who_left_holds_nothing(cast: Cast) -> None:
    """An account that is closed keeps its rows and loses every right."""
    assert reads_everything(cast.leader)
    cast.leader.is_active = False
    assert held_roles(cast.leader) == []
    assert not reads_everything(cast.leader)


@pytest.mark.parametrize(
    ("person", "everything"),
    [("leader", True), ("auditor", True), ("administrator", True), ("spokesperson", False), ("verifier", False)],
)
def test_who_reads_everything(cast: Cast, person: str, everything: bool) -> None:
    assert reads_everything(getattr(cast, person)) is everything


def test_the_roles_of_a_unit_stand_in_order(cast: Cast) -> None:
    """Present roles with their people, ordered by role; ended ones and people who left are missing."""
    vp = cast.units["VP"]
    assert [role.kind for role in roles_in(vp)] == ["unit_head", "press_officer", "spokesperson"]
    User.objects.filter(pk=cast.spokesperson.pk).update(is_active=False)
    Role.objects.filter(user=cast.verifier).update(ends=DAY - timedelta(days=1))
    assert [role.kind for role in roles_in(vp)] == ["press_officer"]


def test_an_account_has_its_own_name_and_a_decent_password(cast: Cast) -> None:
    """A taken name and a weak password are refused before anything is stored."""
    people = User.objects.count()
    for fields, field, code in (
        ({"username": "officer", "full_name": "A"}, "username", "unique"),
        ({"username": "new", "full_name": "A", "password": "12345678901"}, "password", "weak"),
        ({"username": "newperson", "full_name": "A", "password": "newperson1"}, "password", "weak"),
        ({"username": "new", "full_name": "A", "password": "short"}, "password", "weak"),
    ):
        with pytest.raises(Invalid) as refused:
            user_create(actor=None, **fields)
        assert refused.value.errors[field][0].code == code
    assert User.objects.count() == people
    made = user_create(actor=None, username="new", full_name="Trần Thị B", password="a-long-sentence-4711")
    assert made.check_password("a-long-sentence-4711")
    assert made.password.startswith("argon2")
    assert not user_create(actor=None, username="n2", full_name="C").has_usable_password()


def test_people_are_ordered_by_given_name(db: Any) -> None:
    for username, name in (("1", "Trần Văn An"), ("3", "Lê Thị Đào"), ("2", "Nguyễn Văn Dũng")):
        user_create(actor=None, username=username, full_name=name)
    assert [person.username for person in User.objects.all()] == ["1", "2", "3"]


def test_a_token_is_shown_once(cast: Cast) -> None:
    """The database holds a digest; the evidence holds name and scope, and nothing of the token."""
    text = token_create(actor=cast.officer, name="Báo cáo", scope="read")
    token = ApiToken.objects.get()
    assert token.digest != text
    assert text not in repr(ApiToken.objects.values().get())
    assert AuditEvent.objects.latest("seq").data == {"name": "Báo cáo", "scope": "read"}


def test_the_database_refuses_a_role_that_ends_before_it_starts(cast: Cast) -> None:
    role = Role.objects.get(user=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.filter(pk=role.pk).update(ends=role.starts - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(user=role.user, unit=role.unit, kind=role.kind, starts=date(2020, 1, 1))


MINISTRY_WIDE = ["leadership", "auditor", "administrator"]


@pytest.mark.parametrize("unit", sorted(UNITS))
@pytest.mark.parametrize("kind", Role.Kind.values)
def test_a_role_is_granted_where_it_means_something(cast: Cast, kind: str, unit: str) -> None:
    """Who reads and decides everything does so for the ministry; the legality of texts is not checked in a province."""
    person = user_create(actor=None, username="x", full_name="Nguyễn Văn X")
    expected = ""
    if kind in MINISTRY_WIDE and unit != "BTP":
        expected = "ministry_only"
    elif kind == "legal_checker" and unit == "STP-HUE":
        expected = "not_local"
    try:
        role_grant(actor=None, user=person, unit=cast.units[unit], kind=kind, starts=DAY)
        found = ""
    except Invalid as refused:
        found = refused.errors["unit"][0].code
    assert found == expected
    assert Role.objects.filter(user=person).exists() is (not expected)


SIGNING = ["unit_head", "press_officer", "legal_checker", "spokesperson", "leadership"]


@pytest.mark.parametrize("other", Role.Kind.values)
@pytest.mark.parametrize("administrator_first", [True, False])
def test_the_administrator_signs_nothing(cast: Cast, other: str, administrator_first: bool) -> None:
    """Nobody holds the role of the administrator and one that signs on the same day, whichever came first."""
    if other == "administrator":
        return
    person = user_create(actor=None, username="x", full_name="Nguyễn Văn X")
    kinds = ["administrator", other] if administrator_first else [other, "administrator"]
    role_grant(actor=None, user=person, unit=cast.units["BTP"], kind=kinds[0], starts=DAY, ends=DAY + timedelta(days=9))

    def second(starts: date, ends: date | None = None) -> None:
        role_grant(actor=None, user=person, unit=cast.units["BTP"], kind=kinds[1], starts=starts, ends=ends)

    for starts, ends in (
        (DAY - timedelta(days=3), None),
        (DAY - timedelta(days=3), DAY),
        (DAY + timedelta(days=9), None),
        (DAY + timedelta(days=1), DAY + timedelta(days=2)),
    ):
        if other in SIGNING:
            with pytest.raises(Invalid) as refused:
                second(starts, ends)
            assert refused.value.errors["kind"][0].code == "administrator_signs"
    second(DAY - timedelta(days=3), DAY - timedelta(days=1))
    second(DAY + timedelta(days=10))


def test_a_role_is_not_lengthened_into_one_that_excludes_it(cast: Cast) -> None:
    """Setting the last day of a role is held to the same rule as granting it."""
    person = user_create(actor=None, username="x", full_name="Nguyễn Văn X")
    ministry = cast.units["BTP"]
    head = role_grant(actor=None, user=person, unit=ministry, kind="unit_head", starts=DAY, ends=DAY)
    role_grant(actor=None, user=person, unit=ministry, kind="administrator", starts=DAY + timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        role_end(actor=None, role=head, ends=DAY + timedelta(days=1))
    assert refused.value.errors["kind"][0].code == "administrator_signs"
    role_end(actor=None, role=Role.objects.get(pk=head.pk), ends=DAY)


def test_what_was_granted_to_a_person_is_evidence_about_the_person(cast: Cast) -> None:
    """The history of a unit, which everybody reads, names nobody; the person's own has the unit, the kind, the days."""
    person = user_create(actor=None, username="x", full_name="Nguyễn Văn X")
    vp = cast.units["VP"]
    role = role_grant(actor=cast.administrator, user=person, unit=vp, kind="viewer", starts=DAY)
    role_end(actor=cast.administrator, role=role, ends=DAY)
    assert {event.action for event in history(vp)} == {"org.unit.recorded"}
    ended, granted, created = history(person)
    assert created.action == "org.user.created"
    assert granted.data == {
        "user": "x",
        "unit": "VP",
        "kind": "viewer",
        "starts": "2026-11-21",
        "ends": None,
    }
    assert ended.data == {**granted.data, "ends": "2026-11-21"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_an_account_is_known_to_itself_and_to_those_who_answer_for_accounts(cast: Cast, who: str) -> None:
    """As a subject of evidence; administrator and auditor see every account."""
    seen = {name for name, user in cast.people.items() if find(cast.people[who], "org.user", user.pk)}
    assert seen == (set(PEOPLE) if who in {"administrator", "auditor"} else {who})
    assert find(None, "org.user", cast.people[who].pk) is None


def test_over_http_the_history_of_a_unit_names_nobody(cast: Cast) -> None:
    body = client_of(cast.outsider).get("/api/v1/units/VP/history/").content.decode()
    assert "org.unit.recorded" in body
    for username in PEOPLE:
        assert f'"{username}"' not in body
