"""States, verbs and choices of incidents and claims."""

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


class ClaimState(models.TextChoices):
    REPORTED = "reported", _("reported")
    CHECKING = "checking", _("being checked")
    JUDGED = "judged", _("judged")
    REFUTED = "refuted", _("refuted")
    PUBLISHED = "published", _("refutation published")


C = ClaimState
CLAIM = Transitions(
    {
        "check": ({C.REPORTED, C.JUDGED}, C.CHECKING),
        "judge": ({C.CHECKING}, C.JUDGED),
        # Again while another refutation stands unpublished, or was published and then revoked (`policies.refutable`).
        "refute": ({C.JUDGED, C.REFUTED, C.PUBLISHED}, C.REFUTED),
        "publish": ({C.REFUTED}, C.PUBLISHED),
    }
)
JUDGED = (C.JUDGED, C.REFUTED, C.PUBLISHED)


class Verdict(models.TextChoices):
    """The labels of the national centre, and one for what cannot be settled."""

    FALSE = "false", _("false news")
    MISLEADING = "misleading", _("misleading")
    TRUE = "true", _("verified as true")
    UNVERIFIABLE = "unverifiable", _("not enough evidence")


REFUTABLE = (Verdict.FALSE, Verdict.MISLEADING)


class EntryKind(models.TextChoices):
    """Kinds of timeline entries.  The first group is written by people, the second by the services."""

    NOTE = "note", _("note")
    DECISION = "decision", _("decision")
    CONTACT = "contact", _("call or message")
    SITUATION = "situation", _("situation update")

    REPORTED = "reported", _("incident reported")
    EDITED = "edited", _("facts edited")
    TRIAGED = "triaged", _("triaged")
    ASSESSED = "assessed", _("assessed again")
    ACTIVATED = "activated", _("handling began")
    CONTAINED = "contained", _("contained")
    WAIVED = "waived", _("answer waived")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")
    REVIEWED = "reviewed", _("reviewed")
    DISMISSED = "dismissed", _("dismissed")
    CLOCK_STARTED = "clock_started", _("legal clock started")
    CLOCK_STOPPED = "clock_stopped", _("legal clock stopped")
    CLOCK_REOPENED = "clock_reopened", _("legal clock runs again")
    CLAIM_REPORTED = "claim_reported", _("claim reported")
    CLAIM_CHECKING = "claim_checking", _("claim being checked")
    CLAIM_JUDGED = "claim_judged", _("claim judged")
    CLAIM_REFUTED = "claim_refuted", _("claim refuted")
    CLAIM_PUBLISHED = "claim_published", _("refutation published")
    RELEASE_LINKED = "release_linked", _("release linked")
    STATEMENT_LINKED = "statement_linked", _("statement linked")
    TASK_LINKED = "task_linked", _("task linked")
    RELEASE_ISSUED = "release_issued", _("release issued")
    RELEASE_REVOKED = "release_revoked", _("release withdrawn or voided")
    STATEMENT_GIVEN = "statement_given", _("statement given")


WRITTEN = (EntryKind.NOTE, EntryKind.DECISION, EntryKind.CONTACT, EntryKind.SITUATION)
