"""States, verbs and choices of press conferences."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.states import Transitions


class ConferenceKind(models.TextChoices):
    """NĐ 244/2026/NĐ-CP, điểm on periodic conferences of Điều 6 khoản 2; extraordinary ones as the matter asks."""

    PERIODIC = "periodic", _("periodic")
    EXTRAORDINARY = "extraordinary", _("extraordinary")


class ConferenceState(models.TextChoices):
    PLANNED = "planned", _("planned")
    ANNOUNCED = "announced", _("announced")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


S = ConferenceState
# `hold` from planned registers one that was held without having been announced here.  What changes no state: the draft
# of an invitation, another time or place, the end, the approval of the minutes.
CONFERENCE = Transitions(
    {
        "invite": ({S.PLANNED, S.ANNOUNCED}, None),
        "announce": ({S.PLANNED}, S.ANNOUNCED),
        "reschedule": ({S.ANNOUNCED}, None),
        "hold": ({S.PLANNED, S.ANNOUNCED}, S.HELD),
        "end": ({S.HELD}, None),
        "cancel": ({S.PLANNED, S.ANNOUNCED}, S.CANCELLED),
        "approve_minutes": ({S.HELD}, None),
    }
)

# NĐ 244/2026/NĐ-CP, Điều 5: a press conference in person or online; NĐ 09/2017/NĐ-CP, Điều 4, knows no online one.
ONLINE_FROM = date(2026, 7, 1)


class AccreditationState(models.TextChoices):
    REQUESTED = "requested", _("requested")
    ACCREDITED = "accredited", _("accredited")
    REFUSED = "refused", _("refused")


ACCREDITATION = Transitions(
    {
        "accredit": ({AccreditationState.REQUESTED, AccreditationState.REFUSED}, AccreditationState.ACCREDITED),
        "refuse": ({AccreditationState.REQUESTED, AccreditationState.ACCREDITED}, AccreditationState.REFUSED),
        "attend": ({AccreditationState.ACCREDITED}, None),
        "unattend": ({AccreditationState.ACCREDITED}, None),
    }
)


class QuestionState(models.TextChoices):
    ASKED = "asked", _("asked")
    ANSWERED = "answered", _("answered")
    PROMISED = "promised", _("answer promised")


QUESTION = Transitions(
    {
        "answer": ({QuestionState.ASKED, QuestionState.PROMISED}, QuestionState.ANSWERED),
        "promise": ({QuestionState.ASKED}, QuestionState.PROMISED),
        "task": ({QuestionState.PROMISED}, None),
        "request": ({QuestionState.ASKED, QuestionState.PROMISED}, None),
    }
)
