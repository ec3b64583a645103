"""A conclusion that changed reaches everybody who had the earlier one.

The rows are written with the conclusion, once for each who had the answer; mail is owed through the outbox.  Whom the
service does not reach stays owed, until a person tells them and says so.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from comms.audit.services import record
from comms.core import clock, subjects
from comms.core.columns import required
from comms.core.decisions import require
from comms.core.records import found, locked
from comms.core.states import change, move
from comms.notify.models import Notification
from comms.notify.services import notify
from comms.org.models import User
from comms.org.selectors import holders, present_successors
from comms.outbox.handlers import Hopeless
from comms.outbox.services import outbox
from incidents.history_refutations import VERDICT_CHANGED
from incidents.models import Claim, ClaimVerdict, IncidentRole, PublicReport, Refutation, VerdictNotice
from incidents.policies import verdicts as policies
from incidents.policies.incidents import LEADERS
from incidents.selectors.newsroom import page_address
from incidents.services.common import locked_incident
from incidents.states import NoticeState, NoticeTo, PublicReportState
from press.desk.services import office_desk
from press.distribution.models import Delivery
from press.distribution.selectors.deliveries import reached_by
from press.distribution.states import Transport
from press.releases.models import Release

MAIL = "incidents.verdict_mail"


def notices_owe(actor: User, claim: Claim, before: ClaimVerdict, after: ClaimVerdict) -> int:
    """Owe word of the changed conclusion to all who had the earlier one; returns how many that are.

    The caller holds the claim and its incident and has not recorded yet.  The people of the ministry are told at once;
    of a restricted incident and of a drill nothing leaves the house by itself: everybody outside is owed to a person.
    """
    rows = [
        *_people(actor, claim),
        *_reporters(claim),
        *_deliveries(claim),
        *_outlets(claim),
        *_bodies(claim),
        *_repeats(claim),
    ]
    for row in rows:
        row.claim, row.before, row.after = claim, before, after
    VerdictNotice.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        if row.to == NoticeTo.PERSON and row.person is not None:
            _tell(row.person, claim, claim, before, after)
    _tell_leads(claim, rows, before, after)
    if settings.MAIL_IS_SENT and _may_leave(claim):
        for row in rows:
            if row.state == NoticeState.OWED and (row.email or row.to == NoticeTo.REPORTER):
                outbox(MAIL, key=f"verdict-notice:{row.pk}", notice_id=row.pk)
    return len(rows)


@transaction.atomic
def verdict_notice_told(*, actor: User, verdictnotice_id: UUID, version: int, note: str) -> VerdictNotice:
    """Record that a person told somebody whom the service could not reach; `note` says how.

    Raises NotAllowed, IllegalTransition (told already), StaleVersion, Invalid.
    """
    seen = found(VerdictNotice.objects.visible_to(actor).select_related("claim"), pk=verdictnotice_id)
    locked_incident(actor, seen.claim.incident_id)
    notice = locked(VerdictNotice.objects.visible_to(actor).select_related("claim__incident"), verdictnotice_id)
    require(policies.may_told(actor, notice))
    note = required(VerdictNotice, "note", note)
    move(notice, "told", expected_version=version, told_by=actor, told_at=clock.now(), note=note)
    record(actor=actor, action="incidents.claim.verdict_told", target=notice.claim, notice=notice.pk, to=notice.to)
    return notice


def verdict_mail_send(*, notice_id: UUID | str) -> bool:
    """Send the mail of one notice, unless it is told already or the recipient may no longer have it.  True when sent.

    No transaction is open while the mail server is spoken to.  A worker that dies between the server's answer and the
    mark sends again, under the same Message-ID.  Raises Hopeless for an address that no mail can have.
    """
    rows = VerdictNotice.objects.select_related("claim__incident", "before", "after")
    notice = rows.get(pk=notice_id)
    # What was restricted meanwhile leaves the house no more by itself.
    if notice.state != NoticeState.OWED or not _may_leave(notice.claim):
        return False
    address, language, about = _address_of(notice)
    if not address:
        return False
    try:
        validate_email(address)  # two addresses, or a line of a head, would reach somebody else
        message = _message(notice, address, language, about)
        message.message()
    except (ValidationError, ValueError) as error:
        raise Hopeless(f"this mail cannot be written: {error}") from error
    message.send()
    sent = VerdictNotice.objects.filter(pk=notice.pk, state=NoticeState.OWED).first()
    if sent is not None:
        change(sent, expected_version=None, state=NoticeState.SENT, told_at=clock.now())
    return True


def _may_leave(claim: Claim) -> bool:
    return not claim.incident.restricted and not claim.incident.drill


def _people(actor: User, claim: Claim) -> list[VerdictNotice]:
    """Who leads, who holds or held a role in the incident, who took part in the claim, who was told of either."""
    incident = claim.incident
    people = {incident.reporter_id, claim.reporter_id}
    people |= set(IncidentRole.objects.filter(incident=incident).values_list("person_id", flat=True))
    people |= set(claim.verdicts.values_list("verifier_id", flat=True))
    worked = Refutation.objects.filter(claim=claim).values_list("author_id", "checker_id", "approver_id")
    people |= {person for row in worked for person in row if person}
    told = Q(subject_type=subjects.type_of(claim), subject_id=claim.pk)
    told |= Q(subject_type=subjects.type_of(incident), subject_id=incident.pk)
    people |= set(Notification.objects.filter(told).values_list("person_id", flat=True))
    known = User.objects.filter(pk__in=people, is_active=True)
    return [
        VerdictNotice(
            to=NoticeTo.PERSON,
            label=person.full_name,
            person=person,
            about_id=person.pk,
            state=NoticeState.SENT,
            told_at=clock.now(),
        )
        for person in {*known, *office_desk(), *_leading(incident.lead_unit)} - {actor}
        if Claim.objects.visible_to(person).filter(pk=claim.pk).exists()
    ]


def _leading(unit: Any) -> list[User]:
    return list(holders(*LEADERS, unit__in=present_successors(unit))) if unit else []


def _reporters(claim: Claim) -> list[VerdictNotice]:
    """Of the public, who was answered on this claim, or on its incident as a whole: a report that opened the incident
    came before its claims.  No name and no address stand here: the report is seen by fewer people, and forgets its
    sender.  Whoever left no address reads it on the page of the receipt, which says nothing of what may not leave the
    house."""
    reports = PublicReport.objects.filter(Q(claim=claim) | Q(claim=None, incident=claim.incident))
    answered = reports.filter(state=PublicReportState.ANSWERED)
    read_there = _may_leave(claim)
    return [
        VerdictNotice(
            to=NoticeTo.REPORTER,
            label=f"{report.received_at.astimezone(clock.HANOI):%d/%m/%Y}",
            about_id=report.pk,
            state=NoticeState.SENT if read_there and not report.email else NoticeState.OWED,
            told_at=clock.now() if read_there and not report.email else None,
        )
        for report in answered.order_by("received_at", "pk")
    ]


def _deliveries(claim: Claim) -> list[VerdictNotice]:
    """Recipients of every release that refuted the claim, each once; not those who asked to hear no more."""
    releases = Release.objects.filter(pk__in=claim.answers.filter(release__isnull=False).values("release"))
    once: dict[tuple[str, str], Delivery] = {}
    for release in releases.order_by("issued_at", "pk"):
        rows = reached_by(release).exclude(transport=Transport.PORTAL).select_related("journalist")
        for delivery in rows:
            once.setdefault((delivery.transport, delivery.address.lower()), delivery)
    return [
        VerdictNotice(
            to=NoticeTo.DELIVERY,
            label=delivery.name,
            email=delivery.address if delivery.transport == Transport.MAIL else "",
            about_id=delivery.pk,
        )
        for delivery in once.values()
        if not _let_go(delivery)
    ]


def _let_go(delivery: Delivery) -> bool:
    person = delivery.journalist
    return person is not None and (person.forgotten or person.unsubscribed_at is not None)


def _outlets(claim: Claim) -> list[VerdictNotice]:
    asked = claim.correction_requests.exclude(sent_at=None).order_by("sent_at", "pk")
    return [VerdictNotice(to=NoticeTo.OUTLET, label=one.outlet_name, about_id=one.pk) for one in asked]


def _bodies(claim: Claim) -> list[VerdictNotice]:
    reports = claim.centre_reports.select_related("destination").order_by("sent_at", "pk")
    return [VerdictNotice(to=NoticeTo.CENTRE, label=str(one.destination), about_id=one.pk) for one in reports]


def _repeats(claim: Claim) -> list[VerdictNotice]:
    return [
        VerdictNotice(to=NoticeTo.CLAIM, label=str(other), about_id=other.pk)
        for other in claim.repeated_by.select_related("incident__lead_unit").order_by("first_seen_at", "pk")
    ]


def _tell_leads(claim: Claim, rows: Iterable[VerdictNotice], before: ClaimVerdict, after: ClaimVerdict) -> None:
    """Of each claim that repeats this one, those who lead its incident, as far as they see both."""
    notices = {row.about_id: row for row in rows if row.to == NoticeTo.CLAIM}
    others = list(Claim.objects.filter(pk__in=notices).select_related("incident__lead_unit"))
    if not others:
        return
    desk, units = office_desk(), {other.incident.lead_unit for other in others}
    leading = {unit: [*desk, *_leading(unit)] for unit in units}
    wanted = [claim.pk, *notices]
    seen = {
        person: set(Claim.objects.visible_to(person).filter(pk__in=wanted).values_list("pk", flat=True))
        for person in dict.fromkeys(person for people in leading.values() for person in people)
    }
    told = set()
    for other in others:
        for person in dict.fromkeys(leading[other.incident.lead_unit]):
            if {claim.pk, other.pk} <= seen[person] and _tell(person, claim, other, before, after):
                told.add(notices[other.pk].pk)
    VerdictNotice.objects.filter(pk__in=told).update(state=NoticeState.SENT, told_at=clock.now())


def _tell(person: User, claim: Claim, on: Claim, before: ClaimVerdict, after: ClaimVerdict) -> bool:
    """A notice on the claim itself, or on one (`on`) that repeats it."""
    notice = notify(
        person=person,
        kind=VERDICT_CHANGED,
        key=f"{VERDICT_CHANGED}:{after.pk}:{on.pk}",
        title=_worded(lambda: _title(before, after, repeated=on != claim)),
        body=on.text,
        url=on.get_absolute_url(),
        subject=(subjects.type_of(on), on.pk),
    )
    return notice is not None


def _title(before: ClaimVerdict, after: ClaimVerdict, *, repeated: bool) -> str:
    words = {"before": before.get_verdict_display(), "after": after.get_verdict_display()}
    if repeated:
        return _("A claim that repeats another: the conclusion on that one changed (%(before)s → %(after)s)") % words
    return _("The conclusion on a claim changed: %(before)s → %(after)s") % words


def _address_of(notice: VerdictNotice) -> tuple[str, str, str]:
    """Address, language and what the recipient had, as all of that is now; no address for who was let go."""
    if notice.to == NoticeTo.REPORTER:
        report = PublicReport.objects.filter(pk=notice.about_id, forgotten_at=None).first()
        if report is None:
            return "", "vi", ""
        with translation.override(report.language):
            return report.email, report.language, _("your report of %(day)s") % {"day": notice.label}
    delivery = Delivery.objects.select_related("release", "journalist").filter(pk=notice.about_id).first()
    if delivery is None or delivery.transport != Transport.MAIL or _let_go(delivery):
        return "", "vi", ""
    return delivery.address, delivery.language, delivery.release.title


def _message(notice: VerdictNotice, address: str, language: str, about: str) -> EmailMessage:
    """What they had, what was concluded then and what is concluded now; nothing else of the incident."""
    site = settings.SITE_URL.rstrip("/")
    with translation.override(language):
        words = {
            "about": about,
            "before": notice.before.get_verdict_display(),
            "before_on": _day(notice.before.judged_at),
            "after": notice.after.get_verdict_display(),
            "after_on": _day(notice.after.judged_at),
        }
        page = page_address(notice.claim, language)
        parts = [
            _("You had an answer of the Ministry of Justice of Vietnam on “%(about)s”.") % words,
            _("The conclusion of %(before_on)s (%(before)s) no longer stands. Conclusion of %(after_on)s: %(after)s.")
            % words,
            _("Please do not quote the earlier answer any more."),
            page,
        ]
        subject = _("The ministry's conclusion has changed: %(about)s") % words
    return EmailMessage(
        subject=" ".join(subject.split())[:200],
        body="\n\n".join(part for part in parts if part) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={
            "Message-ID": f"<{notice.pk}@{urlsplit(site).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _day(at: Any) -> str:
    return f"{at.astimezone(clock.HANOI):%d/%m/%Y}"


_worded = lazy(lambda words: words(), str)
