"""What a person does about a legal clock, by the subject of its rule."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_TO_DO = {
    "first_statement": gettext_lazy("Give the first official information"),
    "publish_authorisation": gettext_lazy("Publish the authorisation and record that"),
    "publish_regular_spokesperson": gettext_lazy("Publish the spokesperson and record that"),
    "answer_press_head": gettext_lazy("Answer the press body"),
    "answer_press_opinions": gettext_lazy("Answer the press body in writing"),
    "tell_complaint_conclusion": gettext_lazy("Tell the press body the conclusion"),
    "monthly_information": gettext_lazy("Give the press the information of the month"),
    "press_conference": gettext_lazy("Hold a press conference"),
    "annual_press_report": gettext_lazy("Send the annual report"),
    "monthly_documents_input": gettext_lazy("Gather the information on new legal documents"),
    "monthly_documents_release": gettext_lazy("Issue the release on new legal documents"),
    "erratum_release": gettext_lazy("Issue the erratum"),
    "correct_own_information": gettext_lazy("Correct the information"),
}


def to_do(subject: str) -> str:
    return str(_TO_DO[subject]) if subject in _TO_DO else _("Do what the law asks, and record it")
