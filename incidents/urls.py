"""Addresses of the pages of this app."""

from django.urls import path

from incidents.views import answers, board, centre, claims, handling, intake, learning, redress, room, sightings

app_name = "incidents"
urlpatterns = [
    path("incidents/", board.IncidentList.as_view(), name="list"),
    path("incidents/report/", intake.IncidentReport.as_view(), name="report"),
    path("incidents/claims/<uuid:pk>/", claims.ClaimPage.as_view(), name="claim"),
    path("incidents/claims/<uuid:pk>/sightings/new/", sightings.SightingCreate.as_view(), name="sighting-new"),
    path("incidents/claims/<uuid:pk>/<slug:verb>/", claims.ClaimPage.as_view(), name="claim-verb"),
    path("incidents/corrections/", redress.CorrectionList.as_view(), name="corrections"),
    path("incidents/corrections/register.csv", redress.correction_export, name="corrections-export"),
    path("incidents/corrections/<uuid:pk>/", redress.CorrectionPage.as_view(), name="correction"),
    path("incidents/corrections/<uuid:pk>/edit/", redress.CorrectionEdit.as_view(), name="correction-edit"),
    path("incidents/corrections/<uuid:pk>/letter.pdf", redress.correction_letter, name="correction-letter"),
    path("incidents/corrections/<uuid:pk>/<slug:verb>/", redress.CorrectionPage.as_view(), name="correction-verb"),
    path("incidents/destinations/", centre.DestinationList.as_view(), name="destinations"),
    path("incidents/destinations/new/", centre.DestinationCreate.as_view(), name="destination-new"),
    path("incidents/destinations/<uuid:pk>/edit/", centre.DestinationEdit.as_view(), name="destination-edit"),
    path("incidents/centre-reports/<uuid:pk>/", centre.CentreReportPage.as_view(), name="centre-report"),
    path("incidents/centre-reports/<uuid:pk>/sheet.pdf", centre.centre_sheet, name="centre-sheet"),
    path("incidents/centre-reports/<uuid:pk>/<slug:verb>/", centre.CentreReportPage.as_view(), name="centre-report-verb"),
    path("incidents/<uuid:pk>/corrections/new/", redress.CorrectionCreate.as_view(), name="correction-new"),
    path("incidents/<uuid:pk>/centre-reports/new/", centre.CentreReportCreate.as_view(), name="centre-report-new"),
    path("incidents/<uuid:pk>/", room.IncidentPage.as_view(), name="incident"),
    path("incidents/<uuid:pk>/edit/", intake.IncidentEdit.as_view(), name="edit"),
    path("incidents/<uuid:pk>/claims/new/", claims.ClaimCreate.as_view(), name="claim-new"),
    path("incidents/<uuid:pk>/sightings/", sightings.SightingList.as_view(), name="sightings"),
    path(
        "incidents/<uuid:pk>/sightings/new/",
        sightings.IncidentSightingCreate.as_view(),
        name="incident-sighting-new",
    ),
    path("incidents/<uuid:pk>/timeline/new/", handling.EntryCreate.as_view(), name="entry-new"),
    path("incidents/<uuid:pk>/releases/new/", answers.LinkRelease.as_view(), name="release-link"),
    path("incidents/<uuid:pk>/statements/new/", answers.LinkStatement.as_view(), name="statement-link"),
    path("incidents/<uuid:pk>/tasks/new/", answers.LinkTask.as_view(), name="task-link"),
    path("incidents/actions/", learning.ReviewActionList.as_view(), name="actions"),
    path("incidents/actions/<uuid:pk>/", learning.ReviewActionPage.as_view(), name="action"),
    path("incidents/actions/<uuid:pk>/<slug:verb>/", learning.ReviewActionPage.as_view(), name="action-verb"),
    path("incidents/<uuid:pk>/actions/new/", learning.ReviewActionCreate.as_view(), name="action-new"),
    path("incidents/<uuid:pk>/dossier.pdf", learning.DossierDownload.as_view(), name="dossier"),
    path("incidents/<uuid:pk>/<slug:verb>/", room.IncidentPage.as_view(), name="incident-verb"),
]
