"""Who may change what the clocks run by.  The rooms above start and stop the clocks, under their own rules."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core import subjects
from comms.core.decisions import ALLOW, Decision, deny
from comms.deadlines.models import Clock
from comms.org.models import Role
from comms.org.selectors import acts_for, holds, holds_in_office

K = Role.Kind


def may_set_calendar(user: Any) -> Decision:
    """The working calendar and the rules are settings.  `None` is the system itself."""
    if user is None or holds(user, K.ADMINISTRATOR):
        return ALLOW
    return deny(_("Only an administrator enters decreed days and legal rules."))


def may_explain_breach(user: Any, clock: Clock) -> Decision:
    """The press roles of the office, the head of a unit whose matter it is, leadership."""
    if holds(user, K.LEADERSHIP) or holds_in_office(user, K.PRESS_OFFICER, K.SPOKESPERSON):
        return ALLOW
    on, registered = subjects.find(user, clock.subject_type, clock.subject_id), subjects.get(clock.subject_type)
    if on and registered and any(acts_for(user, unit, K.UNIT_HEAD) for unit in registered.units(on)):
        return ALLOW
    return deny(
        _("The reason is recorded by the press desk of the office, the head of the unit concerned, or leadership.")
    )


def explainable(clock: Clock) -> Decision:
    """Is there something to explain, whoever asks?"""
    return ALLOW if clock.breached else deny(_("This deadline was not missed."))
