"""Who may do what with incidents, with the reason that the person reads."""

from typing import Any

from django.utils.translation import gettext as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import acts_for, held_roles, holds
from incidents.models import Incident
from incidents.policies.closing import clock_runs, closable
from incidents.states import IncidentState, RoleKind
from press.mandates.models import PRESS_ROLES
from press.mandates.office import holds_in_office

K = Role.Kind


REPORTERS = (K.OFFICER, K.UNIT_HEAD, K.PRESS_OFFICER, K.LEGAL_CHECKER, K.SPOKESPERSON, K.LEADERSHIP)


LEADERS = (K.UNIT_HEAD, *PRESS_ROLES)


def has_part(user: Any, incident: Incident, *kinds: str) -> bool:
    """Has the person one of these parts in the handling now (any part when none is named)?

    Reads `incident.role_rows`, which pages and lists have fetched beforehand.
    """
    parts = incident.role_rows.all() if held_roles(user) else ()
    return any(
        part.person_id == user.pk and part.ends_at is None and (not kinds or part.kind in kinds) for part in parts
    )


def leads(user: Any, incident: Incident) -> Decision:
    """Decides on the incident: the press roles of the office, head and press roles of the lead unit, and who is named
    to lead it."""
    if holds_in_office(user, *PRESS_ROLES) or acts_for(user, incident.lead_unit_id, *LEADERS):
        return ALLOW
    if has_part(user, incident, RoleKind.LEAD):
        return ALLOW
    return deny(_("This is decided by the press desk of the office or the head of the lead unit."))


def handles(user: Any, incident: Incident) -> Decision:
    """Works on the incident: who leads it, the officers of the lead unit, and its secretary."""
    if leads(user, incident) or acts_for(user, incident.lead_unit_id, K.OFFICER):
        return ALLOW
    if has_part(user, incident, RoleKind.SECRETARY):
        return ALLOW
    return deny(_("This is done by the press desk of the office or by the lead unit."))


def may_report(user: Any) -> Decision:
    if holds(user, *REPORTERS):
        return ALLOW
    return deny(_("Your role only reads."))


def may_restrict(user: Any) -> Decision:
    if holds(user, K.LEADERSHIP) or holds_in_office(user, *PRESS_ROLES):
        return ALLOW
    return deny(_("Only the press desk of the office and leadership restrict an incident."))


def may_edit(user: Any, incident: Incident) -> Decision:
    if incident.state == IncidentState.REPORTED and incident.reporter_id == user.pk:
        return ALLOW
    return leads(user, incident)


may_triage = may_assess = may_contain = may_reopen = may_review = leads


may_activate = handles


def may_dismiss(user: Any, incident: Incident) -> Decision:
    decision = leads(user, incident)
    if decision and clock_runs(incident):
        return deny(_("A legal clock is running: close the incident with an answer or a waiver."))
    return decision


def may_waive(user: Any, incident: Incident) -> Decision:
    if holds(user, K.LEADERSHIP):
        return ALLOW
    return deny(_("Only leadership decides that the ministry does not answer."))


def may_close(user: Any, incident: Incident) -> Decision:
    decision = leads(user, incident)
    return decision and closable(incident)


def may_write_timeline(user: Any, incident: Incident) -> Decision:
    return ALLOW if holds(user, K.LEADERSHIP) else handles(user, incident)


may_link = handles
