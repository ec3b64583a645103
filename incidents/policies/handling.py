"""Who does what in the handling: parts, updates, decisions, checklist, playbooks, agreements on content."""

from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.core.text import nfc
from comms.org.models import Role
from comms.org.selectors import holds, holds_in_office
from incidents.models import Agreement, ChecklistItem, Incident, ResponseDecision
from incidents.policies.incidents import handles, has_part, leads
from incidents.states import AgreementState, DecisionKind, LegalGround
from press.mandates.models import PRESS_ROLES

K = Role.Kind

may_name = leads
may_update = handles
may_ask_agreement = handles
may_apply = handles


def may_decide(user: Any, incident: Incident, kind: str = "") -> Decision:
    """Deliberate silence is decided by leadership or the spokesperson of the office, anything else by who leads too."""
    if holds(user, K.LEADERSHIP) or holds_in_office(user, K.SPOKESPERSON):
        return ALLOW
    if kind == DecisionKind.SILENCE:
        return deny(_("Only leadership or the spokesperson of the office decides to stay silent."))
    return leads(user, incident)


def may_review_decision(user: Any, decision: ResponseDecision) -> Decision:
    return may_decide(user, decision.incident, decision.kind)


def may_tick(user: Any, item: ChecklistItem) -> Decision:
    """Who handles the incident, and everybody who has a part in it."""
    return ALLOW if has_part(user, item.incident) else handles(user, item.incident)


def may_agree(user: Any, agreement: Agreement) -> Decision:
    """Records what the other agency answered."""
    return handles(user, agreement.incident)


may_object = may_withdraw = may_agree


def may_keep_playbooks(user: Any) -> Decision:
    if holds_in_office(user, *PRESS_ROLES):
        return ALLOW
    return deny(_("The press desk of the office keeps the playbooks."))


def content_hash(text: str) -> str:
    """SHA-256, hexadecimal, of the words on which another agency agrees: NFC, one kind of line end, trimmed."""
    return sha256(nfc(text.replace("\r\n", "\n")).strip().encode()).hexdigest()


def agreements_open(incident: Incident) -> list[str]:
    """The agencies that were asked and have not agreed: no answer yet, or an objection."""
    rows = Agreement.objects.filter(incident=incident, state__in=[AgreementState.ASKED, AgreementState.OBJECTED])
    return list(dict.fromkeys(rows.values_list("agency", flat=True)))


def content_agreed(incident: Incident, sha256: str = "") -> Decision:
    """Where several ministries or provinces are concerned, did they agree on the words before the ministry speaks
    (NĐ 244/2026/NĐ-CP, khoản 2 Điều 7)?  On other grounds: yes.

    At least one agency has agreed, none is asked or objects; with `sha256` (of `content_hash`) each agency that
    agreed did so on these very words.
    """
    if incident.legal_ground != LegalGround.ND244_7_2:
        return ALLOW
    if waiting := agreements_open(incident):
        return deny(_("Not agreed on the content yet: %(agencies)s.") % {"agencies": ", ".join(waiting)})
    rows = Agreement.objects.filter(incident=incident, state=AgreementState.AGREED)
    agreed = {agency.casefold(): agency for agency in rows.values_list("agency", flat=True)}
    if not agreed:
        return deny(_("No other agency has agreed on the content yet (Decree 244/2026, Article 7.2)."))
    if sha256:
        on_these = rows.filter(content_sha256=sha256).values_list("agency", flat=True)
        others = sorted(agreed[name] for name in agreed.keys() - {agency.casefold() for agency in on_these})
        if others:
            return deny(_("Agreed on other words: %(agencies)s. Ask again.") % {"agencies": ", ".join(others)})
    return ALLOW
