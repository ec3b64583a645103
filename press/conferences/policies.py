"""Who may do what with a press conference, its accreditations, questions and minutes, with the reason.

`keeps`: the desk (press officer, spokesperson of the office or of the agency) prepares and writes down.  `leads`: what
binds the agency is for the spokesperson, the person who is to speak, and leadership.
"""

from typing import Any

from django.utils.translation import gettext as _

from comms.core import clock
from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import holds, reads_everything
from press.conferences.models import Accreditation, ConferenceQuestion, PressConference
from press.conferences.plans import plans_for_task
from press.conferences.states import ConferenceKind, ConferenceState
from press.distribution.policies.contacts import may_read
from press.mandates.models import PRESS_ROLES
from press.mandates.office import holds_for
from press.mandates.policies import within_mandate
from press.releases.policies import may_create as may_create_release
from press.releases.states import STANDING, UNISSUED

K = Role.Kind
S = ConferenceState


def keeps(user: Any, unit_id: Any) -> Decision:
    if holds_for(user, unit_id, *PRESS_ROLES):
        return ALLOW
    return deny(
        _("Press conferences are kept by the press officer or the spokesperson of the office or of the agency.")
    )


def leads(user: Any, conference: PressConference) -> Decision:
    speaks = conference.mandate is not None and conference.mandate.person_id == user.pk
    if speaks or holds(user, K.LEADERSHIP) or holds_for(user, conference.unit_id, K.SPOKESPERSON):
        return ALLOW
    return deny(_("This is decided by the spokesperson, by the person who is to speak or by leadership."))


# --- the conference ------------------------------------------------------------------------------------


def may_plan(user: Any, unit_id: Any) -> Decision:
    return keeps(user, unit_id)


def may_edit(user: Any, conference: PressConference) -> Decision:
    return keeps(user, conference.unit_id)


def may_invite(user: Any, conference: PressConference) -> Decision:
    """An invitation is a release: whoever drafts releases drafts it, and it goes the way of every release."""
    person = keeps(user, conference.unit_id) and may_create_release(user)
    return uninvited(conference) if person else person


def uninvited(conference: PressConference) -> Decision:
    release = conference.invitation
    if release is not None and release.state in (*STANDING, *UNISSUED):
        return deny(_("There is an invitation already: go on with it, or void or withdraw it first."))
    return ALLOW


def may_announce(user: Any, conference: PressConference) -> Decision:
    person = leads(user, conference)
    return (covered(conference) and ready_to_announce(conference)) if person else person


def covered(conference: PressConference) -> Decision:
    """Does somebody's mandate hold at the time of the conference?"""
    if conference.mandate is None:
        return deny(_("Say first under whose mandate it will be spoken."))
    return within_mandate(conference.mandate, conference.held_at)


def ready_to_announce(conference: PressConference) -> Decision:
    if conference.held_at <= clock.now():
        return deny(_("Its time is over: give it another time, or record that it was held."))
    if not conference.place and not conference.online:
        return deny(_("Say first where it takes place, or that it takes place online."))
    return ALLOW


def needs_invitation(conference: PressConference) -> bool:
    """A periodic conference is announced by its invitation.  An extraordinary one may be too urgent for a sign-off."""
    invitation = conference.invitation
    invited = invitation is not None and invitation.state in STANDING
    return conference.kind == ConferenceKind.PERIODIC and not invited


def may_reschedule(user: Any, conference: PressConference) -> Decision:
    return leads(user, conference)


def may_hold(user: Any, conference: PressConference) -> Decision:
    person = keeps(user, conference.unit_id)
    return has_come(conference) if person else person


def has_come(conference: PressConference) -> Decision:
    """It may begin before its hour; not before its day in Hanoi.  Offers the step: the service refuses an instant to
    come, and takes the one when it really began."""
    if conference.held_at.astimezone(clock.HANOI).date() <= clock.today():
        return ALLOW
    return deny(_("That it is held is recorded from the day of the conference on."))


def may_end(user: Any, conference: PressConference) -> Decision:
    person = keeps(user, conference.unit_id)
    return not_ended(conference) if person else person


def not_ended(conference: PressConference) -> Decision:
    return ALLOW if conference.ended_at is None else deny(_("When it ended is recorded already."))


def may_cancel(user: Any, conference: PressConference) -> Decision:
    """What is only planned the desk calls off; what the press was told, who decides on the announcement."""
    if conference.state == S.PLANNED and keeps(user, conference.unit_id):
        return ALLOW
    return leads(user, conference)


# --- the minutes ---------------------------------------------------------------------------------------


def may_read_draft(user: Any, conference: PressConference) -> bool:
    """Minutes that nobody has approved are read by who writes, who approves and who oversees."""
    return bool(keeps(user, conference.unit_id) or leads(user, conference)) or reads_everything(user)


def may_write_minutes(user: Any, conference: PressConference) -> Decision:
    person = keeps(user, conference.unit_id)
    if person and conference.state != S.HELD:
        return deny(_("Minutes are written once the conference was held."))
    return person


