"""Correction requests: drafted and sent, round by round.

Locks: incident → correction request → mandate → rule → clock → head of the audit chain.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import field_names
from comms.core.decisions import require
from comms.core.errors import IllegalTransition
from comms.core.states import change, move, require_version
from comms.deadlines.selectors import hanoi_date
from comms.org.models import User
from incidents.correction_letter import next_letter
from incidents.models import CorrectionRequest, CorrectionRound, CorrectionWriter
from incidents.policies import redress as policies
from incidents.services.common import entry, locked_incident, refuse_ended, refuse_illegal
from incidents.services.correction_parts import (
    check_sending,
    checked_facts,
    linked,
    locked_correction,
    mandate_held,
    outlet_named,
    start_clock,
)
from incidents.states import CorrectionState, EntryKind, Medium

FACTS = (
    "outlet_name",
    "medium",
    "article_title",
    "article_url",
    "article_on",
    "column",
    "passage",
    "truth",
    "evidence",
    "ground",
    "asks_apology",
    "letter",
)
LINKS = ("outlet_id", "claim_id")
# What is still written once a letter has gone out: the words of the next one, and the law that it names.
AFTERWARDS = {"letter", "ground"}


@transaction.atomic
def correction_draft(
    *,
    actor: User,
    incident_id: UUID,
    article_title: str,
    passage: str,
    truth: str,
    ground: str,
    outlet_id: UUID | None = None,
    outlet_name: str = "",
    medium: str = Medium.ONLINE,
    article_url: str = "",
    article_on: date | None = None,
    column: str = "",
    evidence: str = "",
    asks_apology: bool = False,
    letter: str = "",
    claim_id: UUID | None = None,
    illustrative: Sequence[str] = (),
) -> CorrectionRequest:
    """Draft what an outlet is asked to correct: the passage as it was published, and what is right.

    The outlet is one of the press contacts, or a name.  The address is kept as text and never fetched.  `ground` is
    judged on the day of the sending; `letter` empty: as the service words it.
    Raises NotAllowed, Invalid, NotVisible (outlet), Conflict (incident ended).
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_draft(actor, incident))
    refuse_ended(incident)
    values = checked_facts(
        {
            "medium": medium,
            "article_title": article_title,
            "article_url": article_url,
            "article_on": article_on,
            "column": column,
            "passage": passage,
            "truth": truth,
            "evidence": evidence,
            "ground": ground,
            "asks_apology": asks_apology,
            "letter": letter,
        }
    )
    values |= linked(actor, incident, {"outlet_id": outlet_id, "claim_id": claim_id})
    values["outlet_name"] = outlet_named(values["outlet"], outlet_name)
    correction = CorrectionRequest.objects.create(
        incident=incident, author=actor, illustrative=field_names(CorrectionRequest, illustrative), **values
    )
    CorrectionWriter.objects.create(request=correction, writer=actor)
    record(
        actor=actor,
        action="incidents.correction.drafted",
        target=correction,
        incident=incident.pk,
        outlet=correction.outlet_name,
        ground=correction.ground,
    )
    return correction


@transaction.atomic
def correction_update(*, actor: User, correctionrequest_id: UUID, version: int, **changes: Any) -> CorrectionRequest:
    """Edit a draft: any of FACTS and LINKS.  Once a letter has gone out: AFTERWARDS alone, for the next one.

    Whoever edits is a writer from then on and does not send it.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid, NotVisible (outlet), Conflict (incident ended).
    """
    correction = locked_correction(actor, correctionrequest_id)
    require(policies.may_edit(actor, correction))
    require_version(correction, version)
    refuse_ended(correction.incident)
    if correction.state == CorrectionState.CLOSED:
        raise IllegalTransition
    if correction.state != CorrectionState.DRAFT and not set(changes) <= AFTERWARDS:
        raise IllegalTransition(_("What was sent stays as it was sent: write another letter, or close the request."))
    name = changes.pop("outlet_name", correction.outlet_name)
    values = checked_facts({key: value for key, value in changes.items() if key not in LINKS})
    values |= linked(actor, correction.incident, {key: changes[key] for key in LINKS if key in changes})
    values["outlet_name"] = outlet_named(values.get("outlet", correction.outlet), name)
    changed = {key: value for key, value in values.items() if getattr(correction, key) != value}
    if not changed:
        return correction
    change(correction, expected_version=version, **changed)
    CorrectionWriter.objects.get_or_create(request=correction, writer=actor)
    record(actor=actor, action="incidents.correction.edited", target=correction, fields=sorted(changed))
    return correction


@transaction.atomic
def correction_send(
    *,
    actor: User,
    correctionrequest_id: UUID,
    version: int,
    sent_at: datetime | None = None,
    mandate_id: UUID | None = None,
) -> CorrectionRequest:
    """Record that the next letter went to the outlet at `sent_at` (aware; now when None), in the words that stand; the
    outlet's legal time to answer counts from then.

    The sender holds a mandate at that instant (`mandate_id` names an authorisation on one matter) and wrote none of
    the words.  The ground, the number of letters and the clock are those of the law of that day.
    Raises NotAllowed (also code `outside_mandate`), IllegalTransition, StaleVersion, Invalid (`not_in_force` on the
    ground, `order` on the instant, `mandate`), Conflict (`rounds_used`, `clock_running`, `incident_ended`).
    """
    correction = locked_correction(actor, correctionrequest_id)
    require(policies.second_person(actor, correction))
    refuse_illegal(correction, "send", version)
    refuse_ended(correction.incident)
    at = sent_at or clock.now()
    day = hanoi_date(at)
    check_sending(correction, at)
    mandate = mandate_held(actor, correction.incident, at, mandate_id)
    letter, no = next_letter(correction, day), correction.rounds.count() + 1
    CorrectionRound.objects.create(
        request=correction,
        no=no,
        text=letter,
        ground=correction.ground,
        mandate=mandate,
        sent_by=actor,
        sent_at=at,
    )
    move(
        correction,
        "send",
        expected_version=version,
        mandate=mandate,
        sent_at=correction.sent_at or at,
        letter="",
        outcome="",
    )
    entry(correction.incident, EntryKind.CORRECTION_SENT, actor=actor, at=at, about=correction)
    start_clock(actor, correction, at, no)
    record(
        actor=actor,
        action="incidents.correction.sent",
        target=correction,
        number=no,
        sent_at=at,
        ground=correction.ground,
        mandate=mandate.pk,
        matter=mandate.on_matter,
    )
    return correction
