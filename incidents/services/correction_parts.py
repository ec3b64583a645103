"""What the verbs of a correction request are made of: its facts, the law of a letter, what came back."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.columns import chosen, cleaned, refuse_future, required
from comms.core.errors import Conflict, Invalid, NotAllowed
from comms.core.records import found, locked
from comms.deadlines.models import Rule
from comms.deadlines.selectors import hanoi_date
from comms.deadlines.services import clock_start, clock_stop
from comms.org.models import User
from incidents.models import CorrectionRequest, CorrectionRound, Incident
from incidents.policies import redress as policies
from incidents.services.common import locked_incident
from incidents.states import CorrectionGround, CorrectionState, Medium, Outcome
from incidents.states.redress import ANSWERED_WITH, CLOCK_SUBJECT, PUBLISHED, FormCheck, form_checks, regime_on
from press.distribution.models import MediaOutlet
from press.mandates.models import Mandate
from press.mandates.policies import within_mandate
from press.mandates.states import SINGLE


def locked_correction(actor: User, correctionrequest_id: UUID) -> CorrectionRequest:
    """The request with its incident, both locked, the incident first.  What came back is recorded and the request
    closed even when the incident has ended: the outlet does not wait for the review."""
    seen = found(CorrectionRequest.objects.visible_to(actor), pk=correctionrequest_id)
    incident = locked_incident(actor, seen.incident_id)
    correction: CorrectionRequest = locked(CorrectionRequest.objects.visible_to(actor), correctionrequest_id)
    correction.incident = incident
    return correction


def checked_facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Each value by itself, as it will be stored.  Raises Invalid; TypeError for a name that is no fact."""
    return {name: _checked_fact(name, value) for name, value in values.items()}


def _checked_fact(name: str, value: Any) -> Any:
    match name:
        case "article_title" | "passage" | "truth":
            return required(CorrectionRequest, name, value)
        case "article_url" | "column" | "evidence" | "letter":
            return cleaned(CorrectionRequest, name, value)
        case "medium":
            return chosen(name, value, Medium)
        case "ground":
            return chosen(name, value, CorrectionGround)
        case "asks_apology":
            return bool(value)
        case "article_on":
            if value is not None and value > clock.today():
                raise Invalid.field(name, _("This day lies in the future."), code="future")
            return value
        case _:
            raise TypeError(name)


def linked(actor: User, incident: Incident, ids: Mapping[str, UUID | None]) -> dict[str, Any]:
    """The objects that are named, by field; None where a link is taken off."""
    rows: dict[str, Any] = {}
    if "outlet_id" in ids:
        pk = ids["outlet_id"]
        rows["outlet"] = found(MediaOutlet.objects.visible_to(actor), pk=pk) if pk else None
    if "claim_id" in ids:
        claim = incident.claims.filter(pk=ids["claim_id"]).first() if ids["claim_id"] else None
        if ids["claim_id"] and claim is None:
            raise Invalid.field("claim", _("Name a claim of this incident."), code="does_not_exist")
        rows["claim"] = claim
    return rows


def outlet_named(outlet: MediaOutlet | None, name: str) -> str:
    """The name that stands in the letter: as it was written, else that of the contact."""
    return required(CorrectionRequest, "outlet_name", name or (outlet.name if outlet else ""))


def check_sending(correction: CorrectionRequest, at: datetime) -> None:
    """The instant lies after what went before, and the law of its day carries this letter."""
    refuse_future("sent_at", at)
    last, day = correction.last_round, hanoi_date(at)
    if last is not None and at < (last.answered_at or last.sent_at):
        raise Invalid.field("sent_at", _("This lies before the last letter or its answer."), code="order")
    if correction.article_on is not None and day < correction.article_on:
        raise Invalid.field("sent_at", _("This lies before the article appeared."), code="order")
    regime = regime_on(day)
    if regime is None or correction.ground not in regime.grounds:
        raise Invalid.field(
            "ground",
            _("This ground was not in force on %(day)s, the day of the letter.") % {"day": f"{day:%d/%m/%Y}"},
            code="not_in_force",
        )
    if not (open_round := policies.round_is_open(correction, day)):
        raise Conflict(open_round.reason, code="rounds_used")
    if not (waited := policies.outlet_had_time(correction, at)):
        raise Conflict(waited.reason, code="clock_running")


