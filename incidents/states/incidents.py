"""States, verbs and choices of incidents."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.states import Transitions


class IncidentState(models.TextChoices):
    REPORTED = "reported", _("reported")
    TRIAGED = "triaged", _("triaged")
    ACTIVE = "active", _("being handled")
    CONTAINED = "contained", _("contained")
    CLOSED = "closed", _("closed")
    REVIEWED = "reviewed", _("reviewed")
    DISMISSED = "dismissed", _("dismissed")


S = IncidentState


OPEN = (S.REPORTED, S.TRIAGED, S.ACTIVE, S.CONTAINED)


HANDLED = (S.TRIAGED, S.ACTIVE, S.CONTAINED)


# `assess` is a second look at what triage decided, while the incident is handled.
INCIDENT = Transitions(
    {
        "triage": ({S.REPORTED}, S.TRIAGED),
        "assess": (HANDLED, None),
        "activate": ({S.TRIAGED, S.CONTAINED}, S.ACTIVE),
        "contain": ({S.ACTIVE}, S.CONTAINED),
        "waive": (HANDLED, None),
        "close": (HANDLED, S.CLOSED),
        "reopen": ({S.CLOSED, S.REVIEWED, S.DISMISSED}, S.ACTIVE),
        "review": ({S.CLOSED}, S.REVIEWED),
        "dismiss": ({S.REPORTED, S.TRIAGED}, S.DISMISSED),
    }
)


# Verbs that decide on severity, ground and lead unit.
DECISIONS = ("triage", "assess")


class Field(models.TextChoices):
    """The fields by which the national centre for false news sorts what is reported to it."""

    POLICY = "policy", _("policy, law")
    ECONOMY = "economy", _("economy, finance")
    HEALTH = "health", _("health")
    DISASTER = "disaster", _("natural disaster, epidemic")
    SECURITY = "security", _("national security, public order")
    IMPOSTOR = "impostor", _("impostor account")
    SCAM = "scam", _("fraudulent link")
    OTHER = "other", _("other field")


class Severity(models.IntegerChoices):
    """How far the matter reaches.  Vietnamese law sets no scale; None is undetermined."""

    LOW = 1, _("1 – low")
    MEDIUM = 2, _("2 – medium")
    HIGH = 3, _("3 – high")
    CRISIS = 4, _("4 – crisis")


# From this severity on an incident is closed only with an issued answer, or with a waiver by leadership.
ANSWER_FROM = Severity.MEDIUM


class Priority(models.TextChoices):
    """How fast it has to be handled; apart from severity."""

    LOW = "low", _("low")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("high")
    URGENT = "urgent", _("urgent")


class LegalGround(models.TextChoices):
    """Why the ministry has to speak: NĐ 09/2017/NĐ-CP, khoản 3 Điều 6; NĐ 244/2026/NĐ-CP, Điều 7."""

    ND09_6_3A = "ND09-6.3A", _("extraordinary matter (Decree 09/2017, Article 6.3.a)")
    ND244_7_1 = "ND244-7.1", _("national incident (Decree 244/2026, Article 7.1)")
    ND244_7_2 = "ND244-7.2", _("several ministries or provinces (Decree 244/2026, Article 7.2)")
    ND244_7_3 = "ND244-7.3", _("major social impact (Decree 244/2026, Article 7.3)")
    ND244_7_4 = "ND244-7.4", _("divided public opinion (Decree 244/2026, Article 7.4)")
    ND244_7_5 = "ND244-7.5", _("on request of the press (Decree 244/2026, Article 7.5)")
    ND244_7_6 = "ND244-7.6", _("false information in the press (Decree 244/2026, Article 7.6)")


@dataclass(frozen=True)
class FirstStatement:
    """`rule` is the code of the deadline rule, `start` the field of the incident from which it counts."""

    rule: str
    start: str


# The other grounds set no hour limit.
FIRST_STATEMENT = {
    LegalGround.ND09_6_3A: FirstStatement("ND09-6.3A", "occurred_at"),
    LegalGround.ND244_7_3: FirstStatement("ND244-7.3", "received_at"),
    LegalGround.ND244_7_4: FirstStatement("ND244-7.4", "impact_determined_at"),
}


FIRST_STATEMENT_SUBJECT = "first_statement"


# NĐ 244/2026/NĐ-CP, Điều 11: NĐ 09/2017/NĐ-CP ends the day before.
DECREE_244_FROM = date(2026, 7, 1)


class Purpose(models.TextChoices):
    """What a linked release or statement is to the incident."""

    FIRST_STATEMENT = "first_statement", _("first statement")
    REFUTATION = "refutation", _("refutation")
    UPDATE = "update", _("update")
