"""Who may do what with statements, with the reason that the person reads."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from comms.core import clock
from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import holds
from press.mandates.models import PRESS_ROLES, Mandate
from press.mandates.office import holds_for
from press.mandates.policies import not_lapsed, within_mandate
from press.speaking.models import Statement
from press.speaking.states import StatementState

K = Role.Kind


def may_draft(user: Any, mandate: Mandate) -> Decision:
    if mandate.person_id == user.pk or holds_for(user, mandate.unit_id, *PRESS_ROLES):
        return ALLOW
    return deny(_("Statements are drafted by the press officer or by the person who is to speak."))


def may_edit(user: Any, statement: Statement) -> Decision:
    return may_draft(user, statement.mandate)


def may_record(user: Any, statement: Statement) -> Decision:
    return may_draft(user, statement.mandate)


def may_approve(user: Any, statement: Statement) -> Decision:
    if wrote(user, statement):
        return deny(_("You wrote or edited these words: somebody else approves them."))
    if statement.mandate.person_id == user.pk:
        return not_lapsed(statement.mandate) and planned_within(statement)
    if holds(user, K.LEADERSHIP):
        return planned_within(statement)
    return deny(
        _("Only %(person)s, who is to speak, or leadership may approve this.") % {"person": statement.mandate.person}
    )


def planned_within(statement: Statement) -> Decision:
    """Does the mandate cover the instant at which the words are to be, or were, spoken?"""
    return ALLOW if statement.spoken_at is None else within_mandate(statement.mandate, statement.spoken_at)


def wrote(user: Any, statement: Statement) -> bool:
    """Is the person the author, or one of those who drafted or edited the words before?"""
    return statement.author_id == user.pk or statement.writers.filter(writer_id=user.pk).exists()


def may_give(user: Any, statement: Statement, spoken_at: datetime | None = None) -> Decision:
    """`spoken_at` is when the words were said.  Without it: now for an approved text; a draft is live words whose time
    is not yet known, so only the person is judged."""
    speaker = is_speaker(user, statement)
    if not speaker or (spoken_at is None and statement.state == StatementState.DRAFT):
        return speaker
    return within_mandate(statement.mandate, spoken_at or clock.now())


def may_correct(user: Any, statement: Statement) -> Decision:
    if statement.mandate.person_id == user.pk or holds(user, K.LEADERSHIP):
        return ALLOW
    if holds_for(user, statement.mandate.unit_id, K.SPOKESPERSON):
        return ALLOW
    return deny(_("What was said is corrected by the person who spoke, the spokesperson or leadership."))


def is_speaker(user: Any, statement: Statement) -> Decision:
    if statement.mandate.person_id == user.pk:
        return ALLOW
    return deny(_("Only %(person)s, who speaks, may record this as given.") % {"person": statement.mandate.person})
