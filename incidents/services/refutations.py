"""Refutations: the five parts are written, legally checked, approved and published.

Thông tư 02/2019/TT-BTTTT, Điều 6 names the parts and the seven days from the notice of the press authority; whether it
is still in force was not checked.

Locks: incident → claim → refutation → release or statement → mandate → clock → head of the audit chain.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, field_names, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed
from comms.core.records import found, locked
from comms.core.states import change, move, require_version
from comms.deadlines.models import Clock
from comms.deadlines.services.clocks import clock_start, clock_stop
from comms.org.models import User
from incidents.models import Claim, ClaimAnswer, Incident, Refutation, RefutationWriter
from incidents.policies import refutations as policies
from incidents.policies.claims import publishable, refutable, refutation_revoked
from incidents.policies.handling import content_agreed, content_hash
from incidents.policies.incidents import handles
from incidents.policies.redress import mandates_of
from incidents.services.answers import settle_clocks
from incidents.services.common import entry, locked_claim, refuse_ended, refuse_illegal
from incidents.services.correction_parts import mandate_held
from incidents.services.links import answering_release, answering_statement, ensure_linked
from incidents.services.refutation_notices import tell_returned, tell_turn
from incidents.services.verdicts import supersede
from incidents.states import STANDING, ClaimState, EntryKind, Means, Purpose, RefutationState
from press.mandates.models import Mandate
from press.mandates.policies import within_mandate
from press.releases.models import Release
from press.releases.services import release_create
from press.releases.states import Kind, State
from press.speaking.models import Statement

EXPLAIN = "explain_false_information"
FIELDS = (*policies.WORDS, "notice_received_at")
UNCHECKED: dict[str, Any] = {
    "checker": None,
    "checked_at": None,
    "check_note": "",
    "approver": None,
    "approved_at": None,
    "approved_sha256": "",
    "mandate": None,
}


@transaction.atomic
def refutation_create(
    *, actor: User, claim_id: UUID, title: str, illustrative: Sequence[str] = (), **parts: Any
) -> Refutation:
    """Begin the dossier of a claim judged false or misleading; `parts`: any of FIELDS.

    One stands at a time.  Where the published one went out by a release that was withdrawn or voided, the new one takes
    its place.  Raises NotAllowed, Invalid, Conflict (`not_refutable`, `refutation_stands`, `incident_ended`).
    """
    claim = locked_claim(actor, claim_id)
    require(handles(actor, claim.incident))
    ready = refutable(claim)
    if not ready:
        raise Conflict(ready.reason, code="not_refutable")
    values = _checked({"title": title, **parts})
    standing = Refutation.objects.filter(claim=claim, state__in=STANDING).first()
    if standing is not None:
        if standing.state != RefutationState.PUBLISHED or not refutation_revoked(claim):
            raise Conflict(_("A refutation of this claim stands already."), code="refutation_stands")
        supersede(actor, claim)
    refutation = Refutation.objects.create(
        incident=claim.incident,
        claim=claim,
        verdict_row=claim.verdicts.latest("no"),
        author=actor,
        illustrative=field_names(Refutation, illustrative),
        **values,
    )
    RefutationWriter.objects.create(refutation=refutation, writer=actor)
    _run_clock(actor, refutation, values)
    record(actor=actor, action="incidents.refutation.drafted", target=refutation, claim=claim.pk)
    return refutation


@transaction.atomic
def refutation_update(*, actor: User, refutation_id: UUID, version: int, **changes: Any) -> Refutation:
    """Change the words of a draft: any of FIELDS.  Whoever edits is a writer and neither checks nor approves.

    Raises NotAllowed, IllegalTransition outside the draft, StaleVersion, Invalid, Conflict (`clock_started`).
    """
    refutation = _taken(actor, refutation_id)
    require(policies.may_update(actor, refutation))
    require_version(refutation, version)
    if refutation.state != RefutationState.DRAFT:
        raise IllegalTransition(_("Only a draft is edited: have it returned first."))
    values = _checked(changes)
    changed = {name: value for name, value in values.items() if getattr(refutation, name) != value}
    if not changed:
        return refutation
    if "notice_received_at" in changed and refutation.notice_received_at is not None:
        raise Conflict(_("A legal clock counts from this moment; it is not changed any more."), code="clock_started")
    change(refutation, expected_version=version, **changed)
    RefutationWriter.objects.get_or_create(refutation=refutation, writer=actor)
    _run_clock(actor, refutation, changed)
    record(actor=actor, action="incidents.refutation.edited", target=refutation, fields=sorted(changed))
    return refutation


@transaction.atomic
def refutation_submit(*, actor: User, refutation_id: UUID, version: int) -> Refutation:
    """Send the draft to the legal check.  Raises NotAllowed, IllegalTransition, StaleVersion, Conflict `incomplete`."""
    refutation = _taken(actor, refutation_id)
    require(policies.may_submit(actor, refutation))
    refuse_illegal(refutation, "submit", version)
    if missing := policies.missing(refutation):
        names = ", ".join(str(policies.LABELS[name]) for name in missing)
        raise Conflict(_("Not written yet: %(parts)s.") % {"parts": names}, code="incomplete")
    move(refutation, "submit", expected_version=version, return_note="")
    tell_turn(refutation)
    return _noted(actor, refutation, EntryKind.REFUTATION_SUBMITTED, "submitted")


@transaction.atomic
def refutation_check(*, actor: User, refutation_id: UUID, version: int, note: str = "") -> Refutation:
    """The legal check found nothing against the words; `note` is a remark.

    Raises NotAllowed (no legal checker, a writer), IllegalTransition, StaleVersion.
    """
    refutation = _taken(actor, refutation_id)
    require(policies.may_check(actor, refutation))
    note = cleaned(Refutation, "check_note", note)
    values = {"checker": actor, "checked_at": clock.now(), "check_note": note}
    move(refutation, "check", expected_version=version, **values)
    tell_turn(refutation)
    return _noted(actor, refutation, EntryKind.REFUTATION_CHECKED, "checked", note=note)


@transaction.atomic
def refutation_return(*, actor: User, refutation_id: UUID, version: int, note: str) -> Refutation:
    """Give it back to its author with a note: check and approval count no more.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid.
    """
    refutation = _taken(actor, refutation_id)
    require(policies.may_return(actor, refutation))
    refuse_illegal(refutation, "return", version)
    note = required(Refutation, "return_note", note, field="note")
    move(refutation, "return", expected_version=version, return_note=note, **UNCHECKED)
    tell_returned(refutation, note)
    return _noted(actor, refutation, EntryKind.REFUTATION_RETURNED, "returned", note=note)


@transaction.atomic
def refutation_approve(*, actor: User, refutation_id: UUID, version: int, mandate_id: UUID | None = None) -> Refutation:
    """The spokesperson approves the words under a mandate that holds now: it is kept with their hash.

    `mandate_id`: without it as head or regular spokesperson; to name an authorisation says that the incident is on its
    matter.  Raises NotAllowed (a writer, the checker; `outside_mandate`), IllegalTransition, StaleVersion, Invalid on
    `mandate`.
    """
    refutation = _taken(actor, refutation_id)
    require(policies.may_approve(actor, refutation))
    refuse_illegal(refutation, "approve", version)
    if not mandates_of(actor, refutation.incident, clock.now()):
        raise NotAllowed(_("You hold no mandate to speak for the agency at this moment."), code="outside_mandate")
    mandate = mandate_held(actor, refutation.incident, clock.now(), mandate_id)
    digest = policies.words_digest(refutation)
    values = {"approver": actor, "approved_at": clock.now(), "approved_sha256": digest, "mandate": mandate}
    move(refutation, "approve", expected_version=version, **values)
    evidence = {"approved_sha256": digest, "mandate": mandate.pk, "matter": mandate.on_matter}
    return _noted(actor, refutation, EntryKind.REFUTATION_APPROVED, "approved", **evidence)


@transaction.atomic
def refutation_release(*, actor: User, refutation_id: UUID, version: int) -> Refutation:
    """Make a draft of a release from the approved words, linked to the incident as a refutation.

    It goes its own way of signatures; once issued, the refutation is published by it.
    Raises NotAllowed (also who drafts no releases), StaleVersion, IllegalTransition, Conflict `release_made`.
    """
    refutation = _taken(actor, refutation_id)
    require(policies.may_release(actor, refutation))
    refuse_illegal(refutation, "release", version)
    if refutation.release is not None and refutation.release.state not in (State.VOID, State.WITHDRAWN):
        raise Conflict(_("A release was made from this already."), code="release_made")
    incident = refutation.incident
    # The clocks of the incident are held before the new release leaves its evidence.
    settle_clocks(actor, incident)
    release = release_create(
        actor=actor,
        title=refutation.title,
        kind=Kind.RESPONSE,
        body=refutation.public_text,
        question=refutation.claim.text,
        units=[incident.lead_unit] if incident.lead_unit and not incident.restricted else (),
        illustrative=["title", "body"] if refutation.illustrative else (),
    )
    ensure_linked(actor, incident, release, Purpose.REFUTATION)
    move(refutation, "release", expected_version=version, release=release)
    record(actor=actor, action="incidents.refutation.release_made", target=refutation, release=release.pk)
    return refutation


@transaction.atomic
def refutation_publish(
    *,
    actor: User,
    refutation_id: UUID,
    version: int,
    means: str,
    release_id: UUID | None = None,
    statement_id: UUID | None = None,
    post_channel: str = "",
    post_url: str = "",
    posted_at: datetime | None = None,
) -> Refutation:
    """The approved words went out: by an issued release, a given statement, or a post on an official channel.

    The claim is refuted and published in the same act; under an embargo of the release it is refuted, and published
    when the embargo ends (`refutations_opened`).  A post's address is text; `posted_at` is aware, now when None, not
    before the approval, and within the mandate of the approval: a release and a statement have a mandate of their own.
    Raises NotAllowed (`outside_mandate`), IllegalTransition, StaleVersion, Invalid, Conflict (`words_changed`,
    `content_not_agreed`, `not_issued`, `not_refutable`, `not_public`).
    """
    refutation = _taken(actor, refutation_id)
    require(policies.may_publish(actor, refutation))
    refuse_illegal(refutation, "publish", version)
    claim, incident = refutation.claim, refutation.incident
    if policies.words_digest(refutation) != refutation.approved_sha256:
        raise Conflict(_("These are not the words that were approved."), code="words_changed")
    ready = refutable(claim)
    if not ready:
        raise Conflict(ready.reason, code="not_refutable")
    agreed = content_agreed(incident, content_hash(refutation.public_text))
    if not agreed:
        raise Conflict(agreed.reason, code="content_not_agreed")
    means = chosen("means", means, Means)
    given = {"release_id": release_id, "statement_id": statement_id}
    if means == Means.RELEASE and release_id is None:
        given["release_id"] = refutation.release_id
    answer = _answer(actor, means, given)
    posted = _post(refutation, post_channel, post_url, posted_at) if means == Means.POST else {}
    # Held before the first evidence: the head of the audit chain is the last lock.
    list(Clock.objects.on(claim).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    ensure_linked(actor, incident, answer, Purpose.REFUTATION)
    values: dict[str, Any] = {"means": means, "published_by": actor, "published_at": clock.now()}
    if isinstance(answer, Release):
        values["release"] = answer
    elif isinstance(answer, Statement):
        values["statement"] = answer
    else:
        values |= posted
    move(refutation, "publish", expected_version=version, **values)
    _answer_claim(actor, claim, refutation)
    clock_stop(actor=actor, on=claim, subject=EXPLAIN, stopped_at=values.get("posted_at") or clock.now())
    record(
        actor=actor,
        action="incidents.refutation.published",
        target=refutation,
        means=means,
        release=refutation.release_id if means == Means.RELEASE else None,
        statement=refutation.statement_id,
        post_url=refutation.post_url,
        approved_sha256=refutation.approved_sha256,
    )
    return refutation


def refutations_opened() -> int:
    """Publish the claims whose refutation stood under an embargo that has ended.  Returns how many."""
    due = Claim.objects.filter(
        state=ClaimState.REFUTED,
        refuting_release__in=Release.objects.public().values("pk"),
        refutations__state=RefutationState.PUBLISHED,
        refutations__means=Means.RELEASE,
    )
    return sum(_open(pk) for pk in due.order_by("pk").values_list("pk", flat=True).distinct()[:100])


@transaction.atomic
def _open(claim_id: UUID) -> bool:
    seen = Claim.objects.get(pk=claim_id)
    incident = locked(Incident.objects.all(), seen.incident_id)
    claim = locked(Claim.objects.select_related("refuting_release"), claim_id)
    claim.incident = incident
    if claim.state != ClaimState.REFUTED or not publishable(claim):
        return False
    move(claim, "publish", expected_version=None, published_at=clock.now())
    entry(incident, EntryKind.CLAIM_PUBLISHED, actor=None, about=claim)
    record(actor=None, action="incidents.claim.published", target=claim)
    return True


def _answer_claim(actor: User, claim: Claim, refutation: Refutation) -> None:
    answers: dict[str, Any] = {
        "refuting_release": refutation.release if refutation.means == Means.RELEASE else None,
        "refuting_statement": refutation.statement if refutation.means == Means.STATEMENT else None,
        "refuting_post": refutation if refutation.means == Means.POST else None,
    }
    move(claim, "refute", expected_version=None, **answers)
    ClaimAnswer.objects.create(
        claim=claim,
        release=answers["refuting_release"],
        statement=answers["refuting_statement"],
        refutation=answers["refuting_post"],
        named_by=actor,
    )
    entry(claim.incident, EntryKind.CLAIM_REFUTED, actor=actor, about=claim)
    if publishable(claim):
        move(claim, "publish", expected_version=None, published_at=clock.now())
        entry(claim.incident, EntryKind.CLAIM_PUBLISHED, actor=actor, about=refutation)


def _answer(actor: User, means: str, given: Mapping[str, UUID | None]) -> Release | Statement | None:
    """What carried the words, locked; None for a post."""
    wanted = {Means.RELEASE: "release_id", Means.STATEMENT: "statement_id"}.get(Means(means))
    if wanted is None:
        return None
    pk = given[wanted]
    if pk is None:
        raise Invalid.field(wanted.removesuffix("_id"), _("This is required."), code="required")
    return answering_release(actor, pk) if means == Means.RELEASE else answering_statement(actor, pk)


def _post(refutation: Refutation, channel: str, url: str, posted_at: datetime | None) -> dict[str, Any]:
    """What is kept of a post, which speaks for the agency as the approval does.  Holds the mandate."""
    refuse_future("posted_at", posted_at)
    at = posted_at or clock.now()
    if refutation.approved_at is None or at < refutation.approved_at:
        raise Invalid.field("posted_at", _("This lies before the words were approved."), code="order")
    values = {
        "post_channel": required(Refutation, "post_channel", channel),
        "post_url": required(Refutation, "post_url", url),
        "posted_at": at,
    }
    mandate = locked(Mandate.objects.select_related("person", "unit"), refutation.mandate_id)
    if not (within := within_mandate(mandate, at)):
        raise NotAllowed(within.reason, code="outside_mandate")
    return values


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Each value as it will be stored.  Raises Invalid; TypeError for a name that nobody may write."""
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"a refutation has no writable field {', '.join(sorted(unknown))}")
    stored: dict[str, Any] = {}
    for name, value in values.items():
        if name == "notice_received_at":
            refuse_future(name, value)
            stored[name] = value
        else:
            stored[name] = (required if name == "title" else cleaned)(Refutation, name, value)
    return stored


