"""Who says that a duty was met, who waives it, who writes and submits the annual report."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.duties.models import AnnualReport, Duty
from comms.org.models import Role
from comms.org.selectors import holds
from press.mandates.models import PRESS_ROLES
from press.mandates.office import holds_in_office

K = Role.Kind


def may_keep(user: Any) -> Decision:
    """Keeps the book of the duties: links, the words of the report, earlier periods."""
    if holds(user, K.LEADERSHIP) or holds_in_office(user, *PRESS_ROLES):
        return ALLOW
    return deny(_("Legal duties are kept by the press officers and the spokesperson of the office, or by leadership."))


def may_meet(user: Any, duty: Duty) -> Decision:
    return may_keep(user)


def may_unlink(user: Any, duty: Duty) -> Decision:
    return may_keep(user)


def may_waive(user: Any, duty: Duty) -> Decision:
    if holds(user, K.LEADERSHIP):
        return ALLOW
    return deny(_("Only leadership decides that a legal duty is not met in a period."))


def may_reopen(user: Any, duty: Duty) -> Decision:
    return may_waive(user, duty)


def may_edit(user: Any, report: AnnualReport) -> Decision:
    return may_keep(user)


def may_submit(user: Any, report: AnnualReport) -> Decision:
    if holds(user, K.LEADERSHIP) or holds_in_office(user, K.SPOKESPERSON):
        return ALLOW
    return deny(_("The annual report is submitted by leadership or by the spokesperson of the office."))
