"""Who may do what with the lessons of an incident."""

from typing import Any

from django.utils.translation import gettext as _

from comms.core.decisions import ALLOW, Decision, deny
from incidents.models import Incident, ReviewAction
from incidents.policies.incidents import leads
from press.conferences.plans import plans_for_task


def may_add_action(user: Any, incident: Incident) -> Decision:
    decision = leads(user, incident)
    return decision and ended(incident)


def ended(incident: Incident) -> Decision:
    if incident.learns:
        return ALLOW
    return deny(_("Lessons are drawn once the incident is closed."))


def may_task(user: Any, action: ReviewAction) -> Decision:
    """Bring it into a plan as a task.  Who sees the incident sees the action; who may bring it, plans and tasks say."""
    if not plans_for_task(user):
        return deny(_("You may not bring a task into any plan."))
    return undecided(action)


def may_name_task(user: Any, action: ReviewAction) -> Decision:
    """Say which task it has become."""
    decision = leads(user, action.incident)
    return decision and undecided(action)


def may_drop(user: Any, action: ReviewAction) -> Decision:
    decision = leads(user, action.incident)
    return decision and undecided(action)


def undecided(action: ReviewAction) -> Decision:
    if action.task_id is not None:
        return deny(_("It is a task already."))
    if action.dropped_reason:
        return deny(_("It was dropped."))
    return ALLOW
