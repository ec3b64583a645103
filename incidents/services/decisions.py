"""How the ministry decided to respond, deliberate silence included, and looking at it again."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found, locked
from comms.core.states import change, require_version
from comms.org.models import User
from incidents.history_handling import DECISION_DUE
from incidents.models import ResponseDecision
from incidents.policies import handling as policies
from incidents.services.common import entry, locked_incident, refuse_closed
from incidents.services.people import tell, who_handles
from incidents.states import OPEN, DecisionKind, EntryKind


@transaction.atomic
def decision_make(
    *, actor: User, incident_id: UUID, kind: str, reason: str, review_on: date | None = None
) -> ResponseDecision:
    """Decide how to respond.  Silence has the day on which it is looked at again; it is no answer, and closes nothing.

    Raises NotAllowed, Invalid (`required`, `past`), Conflict (`incident_ended`).
    """
    incident = locked_incident(actor, incident_id)
    kind = chosen("kind", kind, DecisionKind)
    require(policies.may_decide(actor, incident, kind))
    refuse_closed(incident)
    if review_on is None and kind == DecisionKind.SILENCE:
        detail = _("Who stays silent says when this is looked at again.")
        raise Invalid.field("review_on", detail, code="required")
    if review_on is not None and review_on < clock.today():
        raise Invalid.field("review_on", _("This day has passed."), code="past")
    decision = ResponseDecision.objects.create(
        incident=incident,
        kind=kind,
        reason=required(ResponseDecision, "reason", reason),
        review_on=review_on,
        decided_by=actor,
        decided_at=clock.now(),
    )
    entry(incident, EntryKind.DECIDED, actor=actor, text=_for_the_timeline(decision, decision.reason))
    record(
        actor=actor,
        action="incidents.decision.made",
        target=decision,
        incident=incident.pk,
        kind=kind,
        reason=decision.reason,
        review_on=review_on,
    )
    return decision


@transaction.atomic
def decision_review(*, actor: User, responsedecision_id: UUID, version: int, note: str) -> ResponseDecision:
    """Say whether the decision still fits; another one may follow.

    Raises NotAllowed, StaleVersion, Invalid without a note, Conflict (`reviewed`, `incident_ended`).
    """
    seen = found(ResponseDecision.objects.visible_to(actor), pk=responsedecision_id)
    incident = locked_incident(actor, seen.incident_id)
    decision = locked(ResponseDecision.objects.visible_to(actor), responsedecision_id)
    decision.incident = incident
    require(policies.may_review_decision(actor, decision))
    refuse_closed(incident)
    require_version(decision, version)
    if decision.reviewed_at is not None:
        raise Conflict(_("This decision was reviewed already."), code="reviewed")
    note = required(ResponseDecision, "review_note", note, field="note")
    change(decision, expected_version=version, reviewed_by=actor, reviewed_at=clock.now(), review_note=note)
    entry(incident, EntryKind.DECISION_REVIEWED, actor=actor, text=_for_the_timeline(decision, note))
    record(actor=actor, action="incidents.decision.reviewed", target=decision, incident=incident.pk, note=note)
    return decision


@transaction.atomic
def decisions_remind() -> int:
    """On its day, or later where nobody looked: who decided and who handles the incident are told, once.

    Returns how many notices were written.
    """
    rows = ResponseDecision.objects.filter(
        reviewed_at=None, review_on__lte=clock.today(), incident__state__in=OPEN
    ).select_related("incident__lead_unit", "decided_by")
    title = _("To be looked at again ({kind}): “{title}”")
    return sum(
        tell(
            [decision.decided_by, *who_handles(decision.incident)],
            decision.incident,
            kind=DECISION_DUE,
            key=f"decision-due:{decision.pk}",
            title=format_lazy(title, kind=DecisionKind(decision.kind).label, title=decision.incident.title),
        )
        for decision in rows
    )


def _for_the_timeline(decision: ResponseDecision, words: str) -> str:
    """For the timeline: in the language of the office, whoever decides."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{decision}: {words}"
