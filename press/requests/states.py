"""States, verbs and choices of press requests."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class RequestState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("request", "received")
    ASSIGNED = "assigned", pgettext_lazy("request", "assigned")
    DRAFTING = "drafting", _("answer being drafted")
    APPROVED = "approved", _("answer approved")
    ANSWERED = "answered", pgettext_lazy("request", "answered")
    REFUSED = "refused", pgettext_lazy("request", "refused")
    WITHDRAWN = "withdrawn", _("withdrawn by who asked")
    # Beyond the desk: another agency answers, or another way of handling applies (seed 003).
    TRANSFERRED = "transferred", _("transferred to another agency")
    HANDED_OVER = "handed_over", pgettext_lazy("request", "handed over")


S = RequestState
OPEN = (S.RECEIVED, S.ASSIGNED, S.DRAFTING, S.APPROVED)
# What was asked may be put right until the answer is approved; after that it is returned first.
EDITABLE = (S.RECEIVED, S.ASSIGNED, S.DRAFTING)
ENDED = (S.ANSWERED, S.REFUSED, S.WITHDRAWN, S.TRANSFERRED, S.HANDED_OVER)

# Verbs without a target change no state; `transfer` inside the ministry leads to `assigned` (the service says which).
PRESS_REQUEST = Transitions(
    {
        "classify": ({S.RECEIVED, S.ASSIGNED}, None),
        "assign": ({S.RECEIVED, S.ASSIGNED, S.DRAFTING}, S.ASSIGNED),
        "contribute": ({S.ASSIGNED, S.DRAFTING, S.APPROVED}, None),
        "draft": ({S.ASSIGNED, S.DRAFTING, S.APPROVED}, S.DRAFTING),
        "approve": ({S.DRAFTING}, S.APPROVED),
        "return": ({S.APPROVED, S.DRAFTING}, S.DRAFTING),
        "answer": ({S.APPROVED}, S.ANSWERED),
        "refuse": (OPEN, S.REFUSED),
        "send_reason": ({S.REFUSED}, None),
        "promise": (OPEN, None),
        "conclude": (OPEN, None),
        "transfer": (OPEN, S.TRANSFERRED),
        "hand_over": ({S.RECEIVED, S.ASSIGNED}, S.HANDED_OVER),
        "withdraw": (OPEN, S.WITHDRAWN),
    }
)


class RequestKind(models.TextChoices):
    """What is asked, which decides the clock (Luật Báo chí 103/2016/QH13, Điều 39; NĐ 237/2026/NĐ-CP, Điều 18)."""

    HEAD_OF_PRESS = "head_of_press", _("question of the head of a press body")
    OPINIONS = "opinions", _("opinions or proposals passed on by the press")
    COMPLAINT = "complaint", _("complaint or denunciation passed on by the press")
    INTERVIEW = "interview", _("request for an interview")
    OTHER = "other", _("other question")


# The subject of the deadline rules by kind; the other kinds have no legal time.
CLOCKS: dict[str, str] = {
    RequestKind.HEAD_OF_PRESS: "answer_press_head",
    RequestKind.OPINIONS: "answer_press_opinions",
    RequestKind.COMPLAINT: "tell_complaint_conclusion",
}
# The triggers of these rules: from when the law counts.
ON_RECEIPT, ON_CONCLUSION = "request_received", "conclusion_issued"


class Way(models.TextChoices):
    """How the request came in."""

    FORM = "form", _("written down at the desk")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", pgettext_lazy("way", "letter")
    PHONE = "phone", _("telephone")
    IN_PERSON = "in_person", _("in person")
    API = "api", _("another system")


# How an answer goes out, and which of these are in writing (NĐ 237/2026/NĐ-CP, khoản 3 Điều 18).
ANSWER_WAYS = (Way.EMAIL, Way.LETTER, Way.PHONE, Way.IN_PERSON)
IN_WRITING = (Way.EMAIL, Way.LETTER)


class Classification(models.TextChoices):
    """The four matters that the Ministry keeps apart (meeting of 18/10/2021, seed 003)."""

    COMMUNICATIONS = "communications", pgettext_lazy("classification", "communications")
    STATEMENT = "statement", _("statement to the press")
    INFORMATION = "information", _("provision of information")
    CITIZEN_RECEPTION = "citizen_reception", _("reception of citizens")


# What the press desk answers itself; the other two are handed over with a record.
OF_THE_DESK = (Classification.COMMUNICATIONS, Classification.STATEMENT)


class Outcome(models.TextChoices):
    ANSWERED = "answered", pgettext_lazy("request", "answered")
    REFUSED = "refused", pgettext_lazy("request", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")
    TRANSFERRED = "transferred", pgettext_lazy("request", "transferred")
    HANDED_OVER = "handed_over", pgettext_lazy("request", "handed over")


class Part(models.TextChoices):
    LEAD = "lead", _("lead unit")
    COORDINATING = "coordinating", _("coordinating unit")