def may_approve_minutes(user: Any, conference: PressConference) -> Decision:
    person = may_sign_minutes(user, conference)
    return minutes_wait(conference) if person else person


def may_sign_minutes(user: Any, conference: PressConference) -> Decision:
    if conference.minutes_writers.filter(writer_id=user.pk).exists():
        return deny(_("You wrote or edited these minutes: somebody else approves them."))
    return leads(user, conference)


def minutes_wait(conference: PressConference) -> Decision:
    if not conference.minutes:
        return deny(_("There are no minutes yet."))
    return deny(_("These minutes are approved already.")) if conference.minutes_approved else ALLOW


# --- accreditation -------------------------------------------------------------------------------------


def may_read_names(user: Any) -> bool:
    """Who of the press comes and asks is personal data, as the contacts are; everybody else sees numbers."""
    return may_read(user).allowed


def may_register(user: Any, conference: PressConference) -> Decision:
    person = keeps(user, conference.unit_id)
    return open_to_press(conference) if person else person


def open_to_press(conference: PressConference) -> Decision:
    if conference.state == S.CANCELLED:
        return deny(_("The conference was cancelled."))
    return ALLOW


def may_accredit(user: Any, accreditation: Accreditation) -> Decision:
    return may_register(user, accreditation.conference)


def may_refuse(user: Any, accreditation: Accreditation) -> Decision:
    person = may_register(user, accreditation.conference)
    return not_attended(accreditation) if person else person


def not_attended(accreditation: Accreditation) -> Decision:
    return ALLOW if accreditation.attended_at is None else deny(_("This person was there."))


def may_attend(user: Any, accreditation: Accreditation) -> Decision:
    person = may_register(user, accreditation.conference)
    return (doors_open(accreditation.conference) and not_attended(accreditation)) if person else person


def doors_open(conference: PressConference) -> Decision:
    """People arrive before it begins: from its day in Hanoi on."""
    if conference.state == S.HELD or has_come(conference):
        return ALLOW
    return deny(_("Attendance is noted from the day of the conference on."))


def may_unattend(user: Any, accreditation: Accreditation) -> Decision:
    person = may_register(user, accreditation.conference)
    return attended(accreditation) if person else person


def attended(accreditation: Accreditation) -> Decision:
    return ALLOW if accreditation.attended_at is not None else deny(_("This person is not noted as present."))


# --- questions -----------------------------------------------------------------------------------------


def may_ask(user: Any, conference: PressConference) -> Decision:
    """Write a question down."""
    person = keeps(user, conference.unit_id)
    return open_for_questions(conference) if person else person


def open_for_questions(conference: PressConference) -> Decision:
    if conference.state not in (S.ANNOUNCED, S.HELD):
        return deny(_("Questions are written down from the announcement on."))
    return not_frozen(conference)


def not_frozen(conference: PressConference) -> Decision:
    if conference.minutes_approved:
        return deny(_("The minutes are approved: what was asked no longer changes."))
    return ALLOW


def may_edit_question(user: Any, question: ConferenceQuestion) -> Decision:
    person = keeps(user, question.conference.unit_id)
    return not_frozen(question.conference) if person else person


def may_answer(user: Any, question: ConferenceQuestion) -> Decision:
    person = may_record_answer(user, question.conference)
    return was_held(question.conference) if person else person


def may_record_answer(user: Any, conference: PressConference) -> Decision:
    """The desk, or who spoke.  Under which mandate the answer was given, the service looks at."""
    if conference.mandate is not None and conference.mandate.person_id == user.pk:
        return ALLOW
    return keeps(user, conference.unit_id)


def was_held(conference: PressConference) -> Decision:
    return ALLOW if conference.state == S.HELD else deny(_("The conference has not been held yet."))


def may_promise(user: Any, question: ConferenceQuestion) -> Decision:
    person = keeps(user, question.conference.unit_id)
    return was_held(question.conference) if person else person


def may_task(user: Any, question: ConferenceQuestion) -> Decision:
    """Whoever may bring a task into a plan; into which plan, and how, the rooms of plans and tasks decide."""
    if question.task_id is not None:
        return no_task(question)
    if plans_for_task(user):
        return ALLOW
    return deny(
        _(
            "A task comes into a plan through its owner unit: into a draft by its officers, into an issued plan by its "
            "head or leadership, with the decision that amends it. The promise stands meanwhile."
        )
    )


def may_name_task(user: Any, conference: PressConference) -> Decision:
    """Name the task that a promise has become by another way: the desk, and the heads of units."""
    return ALLOW if holds(user, K.UNIT_HEAD) else keeps(user, conference.unit_id)


def no_task(question: ConferenceQuestion) -> Decision:
    return ALLOW if question.task_id is None else deny(_("This promise is a task already."))


def may_request(user: Any, question: ConferenceQuestion) -> Decision:
    person = keeps(user, question.conference.unit_id)
    return (was_held(question.conference) and no_request(question)) if person else person


def no_request(question: ConferenceQuestion) -> Decision:
    return ALLOW if question.press_request_id is None else deny(_("This question is a press request already."))
