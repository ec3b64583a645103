"""States and choices of correction requests and of reports to a competent body, and the law on which day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class CorrectionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("correction request", "draft")
    SENT = "sent", pgettext_lazy("correction request", "sent")
    ANSWERED = "answered", pgettext_lazy("correction request", "answered")
    ESCALATED = "escalated", pgettext_lazy("correction request", "escalated")
    CLOSED = "closed", pgettext_lazy("correction request", "closed")


C = CorrectionState
# `send` again is the next round; `answer` again adds the correction that followed the letter; `escalate` again goes to
# another body.
CORRECTION = Transitions(
    {
        "send": ({C.DRAFT, C.SENT, C.ANSWERED, C.ESCALATED}, C.SENT),
        "answer": ({C.SENT, C.ANSWERED, C.ESCALATED}, C.ANSWERED),
        "escalate": ({C.SENT, C.ANSWERED, C.ESCALATED}, C.ESCALATED),
        "close": ({C.DRAFT, C.SENT, C.ANSWERED, C.ESCALATED}, C.CLOSED),
    }
)
RUNNING = (C.SENT, C.ANSWERED, C.ESCALATED)
MOST_ROUNDS = 3
CLOCK_SUBJECT = "outlet_answers_agency"


class CorrectionGround(models.TextChoices):
    """By what the outlet is asked: the law of the day on which it is asked."""

    ND09_6_3C = "ND09-6.3C", _("false information in the press (Decree 09/2017, Article 6.3.c)")
    ND09_8_5 = "ND09-8.5", _("words of the spokesperson misquoted (Decree 09/2017, Article 8.5)")
    ND244_7_6 = "ND244-7.6", _("false information in the press (Decree 244/2026, Article 7.6)")
    ND244_9_3 = "ND244-9.3", _("words of the spokesperson misquoted (Decree 244/2026, Article 9.3)")


class Medium(models.TextChoices):
    """How the article appeared; the time for a correction goes by it."""

    ONLINE = "online", _("online")
    DAILY = "daily", _("daily paper")
    PERIODICAL = "periodical", _("weekly or magazine")
    BROADCAST = "broadcast", _("radio, television")


class Outcome(models.TextChoices):
    CORRECTED = "corrected", pgettext_lazy("outcome of a correction request", "corrected")
    APOLOGISED = "apologised", _("corrected with an apology")
    CARRIED = "carried", _("the feedback was carried")
    REMOVED = "removed", _("removed")
    REFUSED = "refused", pgettext_lazy("outcome of a correction request", "refused")
    NO_REPLY = "no_reply", _("no reply")
    COURT = "court", _("taken to court")
    DROPPED = "dropped", _("no longer demanded")


class EscalatedTo(models.TextChoices):
    GOVERNING_BODY = "governing_body", _("governing body of the outlet")
    PRESS_AUTHORITY = "press_authority", _("state authority for the press")
    COURT = "court", _("court")


class DestinationKind(models.TextChoices):
    """To whom false information may be reported."""

    CENTRE = "centre", _("centre for false news")
    POLICE = "police", _("police")
    PLATFORM = "platform", _("operator of a platform")
    AUTHORITY = "authority", _("other authority")


@dataclass(frozen=True)
class Regime:
    """The law of the days from `since` to `until` (None: still): how often the press carries feedback before it may
    stop, and on which grounds a correction is demanded."""

    since: date
    until: date | None
    grounds: tuple[CorrectionGround, ...]
    rounds: int
    rounds_basis: Any
    form_basis: Any
    time_basis: Any

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


G = CorrectionGround
REGIMES = (
    Regime(
        date(2017, 3, 30),
        date(2026, 6, 30),
        (G.ND09_6_3C, G.ND09_8_5),
        3,
        _("Press Law 103/2016, Article 43.2"),
        _("Press Law 103/2016, Article 42"),
        _("Press Law 103/2016, Article 42.5"),
    ),
    Regime(
        date(2026, 7, 1),
        None,
        (G.ND244_7_6, G.ND244_9_3),
        2,
        _("Decree 237/2026, Article 21.1"),
        _("Decree 237/2026, Article 19"),
        _("Decree 237/2026, Article 19.3"),
    ),
)


def regime_on(day: date) -> Regime | None:
    """The law of a day; None before the first that is known here (30/03/2017)."""
    return next((regime for regime in REGIMES if regime.holds_on(day)), None)


class FormCheck(models.TextChoices):
    """What a published correction has to show (Luật Báo chí 103/2016/QH13, Điều 42; NĐ 237/2026/NĐ-CP, Điều 19); the
    last is what was demanded beyond the form."""

    HEADING = "heading", _("it is headed “Thông tin cải chính, xin lỗi”")
    WORK = "work", _("it names the work, the column, the issue and the date")
    # The next two are asked for since 01/07/2026 (NĐ 237/2026/NĐ-CP, khoản 1 và 2 Điều 19).
    CHANNEL = "channel", _("where the work stood on social networks too, it names the channel")
    VIEWERS = "viewers", _("nobody is kept from viewing it")
    FALSE_PART = "false_part", _("it says what was false")
    RIGHT_PART = "right_part", _("it says what is right")
    AS_DEMANDED = "as_demanded", _("what it says is what was demanded")


def form_checks(day: date) -> tuple[str, ...]:
    """The demands on a correction that appears on a day."""
    since_present = (FormCheck.CHANNEL, FormCheck.VIEWERS)
    former = tuple(name for name in FormCheck.values if name not in since_present)
    return tuple(FormCheck.values) if REGIMES[-1].holds_on(day) else former


# Outcomes that rest on a correction that appeared.
PUBLISHED = (Outcome.CORRECTED, Outcome.APOLOGISED, Outcome.CARRIED)
# What an answer itself can show.
ANSWERED_WITH = (*PUBLISHED, Outcome.REMOVED, Outcome.REFUSED)
