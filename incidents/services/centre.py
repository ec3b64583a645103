"""Reports of false information to a competent body, and the register of these bodies.

The service sends nothing: a person sends the report and records it here.
Locks: incident → body or report → head of the audit chain.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, field_names, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found, locked
from comms.core.states import change, require_version
from comms.deadlines.selectors import hanoi_date
from comms.files.services import file_store
from comms.org.models import User
from incidents.centre_text import report_text
from incidents.models import CentreReport, Destination
from incidents.policies import handles
from incidents.policies import redress as policies
from incidents.services.common import entry, locked_incident, refuse_ended
from incidents.states import DestinationKind, EntryKind, Verdict

FIELDS = ("name", "kind", "address", "phone", "source", "valid_from", "valid_to")


@transaction.atomic
def centre_report(
    *,
    actor: User,
    incident_id: UUID,
    destination_id: UUID,
    text: str = "",
    reference: str = "",
    sent_at: datetime | None = None,
    claim_id: UUID | None = None,
) -> CentreReport:
    """Record that an incident, or one claim of it, was reported at `sent_at` (aware; now when None) in these words
    (when empty, in those of `incidents.centre_text`).  It stays as it is: what is put right is another report.

    Raises NotAllowed, Invalid (`not_valid`: the body did not take reports on that day), Conflict (incident ended).
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_report_to_centre(actor, incident))
    refuse_ended(incident)
    claim = incident.claims.filter(pk=claim_id).first() if claim_id else None
    if claim_id and claim is None:
        raise Invalid.field("claim", _("Name a claim of this incident."), code="does_not_exist")
    refuse_future("sent_at", sent_at)
    at = sent_at or clock.now()
    # Held, so that its validity is not shortened between this check and the commit.
    destination = locked(Destination.objects.visible_to(actor), destination_id)
    day = hanoi_date(at)
    if not destination.is_valid_on(day):
        detail = _("No reports go to this body on %(day)s.") % {"day": f"{day:%d/%m/%Y}"}
        raise Invalid.field("destination", detail, code="not_valid")
    report = CentreReport.objects.create(
        incident=incident,
        claim=claim,
        destination=destination,
        text=required(CentreReport, "text", text or report_text(incident, claim)),
        reference=cleaned(CentreReport, "reference", reference),
        sent_at=at,
        sent_by=actor,
    )
    entry(incident, EntryKind.CENTRE_REPORTED, actor=actor, at=at, about=report)
    record(
        actor=actor,
        action="incidents.centre_report.sent",
        target=report,
        incident=incident.pk,
        destination=destination.pk,
        sent_at=at,
    )
    return report


@transaction.atomic
def centre_report_answer(
    *,
    actor: User,
    centrereport_id: UUID,
    version: int,
    text: str = "",
    label: str = "",
    answered_at: datetime | None = None,
    upload: Any = None,
) -> CentreReport:
    """Record once what the body answered at `answered_at` (aware; now when None): its words, its label, its file.

    It is recorded even when the incident has ended.
    Raises NotAllowed, StaleVersion, Invalid, Conflict (`answer_recorded`), and what storing a file refuses.
    """
    seen = found(CentreReport.objects.visible_to(actor), pk=centrereport_id)
    incident = locked_incident(actor, seen.incident_id)
    report: CentreReport = locked(CentreReport.objects.visible_to(actor), centrereport_id)
    report.incident = incident
    require(handles(actor, incident))
    require_version(report, version)
    if not (open_ := policies.may_answer_centre(actor, report)):
        raise Conflict(open_.reason, code="answer_recorded")
    at = answered_at or clock.now()
    refuse_future("answered_at", at)
    if at < report.sent_at:
        raise Invalid.field("answered_at", _("This lies before the report was sent."), code="order")
    words = cleaned(CentreReport, "answer", text)
    label = chosen("label", label, Verdict) if label else ""
    if not words and not label and upload is None:
        raise Invalid.field("text", _("Say what the body answered: words, a label or a file."), code="required")
    stored = file_store(actor=actor, upload=upload, subject=report) if upload is not None else None
    values = {"answer": words, "label": label, "answered_at": at, "recorded_by": actor, "file": stored}
    change(report, expected_version=version, **values)
    entry(incident, EntryKind.CENTRE_ANSWERED, actor=actor, at=at, about=report)
    record(
        actor=actor,
        action="incidents.centre_report.answered",
        target=report,
        answered_at=at,
        label=label,
        sha256=stored.sha256 if stored else "",
    )
    return report


@transaction.atomic
def destination_add(
    *,
    actor: User,
    name: str,
    kind: str,
    valid_from: date,
    valid_to: date | None = None,
    address: str = "",
    phone: str = "",
    source: str = "",
    illustrative: Sequence[str] = (),
) -> Destination:
    """Enter a body to which false information is reported, on the days from `valid_from` to `valid_to` (None: still).

    Raises NotAllowed, Invalid.
    """
    require(policies.may_keep_destinations(actor))
    values = {
        "name": name,
        "kind": kind,
        "address": address,
        "phone": phone,
        "source": source,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    destination = Destination(illustrative=field_names(Destination, illustrative), **_checked(values))
    _check_span(destination)
    destination.save(force_insert=True)
    record(actor=actor, action="incidents.destination.added", target=destination, name=destination.name)
    return destination


@transaction.atomic
def destination_update(*, actor: User, destination_id: UUID, version: int, **changes: Any) -> Destination:
    """Put right an entry of the register, or end it: any of FIELDS.

    Raises NotAllowed, StaleVersion, Invalid, Conflict (`reports_outside`) when a recorded report would lie outside its
    days: then a new entry follows the old one.
    """
    destination = locked(Destination.objects.visible_to(actor), destination_id)
    require(policies.may_keep_destinations(actor, destination))
    require_version(destination, version)
    values = {name: value for name, value in _checked(changes).items() if getattr(destination, name) != value}
    if not values:
        return destination
    for name, value in values.items():
        setattr(destination, name, value)
    _check_span(destination)
    for sent_at in CentreReport.objects.filter(destination=destination).values_list("sent_at", flat=True):
        if not destination.is_valid_on(hanoi_date(sent_at)):
            detail = _("A report was recorded for %(day)s, which would lie outside: end this entry and add another.")
            raise Conflict(detail % {"day": f"{hanoi_date(sent_at):%d/%m/%Y}"}, code="reports_outside")
    change(destination, expected_version=version, **values)
    record(actor=actor, action="incidents.destination.edited", target=destination, fields=sorted(values))
    return destination


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _checked_field(name, value) for name, value in values.items()}


def _checked_field(name: str, value: Any) -> Any:
    match name:
        case "name":
            return required(Destination, name, value)
        case "address" | "phone" | "source":
            return cleaned(Destination, name, value)
        case "kind":
            return chosen(name, value, DestinationKind)
        case "valid_from" | "valid_to":
            return value
        case _:
            raise TypeError(name)


def _check_span(destination: Destination) -> None:
    if destination.valid_to is not None and destination.valid_to < destination.valid_from:
        raise Invalid.field("valid_to", _("It ends before it begins."), code="order")
