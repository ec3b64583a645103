"""States, verbs and choices of press conferences."""

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
# Minutes are approved once the conference was held; that changes no state.
CONFERENCE = Transitions(
    {
        "announce": ({S.PLANNED}, S.ANNOUNCED),
        "hold": ({S.PLANNED, S.ANNOUNCED}, S.HELD),
        "cancel": ({S.PLANNED, S.ANNOUNCED}, S.CANCELLED),
        "approve_minutes": ({S.HELD}, None),
    }
)


class AccreditationState(models.TextChoices):
    REQUESTED = "requested", _("requested")
    ACCREDITED = "accredited", _("accredited")
    REFUSED = "refused", _("refused")


ACCREDITATION = Transitions(
    {
        "accredit": ({AccreditationState.REQUESTED, AccreditationState.REFUSED}, AccreditationState.ACCREDITED),
        "refuse": ({AccreditationState.REQUESTED, AccreditationState.ACCREDITED}, AccreditationState.REFUSED),
        "attend": ({AccreditationState.ACCREDITED}, None),
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
    }
)
