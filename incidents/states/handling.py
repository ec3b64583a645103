"""Choices of triage and handling: what kind of matter, what is done about it, who does it, how often it is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class IncidentKind(models.TextChoices):
    """What sort of matter it is; a playbook is chosen by it.  Set by no law."""

    FALSE_INFORMATION = "false_information", _("false information")
    MISQUOTATION = "misquotation", _("misquotation by the press")
    IMPOSTOR = "impostor", _("impostor account or page")
    LEAK = "leak", _("leak of documents")
    OUTAGE = "outage", _("failure of a service")
    CONDUCT = "conduct", _("conduct of staff")
    POLICY = "policy", _("dispute over a policy")
    OTHER = "other", pgettext_lazy("kind of incident", "other")


class Course(models.TextChoices):
    """What triage decides to do with a report that is not dismissed."""

    WATCH = "watch", pgettext_lazy("course of an incident", "watch")
    HANDLE = "handle", pgettext_lazy("course of an incident", "handle")
    ESCALATE = "escalate", pgettext_lazy("course of an incident", "escalate to leadership")


class Extent(models.IntegerChoices):
    """How far it has got; suggests the severity of the same number."""

    ISOLATED = 1, _("isolated, little reach")
    SOME = 2, _("some uptake, one field")
    MANY = 3, _("many outlets, divided opinion")
    NATIONAL = 4, _("national, or several ministries")


class Spread(models.IntegerChoices):
    """How fast it moves; with the severity it suggests the priority."""

    FADING = 1, _("fading")
    STEADY = 2, _("steady")
    RISING = 3, _("rising")
    SURGING = 4, _("surging")


class RoleKind(models.TextChoices):
    """What a person is in the handling of one incident."""

    LEAD = "lead", pgettext_lazy("role in an incident", "lead")
    SPOKESPERSON = "spokesperson", pgettext_lazy("role in an incident", "spokesperson")
    SECRETARY = "secretary", pgettext_lazy("role in an incident", "secretary")
    UNIT_CONTACT = "unit_contact", pgettext_lazy("role in an incident", "contact of a unit")
    LEGAL = "legal", pgettext_lazy("role in an incident", "legal")


class DecisionKind(models.TextChoices):
    """How the ministry decided to respond."""

    SPEAK = "speak", _("make a statement")
    RELEASE = "release", _("issue a release")
    REFUTE = "refute", _("refute")
    CORRECTION = "correction", _("demand a correction")
    REPORT = "report", _("report to the competent centre")
    TRANSFER = "transfer", _("hand over to the police")
    SILENCE = "silence", _("stay silent, deliberately")
    OTHER = "other", pgettext_lazy("response decision", "other")


class AgreementState(models.TextChoices):
    """Of the agreement on content with another agency (NĐ 244/2026/NĐ-CP, khoản 2 Điều 7)."""

    ASKED = "asked", _("asked")
    AGREED = "agreed", _("agreed")
    OBJECTED = "objected", _("objected")
    WITHDRAWN = "withdrawn", pgettext_lazy("agreement on content", "no longer needed")


A = AgreementState
AGREEMENT = Transitions(
    {
        "agree": ({A.ASKED, A.OBJECTED}, A.AGREED),
        "object": ({A.ASKED, A.AGREED}, A.OBJECTED),
        "withdraw": ({A.ASKED, A.AGREED, A.OBJECTED}, A.WITHDRAWN),
    }
)
