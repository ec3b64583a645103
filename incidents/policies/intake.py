"""Who handles what the public reports."""

from typing import Any

from django.utils.translation import gettext as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import holds
from incidents.models import PublicReport
from press.mandates.models import PRESS_ROLES
from press.mandates.office import holds_in_office


def may_read_queue(user: Any) -> Decision:
    """The press desk of the office and leadership: a report may hold personal data."""
    if holds_in_office(user, *PRESS_ROLES) or holds(user, Role.Kind.LEADERSHIP):
        return ALLOW
    return deny(_("Reports by the public are read by the press desk of the office and by leadership."))


def may_handle(user: Any, report: PublicReport) -> Decision:
    if holds_in_office(user, *PRESS_ROLES):
        return ALLOW
    return deny(_("Reports by the public are handled by the press desk of the office."))


may_take = may_dismiss = may_answer = may_handle


def may_forget(user: Any, report: PublicReport) -> Decision:
    decision = may_handle(user, report)
    if decision and not holds_personal_data(report):
        return deny(_("There is no name and no address to blank."))
    return decision


def holds_personal_data(report: PublicReport) -> bool:
    return bool(report.name or report.email)
