"""What the public reports: received, looked at by a person, answered, forgotten."""

import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.audit.services import record
from comms.core import clock, subjects
from comms.core.columns import chosen, cleaned, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import locked
from comms.core.states import move
from comms.files.services import content_store, stored_bytes
from comms.notify.services import notify
from comms.org.models import User
from comms.outbox.handlers import Hopeless
from comms.outbox.services import outbox
from incidents.history_intake import PUBLIC_REPORT
from incidents.models import Claim, Incident, PublicReport, Sighting
from incidents.policies import intake as policies
from incidents.services.common import entry, locked_claim, locked_incident, refuse_ended, refuse_illegal
from incidents.services.handling import incident_report
from incidents.services.sightings import digest_of, picture_kept, refuse_large
from incidents.states import EntryKind, Field, SeenIn
from press.desk.services import office_desk
from press.releases.models import CODE_ALPHABET

CODE_LENGTH = 20
TEXT_LIMIT = 5000
LANGUAGES = ("vi", "en")


@transaction.atomic
def public_report_receive(
    *,
    text: str,
    url: str = "",
    seen_in: str = "",
    seen_at: datetime | None = None,
    name: str = "",
    email: str = "",
    language: str = "vi",
    upload: Any = None,
) -> PublicReport:
    """Keep what somebody outside reports, for the press desk to look at.  `code` of the result is their receipt.

    Name and address are optional and stay out of the evidence.  Of `upload` only a picture is taken, written anew.
    Raises Invalid.
    """
    refuse_future("seen_at", seen_at)
    report = PublicReport(
        code="".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH)),
        text=required(PublicReport, "text", text),
        url=cleaned(PublicReport, "url", url),
        seen_in=chosen("seen_in", seen_in, SeenIn) if seen_in else "",
        seen_at=seen_at,
        name=cleaned(PublicReport, "name", name),
        email=_address(email),
        language=language if language in LANGUAGES else LANGUAGES[0],
        received_at=clock.now(),
    )
    if len(report.text) > TEXT_LIMIT:
        detail = gettext_lazy("At most %(limit)s characters.") % {"limit": TEXT_LIMIT}
        raise Invalid.field("text", detail, code="max_length")
    if upload is not None:
        refuse_large(upload, settings.PUBLIC_PICTURE_MAX_BYTES)
        report.received_sha256 = digest_of(upload)
        report.file = picture_kept(None, upload, report)
    report.save(force_insert=True)
    for person in office_desk():
        notify(
            person=person,
            kind=PUBLIC_REPORT,
            key=f"public-report:{report.pk}",
            title=gettext_lazy("A report by the public has come"),
            url=report.get_absolute_url(),
            mail=False,
            subject=(subjects.type_of(report), report.pk),
        )
    record(
        actor=None,
        action="incidents.publicreport.received",
        target=report,
        sha256=report.file.sha256 if report.file else "",
        received_sha256=report.received_sha256,
    )
    return report


@transaction.atomic
def public_report_take(
    *,
    actor: User,
    publicreport_id: UUID,
    version: int,
    incident_id: UUID | None = None,
    claim_id: UUID | None = None,
    title: str = "",
    field: str = Field.OTHER,
) -> PublicReport:
    """Take it up: into the incident, or the claim, that is named; into a new incident with `title` and `field`
    otherwise.  Its words, address and picture become a sighting there; name and address of the sender do not.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid, Conflict (incident ended).
    """
    incident, claim = _place(actor, incident_id, claim_id)
    report = locked(PublicReport.objects.visible_to(actor), publicreport_id)
    require(policies.may_take(actor, report))
    refuse_illegal(report, "take", version)
    if incident is None:
        incident = incident_report(
            actor=actor, title=title, field=field, summary=report.text, received_at=report.received_at
        )
    move(
        report,
        "take",
        expected_version=version,
        incident=incident,
        claim=claim,
        handled_by=actor,
        handled_at=clock.now(),
    )
    sighting = _sighting_of(actor, report, incident, claim)
    entry(incident, EntryKind.PUBLIC_REPORT_TAKEN, actor=actor, about=report)
    record(
        actor=actor,
        action="incidents.publicreport.taken",
        target=report,
        sighting=sighting.pk,
        sha256=sighting.sha256,
    )
    return report


@transaction.atomic
def public_report_dismiss(*, actor: User, publicreport_id: UUID, version: int, reason: str) -> PublicReport:
    """Nothing follows from it.  The reason is the desk's own; the sender may be answered afterwards.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a reason.
    """
    report = locked(PublicReport.objects.visible_to(actor), publicreport_id)
    require(policies.may_dismiss(actor, report))
    reason = required(PublicReport, "dismiss_reason", reason, field="reason")
    done = {"handled_by": actor, "handled_at": clock.now()}
    move(report, "dismiss", expected_version=version, dismiss_reason=reason, **done)
    record(actor=actor, action="incidents.publicreport.dismissed", target=report)
    return report


