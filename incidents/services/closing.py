"""How an incident ends: the waiver of an answer, the closing, the reopening."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from comms.core import clock
from comms.core.columns import cleaned
from comms.core.decisions import require
from comms.core.errors import Conflict
from comms.core.states import move
from comms.org.models import Role, User
from comms.org.selectors import held_roles
from incidents import policies, selectors
from incidents.models import Incident
from incidents.services.answers import lock_answers
from incidents.services.common import locked_incident, noted, reason_of, refuse_illegal
from incidents.states import EntryKind

# What a waiver leaves in the incident; empty again once it counts no more.
UNSIGNED = {
    "waived_by": None,
    "waive_reason": "",
    "waived_at": None,
    "waiver_name": "",
    "waiver_post": "",
    "waiver_sha256": "",
}


@transaction.atomic
def incident_waive(*, actor: User, incident_id: UUID, version: int, reason: str) -> Incident:
    """Leadership decides that the ministry does not answer.  The legal clock, if one runs, goes on.

    Name, post of that day, time and reason are frozen with their SHA-256 over the version that was read; a later change
    of the incident does not touch them.  A second waiver takes the place of the first, which stays in the evidence.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a reason.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_waive(actor, incident))
    reason = reason_of(reason)
    name, post, at = actor.full_name, _post_of(actor), clock.now()
    sha256 = selectors.waiver_digest(
        incident_id=incident.pk, version=version, name=name, post=post, at=at, reason=reason
    )
    move(
        incident,
        "waive",
        expected_version=version,
        waived_by=actor,
        waive_reason=reason,
        waived_at=at,
        waiver_name=name,
        waiver_post=post,
        waiver_sha256=sha256,
    )
    return noted(
        actor,
        incident,
        EntryKind.WAIVED,
        reason,
        name=name,
        post=post,
        signed_at=at.isoformat(),
        signed_version=version,
        waiver_sha256=sha256,
    )


@transaction.atomic
def incident_close(*, actor: User, incident_id: UUID, version: int, reason: str = "") -> Incident:
    """Close what `policies.closing_checks` finds ready.

    The answers are locked first: of a closing and a withdrawal in one instant the second sees the first.
    Raises NotAllowed, StaleVersion, IllegalTransition, Conflict (code `not_closable` or `correction_running`) with what
    is missing.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.leads(actor, incident))
    refuse_illegal(incident, "close", version)
    lock_answers(incident)
    refusal = policies.closing_refusal(incident)
    if refusal is not None:
        raise Conflict(refusal.words, code=refusal.code)
    move(incident, "close", expected_version=version)
    return noted(actor, incident, EntryKind.CLOSED, cleaned(Incident, "summary", reason))


@transaction.atomic
def incident_reopen(*, actor: User, incident_id: UUID, version: int, reason: str) -> Incident:
    """Take up again what was closed, reviewed or dismissed; a waiver counts no longer and stays in the evidence.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a reason.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_reopen(actor, incident))
    reason = reason_of(reason)
    move(incident, "reopen", expected_version=version, duplicate_of=None, **UNSIGNED)
    return noted(actor, incident, EntryKind.REOPENED, reason)


def _post_of(actor: User) -> str:
    """Role and unit of the leader on the day of signing, in the words of administration."""
    roles = [role for role in held_roles(actor) if role.kind == Role.Kind.LEADERSHIP]
    with override("vi"):
        return "; ".join(f"{role.get_kind_display()}, {role.unit.name_vi}" for role in roles)[:200]
