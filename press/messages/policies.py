"""Who may do what with message lines, with the reason that the person reads."""

from typing import Any

from django.utils.translation import gettext as _

from comms.audit.selectors import history
from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import acts_for, holds
from press.mandates.office import holds_in_office
from press.messages.history import WRITING
from press.messages.models import MessageLine
from press.messages.states import LineState

K = Role.Kind


def may_draft(user: Any, unit_id: Any) -> Decision:
    if holds(user, K.PRESS_OFFICER) or acts_for(user, unit_id, K.OFFICER, K.UNIT_HEAD, K.SPOKESPERSON):
        return ALLOW
    return deny(_("Message lines are drafted by a press officer or by the people of the unit that owns them."))


def may_edit(user: Any, line: MessageLine) -> Decision:
    return may_draft(user, line.owner_unit_id)


def may_replace(user: Any, line: MessageLine) -> Decision:
    return may_draft(user, line.owner_unit_id)


def may_approve(user: Any, line: MessageLine) -> Decision:
    if not (holds_in_office(user, K.SPOKESPERSON) or holds(user, K.LEADERSHIP)):
        return deny(_("Message lines are approved by the spokesperson of the office or by leadership."))
    if wrote(user, line):
        return deny(_("You wrote or edited this line: somebody else approves it."))
    return ALLOW


def may_withdraw(user: Any, line: MessageLine) -> Decision:
    if holds_in_office(user, K.SPOKESPERSON) or holds(user, K.LEADERSHIP):
        return ALLOW
    if line.state == LineState.DRAFT:
        return may_draft(user, line.owner_unit_id)
    return deny(_("A line that was approved is withdrawn by the spokesperson of the office or by leadership."))


def wrote(user: Any, line: MessageLine) -> bool:
    """Is the person the author, or one of those who wrote at it before?  The evidence knows them all."""
    return line.author_id == user.pk or history(line).filter(action__in=WRITING, actor_id=user.pk).exists()
