"""Who signs what: the people of a step, and what waits for one person."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from comms.core import clock
from comms.org.models import Role, User
from comms.org.selectors import present_successors
from press.releases import policies, selectors
from press.releases.models import Release, ReleaseVersion, Signature, SigningAbsence
from press.releases.policies import SignStep
from press.releases.states import State, Step

Kind = Role.Kind


def people_of(step: SignStep) -> list[User]:
    """Who holds the role of a step today, in the order of names.  Deputies are not among them."""
    if step.step == Step.LEGAL_CHECKER:
        return list(_holding(Kind.LEGAL_CHECKER))
    units = present_successors(step.unit) if step.unit else []
    return list(_holding(Kind.UNIT_HEAD).filter(_role_of(Kind.UNIT_HEAD, unit__in=units)))


def approvers() -> list[User]:
    """The spokespersons; which of them may approve a release, the policies say."""
    return list(_holding(Kind.SPOKESPERSON))


def desk_of(release: Release) -> list[User]:
    """The press officers of the desk that wrote the release."""
    units = present_successors(release.desk_unit)
    return list(User.objects.filter(_role_of(Kind.PRESS_OFFICER, unit__in=units), is_active=True))


def deputies_of(people: Iterable[User]) -> list[User]:
    """Who signs today in the place of one of these people."""
    rows = SigningAbsence.objects.on(clock.today()).filter(absent__in=list(people), deputy__is_active=True)
    return list(dict.fromkeys(row.deputy for row in rows.select_related("deputy")))


def reviewers_of(release: Release) -> list[User]:
    """Who may review the release after its urgent issue."""
    steps = [person for step in policies.sign_steps(release) for person in people_of(step)]
    people = dict.fromkeys([*steps, *_holding(Kind.SPOKESPERSON, Kind.LEADERSHIP)])
    return [person for person in people if policies.may_review_urgent(person, release)]


def leadership() -> list[User]:
    return list(_holding(Kind.LEADERSHIP))


def awaiting(user: Any) -> "QuerySet[Release]":
    """The releases in sign-off whose next step, or approval, is this person's.

    Those that the person wrote or has signed are left out by the query; whose turn it is, the policies say for each
    of the few that remain.
    """
    counting = {"release": OuterRef("pk"), "round": OuterRef("round"), "content_sha256": OuterRef("content_sha256")}
    signed = Signature.objects.filter(**counting).filter(Q(signer=user.pk) | Q(in_place_of=user.pk))
    wrote = ReleaseVersion.objects.filter(release=OuterRef("pk"), author=user.pk)
    rows = Release.objects.file_visible_to(user).filter(state=State.IN_REVIEW).exclude(author=user.pk)
    detailed = selectors.with_details(rows.filter(~Exists(signed), ~Exists(wrote)))
    mine = [row.pk for row in detailed if policies.may_sign(user, row) or policies.may_approve(user, row)]
    return Release.objects.filter(pk__in=mine)


def _holding(*kinds: str) -> "QuerySet[User]":
    people: QuerySet[User] = User.objects.filter(_role_of(*kinds), is_active=True)
    return people


def _role_of(*kinds: str, **more: Any) -> Exists:
    day = clock.today()
    roles = Role.objects.filter(user=OuterRef("pk"), kind__in=kinds, starts__lte=day, **more)
    return Exists(roles.filter(Q(ends=None) | Q(ends__gte=day)))
