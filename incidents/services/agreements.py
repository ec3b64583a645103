"""Agreement on content with other agencies (NĐ 244/2026/NĐ-CP, khoản 2 Điều 7)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found, locked
from comms.core.states import move
from comms.files.services import file_store
from comms.org.models import User
from incidents.models import Agreement
from incidents.policies import handling as policies
from incidents.services.common import entry, locked_incident, refuse_closed, refuse_illegal
from incidents.states import AgreementState, EntryKind


@transaction.atomic
def agreement_ask(*, actor: User, incident_id: UUID, agency: str, content: str, contact: str = "") -> Agreement:
    """Ask another ministry or province to agree on these words.  Other words are asked for anew: the earlier request to
    the same agency, whatever came of it, is then no longer needed.

    Raises NotAllowed, Invalid, Conflict (`already_asked` for the same words, `incident_ended`).
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_ask_agreement(actor, incident))
    refuse_closed(incident)
    agency = required(Agreement, "agency", agency)
    content = required(Agreement, "content", content)
    digest = policies.content_hash(content)
    standing = incident.agreements.exclude(state=AgreementState.WITHDRAWN)
    earlier = [row for row in standing.select_for_update(no_key=True) if row.agency.casefold() == agency.casefold()]
    if any(row.content_sha256 == digest for row in earlier):
        raise Conflict(_("This agency is asked about these words already."), code="already_asked")
    for row in earlier:
        move(row, "withdraw", expected_version=None)
    agreement = Agreement.objects.create(
        incident=incident,
        agency=agency,
        contact=cleaned(Agreement, "contact", contact),
        content=content,
        content_sha256=digest,
        asked_by=actor,
        asked_at=clock.now(),
    )
    entry(incident, EntryKind.AGREEMENT_ASKED, actor=actor, text=agency)
    record(
        actor=actor,
        action="incidents.agreement.asked",
        target=agreement,
        incident=incident.pk,
        agency=agency,
        content_sha256=digest,
        instead_of=[str(row.pk) for row in earlier],
    )
    return agreement


@transaction.atomic
def agreement_agree(*, actor: User, agreement_id: UUID, version: int, **answer: Any) -> Agreement:
    """Record that the agency agreed: `answered_name` (who), `answered_at` (now when None), `answer`, `upload`.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid, Conflict (`incident_ended`), what storing refuses.
    """
    return _answered(actor, agreement_id, version, "agree", "agreed", **answer)


@transaction.atomic
def agreement_object(*, actor: User, agreement_id: UUID, version: int, **answer: Any) -> Agreement:
    """Record that the agency objected; the same fields and refusals as `agreement_agree`."""
    return _answered(actor, agreement_id, version, "object", "objected", **answer)


@transaction.atomic
def agreement_withdraw(*, actor: User, agreement_id: UUID, version: int, reason: str) -> Agreement:
    """The agreement is no longer needed, for example because the words were given up.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a reason, Conflict (`incident_ended`).
    """
    agreement = _locked(actor, agreement_id)
    reason = required(Agreement, "answer", reason, field="reason")
    move(agreement, "withdraw", expected_version=version)
    text = _for_the_timeline(agreement, reason)
    entry(agreement.incident, EntryKind.AGREEMENT_ANSWERED, actor=actor, text=text)
    record(
        actor=actor,
        action="incidents.agreement.withdrawn",
        target=agreement,
        incident=agreement.incident_id,
        reason=reason,
    )
    return agreement


def _locked(actor: User, agreement_id: UUID) -> Agreement:
    """The incident first, then the agreement."""
    seen = found(Agreement.objects.visible_to(actor), pk=agreement_id)
    incident = locked_incident(actor, seen.incident_id)
    agreement: Agreement = locked(Agreement.objects.visible_to(actor), agreement_id)
    agreement.incident = incident
    require(policies.may_agree(actor, agreement))
    refuse_closed(incident)
    return agreement


def _answered(
    actor: User,
    agreement_id: UUID,
    version: int,
    verb: str,
    word: str,
    *,
    answered_name: str,
    answered_at: datetime | None = None,
    answer: str = "",
    upload: Any = None,
) -> Agreement:
    agreement = _locked(actor, agreement_id)
    refuse_illegal(agreement, verb, version)
    refuse_future("answered_at", answered_at)
    if answered_at is not None and answered_at < agreement.asked_at.replace(second=0, microsecond=0):
        raise Invalid.field("answered_at", _("This was before the agency was asked."), code="order")
    values: dict[str, Any] = {
        "answered_name": required(Agreement, "answered_name", answered_name),
        "answer": cleaned(Agreement, "answer", answer),
        "answered_at": answered_at or clock.now(),
        "recorded_by": actor,
    }
    stored = file_store(actor=actor, upload=upload, subject=agreement) if upload is not None else None
    if stored is not None:
        values["file"] = stored
    move(agreement, verb, expected_version=version, **values)
    text = _for_the_timeline(agreement, agreement.answer)
    entry(agreement.incident, EntryKind.AGREEMENT_ANSWERED, actor=actor, text=text)
    record(
        actor=actor,
        action=f"incidents.agreement.{word}",
        target=agreement,
        incident=agreement.incident_id,
        agency=agreement.agency,
        by=agreement.answered_name,
        content_sha256=agreement.content_sha256,
        sha256=stored.sha256 if stored else None,
    )
    return agreement


def _for_the_timeline(agreement: Agreement, words: str) -> str:
    """What became of it, for the timeline: in the language of the office, whoever writes."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{agreement.agency}: {agreement.get_state_display()}. {words}".strip()
