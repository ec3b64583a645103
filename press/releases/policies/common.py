"""What the answers share: who belongs to the desk, who wrote, who speaks for the release."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role, Unit
from comms.org.selectors import held_roles, holds, units_acted_for
from press.releases.models import Release, Signature, local_body_of
from press.releases.states import State

Kind = Role.Kind
OF_DESK = _("This is done by the press officers of the release's units.")
NOT_ADMINISTRATOR = _("An administrator hands out the roles, and therefore signs nothing.")


def wrote(user: Any, release: Release) -> bool:
    """Is the person the author, or has edited the text since?"""
    return release.author_id == user.pk or any(row.author_id == user.pk for row in release.versions.all())


def stands_apart(user: Any, release: Release, absent: Any = None) -> Decision:
    """Four eyes: not the author, whatever other role the person holds, nobody twice, and nobody who could give
    the role to himself.

    `absent`: the person in whose place somebody would sign.  What is signed in a place counts for both people: else
    an author could sign by the hand of a deputy, and one person stand behind two steps.
    """
    if wrote(user, release):
        return deny(_("You wrote this text: somebody else must sign and approve it."))
    if holds(user, Kind.ADMINISTRATOR):
        return deny(NOT_ADMINISTRATOR)
    if absent is not None and wrote(absent, release):
        return deny(_("%(name)s wrote this text: nobody signs it in that place.") % {"name": absent})
    # In another state the verb is not possible for anybody, which is what the person should read.
    if release.state != State.IN_REVIEW:
        return ALLOW
    signed = {pk for row in release.signatures.all() if row.counts_for(release) for pk in behind(row)}
    if user.pk in signed:
        return deny(_("You have already signed this text, or somebody in your place."))
    if absent is not None and absent.pk in signed:
        return deny(_("%(name)s stands behind another signature under this text.") % {"name": absent})
    return ALLOW


def behind(signature: Signature) -> set[Any]:
    """Ids of the people for whom a signature counts: who signed, and in whose place."""
    return {signature.signer_id, signature.in_place_of_id} - {None}


def is_desk(user: Any, release: Release, kind: str) -> bool:
    if not any(role.kind == kind for role in held_roles(user)):
        return False
    return not units_acted_for(user, kind).isdisjoint({release.desk_unit_id, *release.unit_ids})


def desk(user: Any, release: Release, kind: str, reason: Any) -> Decision:
    return ALLOW if is_desk(user, release, kind) else deny(reason)


def spokesperson(user: Any, release: Release) -> Decision:
    """Of the lead unit, of the desk as far as both stand under one head, or of the ministry's office.  A unit that is
    only named besides does not decide, and a local body not on what the ministry says."""
    if speaks_for_ministry(user):
        return ALLOW
    own = units_acted_for(user, Kind.SPOKESPERSON) if holds(user, Kind.SPOKESPERSON) else set()
    lead = release.lead_unit
    if lead and lead.pk in own:
        return ALLOW
    if lead and release.desk_unit_id in own and local_body_of(release.desk_unit) == local_body_of(lead):
        return ALLOW
    return deny(_("Only the spokesperson of the lead unit, of its desk or of the ministry's office may do this."))


def speaks_for_ministry(user: Any) -> bool:
    central = {Unit.Kind.MINISTRY, Unit.Kind.OFFICE}
    return any(role.kind == Kind.SPOKESPERSON and role.unit.kind in central for role in held_roles(user))
