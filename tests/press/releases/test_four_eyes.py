"""Nobody signs or approves the own text: not through a role, a place, a link, or as administrator.  And the order."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible
from comms.notify.models import Notification
from comms.org.models import Role, User
from comms.org.services import role_grant, user_create
from press.releases import policies, services, signers
from press.releases.models import Release, SigningAbsence
from press.releases.services import reviews_escalate
from tests.cast import Cast
from tests.press.releases.building import do, draft, drain, in_review, sign_off, signed
from tests.races import at_once, needs_postgresql

K = Role.Kind
TODAY = date(2026, 11, 21)


def person(cast: Cast, name: str, *roles: tuple[str, str]) -> User:
    user = user_create(actor=None, username=name, full_name=f"Nguyễn Thị {name.title()}")
    for unit, kind in roles:
        role_grant(actor=None, user=user, unit=cast.units[unit], kind=kind, starts=date(2020, 1, 1))
    cast.people[name] = user
    return user


def away(absent: User, deputy: User, days: int = 0, **fields: Any) -> SigningAbsence:
    values = {"actor": absent, "starts": TODAY, "ends": TODAY + timedelta(days=days)}
    return services.absence_declare(absent=absent, deputy=deputy, **(values | fields))


def author_heads(cast: Cast) -> User:
    role_grant(actor=None, user=cast.press_officer, unit=cast.units["C-PBGDPL-TGPL"], kind=K.UNIT_HEAD, starts=TODAY)
    return cast.press_officer


def deputy_of_author(cast: Cast) -> User:
    away(author_heads(cast), cast.officer)
    return cast.officer


def author_as_deputy(cast: Cast) -> User:
    away(cast.unit_head, cast.press_officer)
    return cast.press_officer


def administrator_past_the_service(cast: Cast) -> User:
    Role.objects.create(
        user=cast.administrator, unit=cast.units["C-PBGDPL-TGPL"], kind=K.UNIT_HEAD, starts=date(2020, 1, 1)
    )
    cast.administrator.forget_roles()
    return cast.administrator


def administrator_as_deputy(cast: Cast) -> User:
    values = {"starts": TODAY, "ends": TODAY, "created_by": cast.unit_head}
    SigningAbsence.objects.create(absent=cast.unit_head, deputy=cast.administrator, **values)
    return cast.administrator


def deputy_of_a_deputy(cast: Cast) -> User:
    role_grant(actor=None, user=cast.officer, unit=cast.units["CNTT"], kind=K.UNIT_HEAD, starts=TODAY)
    away(cast.unit_head, cast.officer)
    away(cast.officer, cast.coordinator)
    return cast.coordinator


OTHERS_EYES: dict[str, tuple[Callable[[Cast], User], str]] = {
    "the author by a role": (author_heads, "You wrote"),
    "the author as deputy": (author_as_deputy, "You wrote"),
    "the deputy of the author": (deputy_of_author, "wrote this text"),
    "an administrator": (administrator_past_the_service, "administrator"),
    "an administrator as deputy": (administrator_as_deputy, "administrator"),
    "the deputy of a deputy": (deputy_of_a_deputy, "not one of the signers"),
}


@pytest.mark.parametrize("case", OTHERS_EYES)
def test_other_eyes(cast: Cast, case: str) -> None:
    make, words = OTHERS_EYES[case]
    user = make(cast)
    release = in_review(cast)
    decision = policies.may_sign(user, release)
    assert not decision
    assert words in str(decision.reason)
    with pytest.raises((NotAllowed, NotVisible)):
        do("sign", release, user)
    assert not signers.awaiting(user).exists()


def test_a_deputy_signs_in_the_place_of_the_absent(cast: Cast) -> None:
    """Within the days alone; he sees the text then, and the signature says in whose place."""
    away(cast.unit_head, cast.coordinator, days=1)
    release = in_review(cast)
    assert signers.awaiting(cast.coordinator).get() == release
    for days in (-1, 2):
        with clock.frozen(clock.now() + timedelta(days=days)):
            assert not Release.objects.visible_to(cast.coordinator).exists()
            with pytest.raises(NotVisible):
                do("sign", release, cast.coordinator)
    release = do("sign", release, cast.coordinator)
    signature = release.signatures.get()
    assert (signature.signer, signature.in_place_of, signature.step) == (cast.coordinator, cast.unit_head, "unit_head")
    # What is signed in a place counts for both people.
    role_grant(actor=None, user=cast.unit_head, unit=cast.units["CTXD-VB"], kind=K.LEGAL_CHECKER, starts=TODAY)
    with pytest.raises(NotAllowed, match="in your place"):
        do("sign", release, User.objects.get(pk=cast.unit_head.pk))


def test_nobody_signs_for_the_own_part_and_for_another(cast: Cast) -> None:
    """Who has signed stands in for nobody else, and nobody stands in for who has signed."""
    away(cast.legal_checker, cast.unit_head)
    release = do("sign", in_review(cast), cast.unit_head)
    with pytest.raises(NotAllowed, match="already signed"):
        do("sign", release, cast.unit_head)
    role_grant(actor=None, user=cast.unit_head, unit=cast.units["VP"], kind=K.SPOKESPERSON, starts=TODAY)
    head = User.objects.get(pk=cast.unit_head.pk)
    away(head, cast.coordinator)
    do("sign", release, cast.legal_checker)
    do("sign", release, cast.verifier)
    with pytest.raises(NotAllowed, match="another signature"):
        do("approve", release, cast.coordinator)


def test_an_approval_in_the_place_of_the_spokesperson(cast: Cast) -> None:
    """What comes after it (the issue) is not delegated."""
    away(cast.spokesperson, cast.officer)
    release = do("approve", signed(cast), cast.officer)
    assert release.signatures.get(step="spokesperson").in_place_of == cast.spokesperson
    with pytest.raises(NotAllowed):
        do("issue", release, cast.officer)


def test_who_declares_an_absence(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        away(cast.unit_head, cast.officer, actor=cast.leader)
    with pytest.raises(NotAllowed, match="administrator"):
        away(cast.unit_head, cast.administrator)
    with pytest.raises(NotAllowed, match="no role that signs"):
        away(cast.officer, cast.coordinator)
    for wrong in ({"starts": TODAY - timedelta(days=1)}, {"ends": TODAY - timedelta(days=1)}):
        with pytest.raises(Invalid):
            away(cast.unit_head, cast.officer, **wrong)
    with pytest.raises(Invalid):
        away(cast.unit_head, cast.unit_head)
    first = away(cast.unit_head, cast.officer, days=3, actor=cast.administrator)
    with pytest.raises(Conflict):
        away(cast.unit_head, cast.coordinator, starts=TODAY + timedelta(days=3), ends=TODAY + timedelta(days=4))
    with pytest.raises(NotAllowed):
        services.absence_revoke(actor=cast.officer, signingabsence_id=first.pk, version=1)
    services.absence_revoke(actor=cast.unit_head, signingabsence_id=first.pk, version=1)
    with pytest.raises(NotVisible):
        do("sign", in_review(cast), cast.coordinator)
    away(cast.unit_head, cast.coordinator)


@pytest.mark.parametrize(
    ("starts", "ends", "possible"), [(2, 2, False), (-3, 0, False), (-9, 9, False), (1, 1, False), (3, 4, True)]
)
def test_the_database_refuses_a_second_absence_for_a_day(cast: Cast, starts: int, ends: int, possible: bool) -> None:
    """Past the service; one that was revoked, or is another person's, is in nobody's way."""
    first = away(cast.unit_head, cast.officer, days=2)
    days = {"starts": TODAY + timedelta(days=starts), "ends": TODAY + timedelta(days=ends)}
    values = {"deputy": cast.coordinator, "created_by": cast.unit_head, **days}
    SigningAbsence.objects.create(absent=cast.legal_checker, **values)
    with nullcontext() if possible else pytest.raises(IntegrityError), transaction.atomic():
        SigningAbsence.objects.create(absent=cast.unit_head, **values)
    if possible:
        with pytest.raises(IntegrityError), transaction.atomic():
            SigningAbsence.objects.filter(absent=cast.unit_head).update(starts=TODAY, ends=TODAY)
    else:
        SigningAbsence.objects.filter(pk=first.pk).update(revoked_at=clock.now())
        SigningAbsence.objects.create(absent=cast.unit_head, **values)


@needs_postgresql
def test_two_absences_at_once_are_one(transactional_db: Any, cast: Cast) -> None:
    results = at_once(lambda: away(cast.unit_head, cast.officer), lambda: away(cast.unit_head, cast.coordinator))
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "SigningAbsence"]


def test_each_step_waits_for_those_before(cast: Cast) -> None:
    release = in_review(cast)
    for early in (cast.legal_checker, cast.verifier):
        with pytest.raises(IllegalTransition, match="head of the responsible unit"):
            do("sign", release, early)
    waits = {name: signers.awaiting(cast.people[name]).count() for name in ("unit_head", "legal_checker", "verifier")}
    assert waits == {"unit_head": 1, "legal_checker": 0, "verifier": 0}


def test_every_co_issuing_unit_signs(cast: Cast) -> None:
    """A joint release: the heads beside each other, then the law; the office has signed as one of them."""
    joint = in_review(cast, units=[cast.units["C-PBGDPL-TGPL"], cast.units["VP"]])
    assert [(step.step, step.position) for step in policies.sign_steps(joint)] == [
        ("unit_head", 0), ("unit_head", 0), ("legal_checker", 1)]  # fmt: skip
    do("sign", joint, cast.verifier)
    with pytest.raises(IllegalTransition, match="C-PBGDPL-TGPL"):
        do("sign", joint, cast.legal_checker)
    do("sign", joint, cast.unit_head)
    do("approve", do("sign", joint, cast.legal_checker), cast.spokesperson)


def test_steps_are_set_by_kind_for_what_begins_after(cast: Cast) -> None:
    """By the administrator; a sign-off that has begun keeps its steps."""
    begun = in_review(cast)
    with pytest.raises(NotAllowed):
        services.steps_configure(actor=cast.spokesperson, kind="press_release", steps=["legal_checker"])
    for wrong in ([], ["legal_checker", "legal_checker"], ["spokesperson"]):
        with pytest.raises(Invalid):
            services.steps_configure(actor=cast.administrator, kind="press_release", steps=wrong)
    for steps in (["office", "legal_checker"], ["legal_checker"]):
        services.steps_configure(actor=cast.administrator, kind="press_release", steps=steps)
    with pytest.raises(IllegalTransition):
        do("approve", do("sign", begun, cast.unit_head), cast.spokesperson)
    later = do("sign", in_review(cast), cast.legal_checker)
    do("approve", later, cast.spokesperson)
    other = in_review(cast, kind="invitation")
    assert len(policies.sign_steps(other)) == 3


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=kind).order_by("person__username")
    return list(rows.values_list("person__username", flat=True))


def test_who_is_told(cast: Cast) -> None:
    """The next, their deputies, all who had signed with author and desk, once each; the author of the approval."""
    away(cast.legal_checker, cast.officer)
    desk = person(cast, "desk", ("VP", K.PRESS_OFFICER))
    release = in_review(cast)
    assert told("press.sign_due") == ["unit_head"]
    do("sign", release, cast.unit_head)
    assert told("press.sign_due") == ["legal_checker", "officer", "unit_head"]
    do("sign", release, cast.officer)
    do("return", release, cast.verifier, comment="Sai số liệu")
    assert told("press.returned") == ["desk", "legal_checker", "officer", "press_officer", "unit_head"]
    notice = Notification.objects.get(kind="press.returned", person=desk)
    assert (notice.body, notice.url) == ("Sai số liệu", release.get_absolute_url())
    assert cast.verifier.full_name in notice.title
    release = sign_off(cast, do("submit", release, cast.press_officer))
    assert Notification.objects.filter(kind="press.sign_due", person=cast.spokesperson).count() == 1
    do("approve", release, cast.spokesperson)
    assert told("press.approved") == ["press_officer"]


def test_an_urgent_issue_is_reviewed_in_time(cast: Cast) -> None:
    """Told to who may review it; overdue, to the leadership, once; done, to nobody."""
    release = do("issue_urgent", draft(cast), cast.spokesperson, reason="Khẩn")
    assert release.urgent_review_due == clock.now() + timedelta(hours=24)
    drain()
    assert told("press.urgent_review") == ["leader", "legal_checker", "unit_head", "verifier"]
    assert Release.objects.urgent_unreviewed().get() == release
    assert reviews_escalate() == 0
    with clock.frozen(clock.now() + timedelta(hours=24)):
        assert (reviews_escalate(), reviews_escalate()) == (1, 0)
    assert told("press.urgent_overdue") == ["leader"]
    do("review_urgent", release, cast.unit_head)
    assert not Release.objects.urgent_unreviewed().exists()
    second = do("issue_urgent", draft(cast), cast.spokesperson, reason="Khẩn")
    do("review_urgent", second, cast.unit_head)
    with clock.frozen(clock.now() + timedelta(hours=30)):
        assert reviews_escalate() == 0
