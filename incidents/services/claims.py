"""Claims: reported, checked, judged, refuted, published."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, field_names, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, FieldError, Invalid
from comms.core.records import locked
from comms.core.states import move
from comms.org.models import User
from incidents import policies
from incidents.models import Claim, ClaimAnswer
from incidents.services.common import entry, locked_claim, locked_incident, refuse_ended, refuse_illegal
from incidents.services.links import answering_release, answering_statement, ensure_linked
from incidents.services.matching import claim_index
from incidents.states import EntryKind, Field, Purpose
from press.releases.models import Release


@transaction.atomic
def claim_report(
    *,
    actor: User,
    incident_id: UUID,
    text: str,
    field: str = "",
    first_seen_at: datetime | None = None,
    illustrative: Sequence[str] = (),
) -> Claim:
    """Report something that is said, first seen at `first_seen_at` (aware; now when None), in `field` (that of the
    incident when empty).  Earlier claims that say the same are suggested at once (`services.matching`).

    Raises NotAllowed, Invalid, Conflict (incident ended).
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_report_claim(actor, incident))
    refuse_ended(incident)
    refuse_future("first_seen_at", first_seen_at)
    claim = Claim.objects.create(
        incident=incident,
        text=required(Claim, "text", text),
        field=chosen("field", field, Field) if field else incident.field,
        first_seen_at=first_seen_at or clock.now(),
        reporter=actor,
        illustrative=field_names(Claim, illustrative),
    )
    claim_index(claim)
    entry(incident, EntryKind.CLAIM_REPORTED, actor=actor, about=claim)
    record(actor=actor, action="incidents.claim.reported", target=claim, incident=incident.pk)
    return claim


@transaction.atomic
def claim_refute(
    *, actor: User, claim_id: UUID, version: int, release_id: UUID | None = None, statement_id: UUID | None = None
) -> Claim:
    """Name the issued release, or the given statement, that refutes a claim judged false or misleading.

    It is linked to the incident as a refutation, if it is not linked yet, and so stops the legal clock.  Another one
    may be named until it is published, and afterwards when the release was withdrawn or voided.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid (not exactly one), Conflict (`not_refutable`,
    `not_issued`).
    """
    claim = locked_claim(actor, claim_id)
    require(policies.leads(actor, claim.incident))
    if (release_id is None) == (statement_id is None):
        detail = _("Name either the release or the statement that refutes it.")
        raise Invalid({name: [FieldError("one_of", detail)] for name in ("release", "statement")})
    refuse_illegal(claim, "refute", version)
    ready = policies.refutable(claim)
    if not ready:
        raise Conflict(ready.reason, code="not_refutable")
    release = answering_release(actor, release_id) if release_id else None
    statement = answering_statement(actor, statement_id) if statement_id else None
    ensure_linked(actor, claim.incident, release or statement, Purpose.REFUTATION)
    answers = {"refuting_release": release, "refuting_statement": statement, "refuting_post": None}
    move(claim, "refute", expected_version=version, published_at=None, **answers)
    ClaimAnswer.objects.create(claim=claim, release=release, statement=statement, named_by=actor)
    return _noted(actor, claim, EntryKind.CLAIM_REFUTED, "refuted", release=release_id, statement=statement_id)


@transaction.atomic
def claim_publish(*, actor: User, claim_id: UUID, version: int) -> Claim:
    """The refutation stands where the public reads it.

    Raises NotAllowed, IllegalTransition, StaleVersion, Conflict (`not_public`) when the release that refutes it was
    withdrawn or voided, or is under embargo.
    """
    claim = locked_claim(actor, claim_id)
    require(policies.leads(actor, claim.incident))
    refuse_illegal(claim, "publish", version)
    if claim.refuting_release_id is not None:
        # Held so that it is not withdrawn between this check and the commit.
        claim.refuting_release = locked(Release.objects.all(), claim.refuting_release_id)
    ready = policies.publishable(claim)
    if not ready:
        raise Conflict(ready.reason, code="not_public")
    move(claim, "publish", expected_version=version, published_at=clock.now())
    return _noted(actor, claim, EntryKind.CLAIM_PUBLISHED, "published")


def _noted(actor: User, claim: Claim, kind: EntryKind, action: str, *, text: str = "", **data: Any) -> Claim:
    entry(claim.incident, kind, actor=actor, text=text, about=claim)
    record(actor=actor, action=f"incidents.claim.{action}", target=claim, **data)
    return claim