def mandate_held(actor: User, incident: Incident, at: datetime, mandate_id: UUID | None) -> Mandate:
    """The actor's own mandate that holds at `at` and covers the incident, locked: nobody revokes it before the commit.

    Without `mandate_id` that of the head or regular spokesperson.  An authorisation is for one matter: naming it says
    that the incident is on that matter.
    """
    own = policies.mandates_of(actor, incident, at)
    if not own:
        detail = _("It is sent by somebody who holds a mandate to speak for the agency at that moment.")
        raise NotAllowed(detail, code="outside_mandate")
    general = [row for row in own if row.capacity in SINGLE]
    if not general and mandate_id is None:
        detail = _(
            "You are authorised on one matter only: choose the authorisation, if this incident is on its matter."
        )
        raise Invalid.field("mandate", detail, code="matter")
    named = next(iter(general) if mandate_id is None else (row for row in own if row.pk == mandate_id), None)
    if named is None:
        detail = _("Choose a mandate of your own that holds at that moment and covers this incident.")
        raise Invalid.field("mandate", detail, code="not_own")
    mandate: Mandate = locked(Mandate.objects.select_related("person", "unit"), named.pk)
    if not (within := within_mandate(mandate, at)):
        raise NotAllowed(within.reason, code="outside_mandate")
    return mandate


def start_clock(actor: User, correction: CorrectionRequest, at: datetime, no: int) -> None:
    """A clock that the outlet let pass ends with the next letter, and stays missed; that letter's own begins."""
    # Before the first evidence: the head of the audit chain is the last lock.
    list(Rule.objects.filter(subject=CLOCK_SUBJECT).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    with translation.override(settings.LANGUAGE_CODE):  # kept as it is written here, whoever sends
        reason = gettext("Letter %(number)s went to the outlet.") % {"number": no}
    clock_stop(actor=actor, on=correction, subject=CLOCK_SUBJECT, stopped_at=at, breach_reason=reason)
    try:
        clock_start(actor=actor, subject=CLOCK_SUBJECT, on=correction, started_at=at, reason=reason)
    except Invalid as refused:
        raise Invalid({"sent_at": [row for rows in refused.errors.values() for row in rows]}) from refused


def appeared_as(
    last: CorrectionRound, url: str, at: datetime | None, text: str, form: Collection[str]
) -> dict[str, Any]:
    """The columns of a published correction; empty where none is given."""
    text = cleaned(CorrectionRound, "published_text", text)
    url = cleaned(CorrectionRound, "published_url", url)
    if not (text or url or at or form):
        return {}
    if not text:
        raise Invalid.field("published_text", _("Copy the correction as it appeared."), code="required")
    if at is None:
        raise Invalid.field("published_at", _("Say when it appeared."), code="required")
    refuse_future("published_at", at)
    if last.request.article_on is not None and hanoi_date(at) < last.request.article_on:
        raise Invalid.field("published_at", _("This lies before the article appeared."), code="order")
    if not set(form) <= set(FormCheck.values):
        raise Invalid.field("form", _("This is not one of the demands of form."), code="invalid_choice")
    shown = {name: name in form for name in form_checks(hanoi_date(at))}
    return {"published_url": url, "published_at": at, "published_text": text, "form": shown}


def check_after(last: CorrectionRound, name: str, at: datetime) -> None:
    """Not in the future, and not before the letter went out.  Raises Invalid on `name`."""
    refuse_future(name, at)
    if at < last.sent_at:
        raise Invalid.field(name, _("This lies before the letter went out."), code="order")


def answered_with(outcome: str, *, published: bool) -> str:
    """The outcome that an answer shows, which fits what was published.  Raises Invalid."""
    if not outcome:
        return Outcome.CORRECTED if published else ""
    if outcome not in ANSWERED_WITH:
        raise Invalid.field("outcome", _("An answer does not show this outcome."), code="invalid_choice")
    if published is not (outcome in PUBLISHED):
        raise Invalid.field(
            "outcome", _("This outcome and the recorded publication do not go together."), code="unsupported"
        )
    return outcome


def supported(correction: CorrectionRequest, outcome: str) -> str:
    """The outcome rests on what is recorded.  Raises Invalid `unsupported`."""
    rounds = list(correction.rounds.all())
    if correction.state == CorrectionState.DRAFT and outcome != Outcome.DROPPED:
        detail = _("No letter was sent: the draft can only be closed as no longer demanded.")
    elif outcome in PUBLISHED and not any(row.is_published for row in rounds):
        detail = _("No published correction is recorded: record it as the answer first.")
    elif outcome == Outcome.NO_REPLY and rounds and rounds[-1].answered_at is not None:
        detail = _("The outlet answered the last letter.")
    else:
        return outcome
    raise Invalid.field("outcome", detail, code="unsupported")
