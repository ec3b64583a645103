"""Incidents in the API."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from comms.api.parsers import JSONParser, MultiPartParser
from comms.api.problems import ProblemResponse
from comms.api.serializers import ReasonBody
from comms.api.verbs import child_list, verb_action
from comms.api.views import RecordViewSet
from incidents import policies, selectors, services
from incidents.api.filters.incidents import IncidentFilters
from incidents.api.serializers.answers import (
    ReleaseLinkBody,
    ReleaseLinkSerializer,
    StatementLinkBody,
    StatementLinkSerializer,
    TaskLinkBody,
    TaskLinkSerializer,
)
from incidents.api.serializers.claims import (
    ClaimOfIncidentBody,
    ClaimOfIncidentSerializer,
)
from incidents.api.serializers.incidents import (
    AssessBody,
    DismissBody,
    IncidentBody,
    IncidentChange,
    IncidentNoteBody,
    IncidentReviewBody,
    IncidentSerializer,
    TriageBody,
)
from incidents.api.serializers.learning import IncidentReviewSerializer
from incidents.api.serializers.redress import (
    CentreReportBody,
    CentreReportSerializer,
    CorrectionOfIncidentBody,
    CorrectionRequestSerializer,
)
from incidents.api.serializers.refutations import DossierOfIncidentSerializer
from incidents.api.serializers.sightings import IncidentSightingBody, SightingSerializer
from incidents.api.views.handling import HandlingActions
from incidents.models import Incident
from incidents.paper import downloads


class IncidentViewSet(HandlingActions, RecordViewSet):
    """*Sự cố truyền thông*, from the report to the review."""

    model = Incident
    policies = policies
    serializer_class = IncidentSerializer
    write_serializer_class = IncidentBody
    update_serializer_class = IncidentChange
    create_service = services.incident_report_seen
    update_service = services.incident_update
    filterset_class = IncidentFilters
    search_fields = ["folded"]
    ordering_fields = ["received_at", "created_at", "updated_at"]

    triage = verb_action("triage", service=services.incident_triage, serializer=TriageBody)
    assess = verb_action("assess", service=services.incident_assess, serializer=AssessBody)
    activate = verb_action("activate", service=services.incident_activate, serializer=IncidentNoteBody)
    contain = verb_action("contain", service=services.incident_contain, serializer=IncidentNoteBody)
    waive = verb_action("waive", service=services.incident_waive, serializer=ReasonBody)
    close = verb_action("close", service=services.incident_close, serializer=IncidentNoteBody)
    reopen = verb_action("reopen", service=services.incident_reopen, serializer=ReasonBody)
    review = verb_action("review", service=services.incident_review, serializer=IncidentReviewBody)
    dismiss = verb_action("dismiss", service=services.incident_dismiss, serializer=DismissBody)
    claims = child_list(
        "claims",
        rows=lambda user, incident: incident.claims.order_by("first_seen_at", "id"),
        serializer=ClaimOfIncidentSerializer,
        service=services.claim_report,
        body=ClaimOfIncidentBody,
    )
    sightings = child_list(
        "sightings",
        rows=lambda user, incident: selectors.sightings_newest(incident.sightings),
        serializer=SightingSerializer,
        service=services.sighting_add,
        body=IncidentSightingBody,
        parser_classes=[JSONParser, MultiPartParser],
    )
    refutations = child_list(
        "refutations",
        rows=lambda user, incident: incident.refutations.select_related("verdict_row").order_by("-created_at", "id"),
        serializer=DossierOfIncidentSerializer,
    )
    releases = child_list(
        "releases",
        rows=selectors.linked_releases,
        serializer=ReleaseLinkSerializer,
        service=services.incident_link_release,
        body=ReleaseLinkBody,
    )
    statements = child_list(
        "statements",
        rows=selectors.linked_statements,
        serializer=StatementLinkSerializer,
        service=services.incident_link_statement,
        body=StatementLinkBody,
    )
    tasks = child_list(
        "tasks",
        rows=selectors.linked_tasks,
        serializer=TaskLinkSerializer,
        service=services.incident_link_task,
        body=TaskLinkBody,
    )

    reviews = child_list(
        "reviews", rows=lambda user, incident: incident.reviews.order_by("no"), serializer=IncidentReviewSerializer
    )

    correction_requests = child_list(
        "correction-requests",
        rows=selectors.corrections_of,
        serializer=CorrectionRequestSerializer,
        service=services.correction_draft,
        body=CorrectionOfIncidentBody,
    )
    centre_reports = child_list(
        "centre-reports",
        rows=selectors.centre_reports_of,
        serializer=CentreReportSerializer,
        service=services.centre_report,
        body=CentreReportBody,
    )

    def queryset_for(self, user: Any) -> Any:
        rows = selectors.incidents_shown_to(user).prefetch_related(selectors.parts_beside())
        return rows.order_by("-received_at", "id")

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def dossier(self, request: Any, **kwargs: Any) -> HttpResponse:
        """The whole chain with its hashes, as far as the caller sees it; 503 with Retry-After while it is printed."""
        return downloads.dossier_pdf(request.user, self.get_object()) or ProblemResponse(
            503,
            "document_pending",
            _("The document is being made. Try again in a moment."),
            headers={"Retry-After": str(downloads.RETRY_SECONDS)},
        )

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        if self.action == "list" and page:
            beside = selectors.clocks_beside(page)
            for incident in page:
                incident.clock_rows = beside.get(incident.pk, [])
        return page
