"""The words of this room's audit actions and notices."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "press.conference.planned": _("press conference planned"),
    "press.conference.edited": _("press conference edited"),
    "press.conference.invitation_drafted": _("invitation drafted"),
    "press.conference.announced": _("press conference announced"),
    "press.conference.rescheduled": _("press conference moved"),
    "press.conference.held": _("press conference held"),
    "press.conference.ended": _("end of the press conference recorded"),
    "press.conference.cancelled": _("press conference cancelled"),
    "press.conference.list_accredited": _("distribution list accredited"),
    "press.conference.minutes_written": _("minutes written"),
    "press.conference.minutes_approved": _("minutes approved"),
    "press.conference.exported": _("accreditations exported"),
    "press.accreditation.registered": _("accreditation registered"),
    "press.accreditation.accredited": _("accredited"),
    "press.accreditation.refused": _("accreditation refused"),
    "press.accreditation.attended": _("attendance noted"),
    "press.accreditation.unattended": _("attendance taken back"),
    "press.question.asked": _("question written down"),
    "press.question.edited": _("question edited"),
    "press.question.answered": _("question answered"),
    "press.question.promised": _("answer promised"),
    "press.question.made_task": _("promise made a task"),
    "press.question.made_request": _("question made a press request"),
}

NOTICES = {
    "press.conference_changed": _("a press conference was moved or cancelled"),
    "press.answer_promised": _("an answer was promised at a press conference"),
    "press.promise_worked_out": _("the task of a promised answer is verified"),
}
