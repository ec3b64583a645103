"""Linking what met a duty, taking it back, waiving a period."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid
from comms.core.records import found, locked
from comms.core.states import change, move, require_version
from comms.deadlines.selectors import hanoi_date
from comms.duties import policies
from comms.duties.models import Duty, DutyLink
from comms.duties.periods import midnight
from comms.duties.selectors.links import AT, MODELS, at_of, kind_of, standing
from comms.duties.services.generating import Written, held_ministry, settle_chain, tell
from comms.duties.states import MEETS, DutyState, Subject
from comms.org.models import User

_web_address = URLValidator(schemes=["http", "https"])


@transaction.atomic
def duty_meet(
    *,
    actor: User,
    duty_id: UUID,
    version: int,
    release: Any = None,
    statement: Any = None,
    conference: Any = None,
    report: Any = None,
    title: str = "",
    url: str = "",
    at: datetime | None = None,
    note: str = "",
) -> Duty:
    """Link the one thing that met the duty: a record of the service, or a document by `title` (with `url` and `at`).

    A record happened when it says so: issued, spoken, held, submitted; a document at `at`.  It lies in the period or
    after it (then it is late), never before it or in the future, and meets one period of a duty only.
    Raises NotVisible, NotAllowed, IllegalTransition, StaleVersion, Invalid, Conflict.
    """
    found(Duty.objects.visible_to(actor), pk=duty_id)
    given = {"release": release, "statement": statement, "conference": conference, "report": report}
    named = {kind: obj for kind, obj in given.items() if obj is not None}
    if len(named) + bool(title.strip()) != 1:
        raise Invalid.field("title", _("Name the one thing that met the duty."), code="one_thing")
    for kind, obj in named.items():
        named[kind] = locked(MODELS[kind].objects.visible_to(actor), obj.pk)
    held_ministry()
    duty = _locked(actor, duty_id)
    require(policies.may_meet(actor, duty))
    link = DutyLink(duty=duty, linked_by=actor, note=cleaned(DutyLink, "note", note), **named)
    if named:
        link.at = _happened(duty, *next(iter(named.items())), at)
    else:
        link.title, link.url, link.at = _document(duty, title, url, at)
    add_link(actor, duty, link, expected_version=version)
    return duty


def add_link(actor: User | None, duty: Duty, link: DutyLink, *, expected_version: int | None) -> None:
    """Write the link on the locked duty, and what follows from it.  The caller holds the ministry."""
    field = kind_of(link) if kind_of(link) != "document" else "at"
    if link.at < midnight(duty.starts):
        raise Invalid.field(field, _("This was before the period began."), code="before_period")
    refuse_future(field, link.at)
    if duty.subject == Subject.CONFERENCE and hanoi_date(link.at) <= duty.starts:
        detail = _("The period counts from a conference of this day; the next one meets it.")
        raise Invalid.field(field, detail, code="first_day")
    moment = min(link.at, duty.met_at or link.at)
    move(duty, "meet", expected_version=expected_version, met_at=moment)
    link.save(force_insert=True)
    chained = settle_chain(duty.unit) if duty.subject == Subject.CONFERENCE else Written()
    record(
        actor=actor,
        action="duties.duty.met",
        target=duty,
        link=link.pk,
        thing=kind_of(link),
        thing_id=getattr(link, f"{kind_of(link)}_id", None),
        title=link.title,
        at=link.at,
        late=duty.is_late,
        # Everybody reads the history of a duty, and not everybody the record that a note is about.
        note=link.note if kind_of(link) == "document" else "",
    )
    tell(actor, chained)


@transaction.atomic
def duty_unlink(*, actor: User, duty_id: UUID, version: int, link: int, reason: str) -> Duty:
    """Take back what was linked; the earliest of the rest meets the duty, and without one it is open again.

    Raises NotVisible, NotAllowed, IllegalTransition, StaleVersion, Invalid, Conflict for a submitted report.
    """
    found(Duty.objects.visible_to(actor), pk=duty_id)
    held_ministry()
    duty = _locked(actor, duty_id)
    require(policies.may_unlink(actor, duty))
    require_version(duty, version)
    if duty.state not in duty.transitions.sources("unlink"):
        raise IllegalTransition
    said = required(Duty, "waive_reason", reason, field="reason")
    row = duty.links.filter(pk=link).first()
    if row is None:
        raise Invalid.field("link", _("There is no such link here."), code="does_not_exist")
    if row.report_id:
        raise Conflict(_("A report that was submitted is not taken back."), code="report_submitted")
    remove_links(actor, [(duty, row)], said)
    return duty


def remove_links(actor: User | None, rows: list[tuple[Duty, DutyLink]], reason: str) -> None:
    """Delete links of locked duties and let each say what is left.  The caller holds the ministry."""
    chained = Written()
    for duty, link in rows:
        DutyLink.objects.filter(pk=link.pk).delete()
        rest = duty.links.order_by("at").values_list("at", flat=True).first()
        change(duty, expected_version=None, met_at=rest, state=DutyState.MET if rest else DutyState.OPEN)
        if duty.subject == Subject.CONFERENCE:
            chained.add(settle_chain(duty.unit))
    for duty, link in rows:
        record(
            actor=actor,
            action="duties.duty.unlinked",
            target=duty,
            thing=kind_of(link),
            thing_id=getattr(link, f"{kind_of(link)}_id", None),
            title=link.title,
            at=link.at,
            reason=reason,
        )
    tell(actor, chained)


@transaction.atomic
def duty_waive(*, actor: User, duty_id: UUID, version: int, reason: str) -> Duty:
    """Leadership decides that the duty is not met in this period; the reason stands on the board.

    Raises NotVisible, NotAllowed, IllegalTransition, StaleVersion, Invalid.
    """
    return _decided(actor, duty_id, version, "waive", reason)


@transaction.atomic
def duty_reopen(*, actor: User, duty_id: UUID, version: int, reason: str) -> Duty:
    """Take the waiver back.  Raises NotVisible, NotAllowed, IllegalTransition, StaleVersion, Invalid."""
    return _decided(actor, duty_id, version, "reopen", reason)


_SAID = {"waive": "duties.duty.waived", "reopen": "duties.duty.reopened"}


def _decided(actor: User, duty_id: UUID, version: int, verb: str, reason: str) -> Duty:
    found(Duty.objects.visible_to(actor), pk=duty_id)
    held_ministry()
    duty = _locked(actor, duty_id)
    require(getattr(policies, f"may_{verb}")(actor, duty))
    said = required(Duty, "waive_reason", reason, field="reason")
    move(duty, verb, expected_version=version, waive_reason=said if verb == "waive" else "")
    chained = settle_chain(duty.unit) if duty.subject == Subject.CONFERENCE else Written()
    record(actor=actor, action=_SAID[verb], target=duty, reason=said)
    tell(actor, chained)
    return duty


def _locked(actor: User, duty_id: UUID) -> Duty:
    return locked(Duty.objects.visible_to(actor).select_related("rule", "unit"), duty_id)


def _happened(duty: Duty, kind: str, obj: Any, at: datetime | None) -> datetime:
    """When the record happened; it stands, fits the duty and meets no other period of it."""
    if at is not None:
        raise Invalid.field("at", _("This record has its own time."), code="own_time")
    if kind not in MEETS[Subject(duty.subject)]:
        raise Invalid.field(kind, _("This does not meet a duty of this kind."), code="wrong_kind")
    if getattr(obj, AT[kind]) is None or not standing(kind, type(obj).objects.filter(pk=obj.pk)).exists():
        detail = _("Only what has happened and stands meets a duty: issued, given, held or submitted.")
        raise Invalid.field(kind, detail, code="not_standing")
    if kind == "report" and obj.year != duty.ends.year:
        raise Invalid.field(kind, _("This report is on another year."), code="other_year")
    other = DutyLink.objects.filter(duty__subject=duty.subject, duty__unit=duty.unit_id, **{kind: obj})
    if (met := other.select_related("duty").first()) is not None:
        already = _("This already meets the period %(period)s.") % {"period": met.duty.period_words}
        raise Conflict(already, code="meets_another")
    return at_of(kind, obj)


def _document(duty: Duty, title: str, url: str, at: datetime | None) -> tuple[str, str, datetime]:
    title, url = required(DutyLink, "title", title), cleaned(DutyLink, "url", url)
    if url:
        try:
            _web_address(url)
        except ValidationError as error:
            raise Invalid.field("url", _("Write a whole address with http or https."), code="invalid") from error
    if at is not None and at.tzinfo is None:
        raise ValueError("an instant has its offset")
    return title, url, at or clock.now()