def _run_clock(actor: User, refutation: Refutation, values: Mapping[str, Any]) -> None:
    """The seven days from the notice of the press authority, once its date is entered.  They run on the claim, so that
    they outlast a dossier that is superseded."""
    received, claim = values.get("notice_received_at"), refutation.claim
    if received is not None and not Clock.objects.on(claim).open().filter(rule__subject=EXPLAIN).exists():
        reason = str(_("Notice of the press authority received."))
        clock_start(actor=actor, subject=EXPLAIN, on=claim, started_at=received, reason=reason)


def _taken(actor: User, refutation_id: UUID) -> Refutation:
    """The refutation with its claim and incident, all locked: who checks it need not see the incident."""
    seen = found(Refutation.objects.visible_to(actor), pk=refutation_id)
    incident = locked(Incident.objects.all(), seen.incident_id)
    claim = locked(Claim.objects.select_related("refuting_release"), seen.claim_id)
    rows = Refutation.objects.visible_to(actor).select_related("verdict_row", "release", "author")
    refutation = locked(rows, refutation_id)
    claim.incident = incident
    refutation.claim, refutation.incident = claim, incident
    refuse_ended(incident)
    return refutation


def _noted(actor: User, refutation: Refutation, kind: EntryKind, action: str, **data: Any) -> Refutation:
    entry(refutation.incident, kind, actor=actor, about=refutation)
    record(actor=actor, action=f"incidents.refutation.{action}", target=refutation, **data)
    return refutation
