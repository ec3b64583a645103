"""People, roles with dates, tokens."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Invalid
from comms.org.models import ApiToken, Role, User
from comms.org.selectors import held_roles, holds, reads_everything, roles_in
from comms.org.services import role_end, role_grant, token_create, user_create
from tests.cast import Cast
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
