"""Every table of this app."""

from incidents.models.answers import IncidentRelease, IncidentStatement, IncidentTask
from incidents.models.claims import ANSWERED, Claim, ClaimAnswer, ClaimEvidence, ClaimVerdict, OfClaimQuerySet, Sighting
from incidents.models.handling import Agreement, ChecklistItem, IncidentRole, ResponseDecision, SituationUpdate
from incidents.models.incident import READS_RESTRICTED, Incident, IncidentQuerySet, OfIncidentQuerySet
from incidents.models.intake import PublicReport, PublicReportQuerySet
from incidents.models.learning import IncidentDossier, IncidentReview, ReviewAction
from incidents.models.matching import ClaimMatch, ClaimPair
from incidents.models.playbooks import Playbook, PlaybookQuerySet, PlaybookStep
from incidents.models.redress import (
    CentreReport,
    CorrectionRequest,
    CorrectionRound,
    CorrectionWriter,
    Destination,
    DestinationQuerySet,
    OfCorrectionQuerySet,
)
from incidents.models.refutations import Refutation, RefutationQuerySet, RefutationWriter, VerdictNotice
from incidents.models.timeline import TimelineEntry, TimelinePin

__all__ = [
    "ANSWERED",
    "READS_RESTRICTED",
    "Agreement",
    "CentreReport",
    "ChecklistItem",
    "Claim",
    "ClaimAnswer",
    "ClaimEvidence",
    "ClaimMatch",
    "ClaimPair",
    "ClaimVerdict",
    "CorrectionRequest",
    "CorrectionRound",
    "CorrectionWriter",
    "Destination",
    "DestinationQuerySet",
    "Incident",
    "IncidentDossier",
    "IncidentQuerySet",
    "IncidentRelease",
    "IncidentReview",
    "IncidentRole",
    "IncidentStatement",
    "IncidentTask",
    "OfClaimQuerySet",
    "OfCorrectionQuerySet",
    "OfIncidentQuerySet",
    "Playbook",
    "PlaybookQuerySet",
    "PlaybookStep",
    "PublicReport",
    "PublicReportQuerySet",
    "Refutation",
    "RefutationQuerySet",
    "RefutationWriter",
    "ResponseDecision",
    "ReviewAction",
    "Sighting",
    "SituationUpdate",
    "TimelineEntry",
    "TimelinePin",
    "VerdictNotice",
]
