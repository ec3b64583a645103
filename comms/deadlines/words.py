"""What rules are about and what starts them, in words."""

from django.utils.translation import gettext_lazy as _

SUBJECTS = {
    "first_statement": _("first official statement"),
    "publish_authorisation": _("publication of an authorisation to speak"),
    "publish_regular_spokesperson": _("publication of the regular spokesperson"),
    "monthly_information": _("monthly information to the press"),
    "press_conference": _("periodic press conference"),
    "annual_press_report": _("annual report on information to the press"),
    "answer_press_head": _("answer to the head of a press body"),
    "answer_press_opinions": _("answer to opinions passed on by the press"),
    "tell_complaint_conclusion": _("conclusion on a complaint passed on by the press"),
    "outlet_answers_agency": _("answer of the press body to the agency"),
    "monthly_documents_input": _("information on new legal documents by the drafting ministry"),
    "monthly_documents_release": _("monthly press release on legal documents"),
    "erratum_input": _("corrected information by the drafting ministry"),
    "erratum_release": _("erratum"),
    "correct_own_information": _("correction of own wrong information"),
    "explain_false_information": _("explanation of false information"),
}

TRIGGERS = {
    "incident_occurred": _("the incident happens"),
    "authorisation_signed": _("the authorisation is signed"),
    "assignment_decided": _("the assignment is decided"),
    "matter_received": _("the agency receives and handles the matter"),
    "impact_determined": _("the agency determines the effect on public opinion"),
    "month_end": _("the month that is reported on"),
    "last_press_conference": _("the last press conference"),
    "year_window_closed": _("the reporting year closes"),
    "request_received": _("the request is received"),
    "request_sent": _("the request is sent"),
    "conclusion_issued": _("the conclusion is issued"),
    "error_found": _("the error is found"),
    "correction_received": _("the corrected information is received"),
    "notice_received": _("the notice is received"),
}


# What clocks run on, by the type under which the rooms above have registered it.
KINDS = {
    "incidents.incident": _("incident"),
    "incidents.correctionrequest": _("correction request"),
    "press.mandate": _("mandate"),
    "press.pressrequest": _("press request"),
    "press.release": _("press release"),
    "duties.duty": _("periodic duty"),
}


def subject_words(subject: str) -> str:
    return str(SUBJECTS.get(subject, subject))


def trigger_words(trigger: str) -> str:
    return str(TRIGGERS.get(trigger, trigger))