@transaction.atomic
def public_report_answer(*, actor: User, publicreport_id: UUID, version: int, text: str) -> PublicReport:
    """Answer the sender: on the page of the receipt, and by mail where an address was given.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a text.
    """
    report = locked(PublicReport.objects.visible_to(actor), publicreport_id)
    require(policies.may_answer(actor, report))
    text = required(PublicReport, "answer", text, field="text")
    done = {"answered_by": actor, "answered_at": clock.now()}
    move(report, "answer", expected_version=version, answer=text, **done)
    mailed = bool(report.email) and settings.MAIL_IS_SENT
    record(actor=actor, action="incidents.publicreport.answered", target=report, mailed=mailed)
    if mailed:
        outbox("incidents.public_answer", key=f"public-report:{report.pk}:answer", report_id=report.pk)
    return report


@transaction.atomic
def public_report_forget(*, actor: User, publicreport_id: UUID, version: int) -> PublicReport:
    """Blank name and address of the sender; what was reported stays.

    Raises NotAllowed, StaleVersion, Conflict (`nothing_to_forget`).
    """
    report = locked(PublicReport.objects.visible_to(actor), publicreport_id)
    require(policies.may_handle(actor, report))
    refuse_illegal(report, "forget", version)
    if not policies.holds_personal_data(report):
        raise Conflict(gettext_lazy("There is no name and no address to blank."), code="nothing_to_forget")
    move(report, "forget", expected_version=version, name="", email="", forgotten_at=clock.now())
    record(actor=actor, action="incidents.publicreport.forgotten", target=report)
    return report


def public_answer_mail(*, report_id: UUID) -> bool:
    """Mail the answer in the sender's language, unless it is mailed or the address was blanked.  True when sent.

    No transaction is open while the mail server is spoken to; a worker that dies in between sends again, under the
    same Message-ID.  Raises Hopeless for an address that no mail can have.
    """
    report = PublicReport.objects.get(pk=report_id)
    if report.mailed_at is not None or not report.email or not report.answer:
        return False
    try:
        validate_email(report.email)
        message = _mail(report)
        message.message()
    except (ValidationError, ValueError) as error:
        raise Hopeless("the mail of this answer cannot be written") from error
    message.send()
    PublicReport.objects.filter(pk=report.pk, mailed_at=None).update(mailed_at=clock.now())
    return True


# --- parts ----------------------------------------------------------------------------------------


def _address(email: str) -> str:
    email = cleaned(PublicReport, "email", email)
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Invalid.field("email", gettext_lazy("This is no e-mail address."), code="invalid") from error
    return email


def _place(actor: User, incident_id: UUID | None, claim_id: UUID | None) -> tuple[Incident | None, Claim | None]:
    """What is named, locked; the incident first."""
    if claim_id is not None:
        claim = locked_claim(actor, claim_id)
        if incident_id is not None and claim.incident_id != incident_id:
            detail = gettext_lazy("This claim belongs to another incident.")
            raise Invalid.field("claim", detail, code="other_incident")
        return claim.incident, claim
    if incident_id is None:
        return None, None
    incident = locked_incident(actor, incident_id)
    refuse_ended(incident)
    return incident, None


def _sighting_of(actor: User, report: PublicReport, incident: Incident, claim: Claim | None) -> Sighting:
    """What was seen, without who told of it.  The picture is stored once more: it belongs to the incident now, and who
    sees that may not see the report."""
    kept = None
    if report.file is not None:
        content = stored_bytes(report.file)
        kept = content_store(actor=actor, content=content, name=report.file.name, subject=claim or incident)
    return Sighting.objects.create(
        incident=incident,
        claim=claim,
        url=report.url,
        seen_in=report.seen_in,
        captured_at=report.seen_at or report.received_at,
        sha256=kept.sha256 if kept else "",
        received_sha256=report.received_sha256 if kept else "",
        note=report.text,
        file=kept,
        recorded_by=actor,
        recorded_at=clock.now(),
    )


def _mail(report: PublicReport) -> EmailMessage:
    """Plain text: the answer, and nothing of what was reported."""
    host = urlsplit(settings.SITE_URL).hostname
    with translation.override(report.language):
        subject = _("Answer to what you reported to the Ministry of Justice")
        closing = _("You get this mail because you gave this address with your report. It needs no answer.")
    return EmailMessage(
        subject=subject,
        body=f"{report.answer}\n\n-- \n{closing}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[report.email],
        headers={"Message-ID": f"<public-report-{report.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
