from django.urls import path

from comms.api.routers import Router
from comms.api.views import UUID_PATTERN
from incidents.api.views import ClaimViewSet, IncidentViewSet, ReviewActionViewSet
from incidents.api.views.handling import AgreementViewSet, ChecklistViewSet, DecisionViewSet
from incidents.api.views.playbooks import PlaybookViewSet
from incidents.api.views.public_reports import PublicReportViewSet
from incidents.api.views.redress import CentreReportViewSet, CorrectionRequestViewSet, DestinationViewSet
from incidents.api.views.refutations import RefutationViewSet, VerdictNoticeViewSet
from incidents.api.views.triage import CountsView, SuggestView

OF = rf"incidents/(?P<incident>{UUID_PATTERN})"

router = Router()
router.register("incidents", IncidentViewSet, basename="incident")
router.register("claims", ClaimViewSet, basename="claim")
router.register(rf"{OF}/decisions", DecisionViewSet, basename="incident-decision")
router.register(rf"{OF}/checklist", ChecklistViewSet, basename="incident-checklist")
router.register(rf"{OF}/agreements", AgreementViewSet, basename="incident-agreement")
router.register("public-reports", PublicReportViewSet, basename="public-report")
router.register("playbooks", PlaybookViewSet, basename="playbook")
router.register(rf"{OF}/actions", ReviewActionViewSet, basename="incident-action")
router.register("refutations", RefutationViewSet, basename="refutation")
router.register("verdict-notices", VerdictNoticeViewSet, basename="verdict-notice")
router.register("correction-requests", CorrectionRequestViewSet, basename="correction-request")
router.register("centre-reports", CentreReportViewSet, basename="centre-report")
router.register("report-destinations", DestinationViewSet, basename="report-destination")

urlpatterns = [
    # A file by its name, so without the slash of the other addresses.
    path("incidents/<uuid:id>/dossier.pdf", IncidentViewSet.as_view({"get": "dossier"}), name="incident-dossier"),
    path("incidents/suggest/", SuggestView.as_view(), name="incident-suggest"),
    path("incidents/counts/", CountsView.as_view(), name="incident-counts"),
    path(
        "correction-requests/<uuid:id>/letter.pdf",
        CorrectionRequestViewSet.as_view({"get": "letter_pdf"}),
        name="correction-request-letter",
    ),
    path(
        "centre-reports/<uuid:id>/sheet.pdf",
        CentreReportViewSet.as_view({"get": "sheet_pdf"}),
        name="centre-report-sheet",
    ),
    *router.urls,
]
