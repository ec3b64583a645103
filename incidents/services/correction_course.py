"""What comes of a correction request: the answer, the escalation, the end.

Locks as in `corrections`.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, required
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid
from comms.core.states import move
from comms.deadlines.services import clock_stop
from comms.files.services import file_store
from comms.org.models import User
from incidents.models import CorrectionRequest, CorrectionRound
from incidents.policies import leads
from incidents.policies import redress as policies
from incidents.services.common import entry, refuse_ended, refuse_illegal
from incidents.services.correction_parts import (
    answered_with,
    appeared_as,
    check_after,
    locked_correction,
    supported,
)
from incidents.states import CorrectionState, EntryKind, EscalatedTo, Outcome
from incidents.states.redress import CLOCK_SUBJECT


@transaction.atomic
def correction_answer(
    *,
    actor: User,
    correctionrequest_id: UUID,
    version: int,
    text: str = "",
    answered_at: datetime | None = None,
    outcome: str = "",
    published_url: str = "",
    published_at: datetime | None = None,
    published_text: str = "",
    form: Collection[str] = (),
    upload: Any = None,
) -> CorrectionRequest:
    """Record what came back on the last letter, at `answered_at` (aware; now when None); the clock stops there.

    `text` is the answer, `published_*` the correction as it appeared (instant and text together), `form` the
    FormChecks that it meets.  A correction that followed an answer is added by a second call, which changes nothing
    of the first.  `outcome` is one of ANSWERED_WITH, or empty while nothing is settled.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid, Conflict (`answer_recorded`), and what storing a file
    refuses.
    """
    correction = locked_correction(actor, correctionrequest_id)
    require(policies.may_edit(actor, correction))
    refuse_illegal(correction, "answer", version)
    last = correction.last_round
    if last is None:
        raise IllegalTransition
    at = answered_at or clock.now()
    appeared = appeared_as(last, published_url, published_at, published_text, form)
    words = cleaned(CorrectionRound, "answer", text)
    if last.answered_at is not None and (words or last.is_published or not appeared):
        detail = _("The answer is recorded; only the correction that followed it may still be added.")
        raise Conflict(detail, code="answer_recorded")
    if not words and not appeared and upload is None:
        raise Invalid.field(
            "text", _("Say what came back: an answer, a file or the published correction."), code="required"
        )
    values: dict[str, Any] = dict(appeared)
    if last.answered_at is None:
        check_after(last, "answered_at", at)
        values |= {"answer": words, "answered_at": at, "recorded_by": actor}
    outcome = answered_with(outcome, published=bool(appeared))
    stored = file_store(actor=actor, upload=upload, subject=correction) if upload is not None else None
    if stored is not None and last.file_id is None:
        values["file"] = stored
    CorrectionRound.objects.filter(pk=last.pk).update(**values)
    move(correction, "answer", expected_version=version, outcome=outcome)
    entry(correction.incident, EntryKind.CORRECTION_ANSWERED, actor=actor, at=at, about=correction)
    clock_stop(actor=actor, on=correction, subject=CLOCK_SUBJECT, stopped_at=at)
    record(
        actor=actor,
        action="incidents.correction.answered",
        target=correction,
        number=last.no,
        answered_at=at,
        outcome=outcome,
        published_at=values.get("published_at"),
        sha256=stored.sha256 if stored else "",
    )
    return correction


@transaction.atomic
def correction_escalate(
    *, actor: User, correctionrequest_id: UUID, version: int, to: str, reason: str
) -> CorrectionRequest:
    """Turn to the governing body of the outlet, the state authority for the press, or the court, with the reason.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid, Conflict (`not_escalatable` with what is still to be
    waited for, `escalated_already` for the same body, `incident_ended`).
    """
    correction = locked_correction(actor, correctionrequest_id)
    require(leads(actor, correction.incident))
    refuse_illegal(correction, "escalate", version)
    refuse_ended(correction.incident)
    to = chosen("to", to, EscalatedTo)
    reason = required(CorrectionRequest, "escalate_reason", reason, field="reason")
    ready = policies.escalatable(correction)
    if not ready:
        raise Conflict(ready.reason, code="not_escalatable")
    if correction.state == CorrectionState.ESCALATED and correction.escalated_to == to:
        raise Conflict(_("It is with this body already; name another one."), code="escalated_already")
    because = policies.why_escalated(correction)
    move(
        correction,
        "escalate",
        expected_version=version,
        escalated_to=to,
        escalated_at=clock.now(),
        escalate_reason=reason,
    )
    entry(correction.incident, EntryKind.CORRECTION_ESCALATED, actor=actor, text=reason, about=correction)
    record(
        actor=actor,
        action="incidents.correction.escalated",
        target=correction,
        to=to,
        because=because,
        reason=reason,
    )
    return correction


@transaction.atomic
def correction_close(
    *, actor: User, correctionrequest_id: UUID, version: int, outcome: str, note: str = ""
) -> CorrectionRequest:
    """Close with what came of it.  A clock that still runs ends here.

    A draft is closed as no longer demanded; corrected, apologised and carried rest on a recorded publication; what is
    no longer demanded says why.  Raises NotAllowed, IllegalTransition, StaleVersion, Invalid (`unsupported` outcome).
    """
    correction = locked_correction(actor, correctionrequest_id)
    require(policies.may_close(actor, correction))
    refuse_illegal(correction, "close", version)
    outcome = supported(correction, chosen("outcome", outcome, Outcome))
    note = cleaned(CorrectionRequest, "outcome_note", note)
    if outcome == Outcome.DROPPED and not note:
        raise Invalid.field("note", _("Say why it is no longer demanded."), code="required")
    at = clock.now()
    move(correction, "close", expected_version=version, outcome=outcome, outcome_note=note, closed_at=at)
    entry(correction.incident, EntryKind.CORRECTION_CLOSED, actor=actor, text=note, about=correction)
    clock_stop(actor=actor, on=correction, subject=CLOCK_SUBJECT, stopped_at=at)
    record(actor=actor, action="incidents.correction.closed", target=correction, outcome=outcome, note=note)
    return correction
