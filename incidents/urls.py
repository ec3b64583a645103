"""Addresses of the pages of this app."""

from django.urls import path

from incidents import views

app_name = "incidents"
urlpatterns = [
    path("incidents/", views.IncidentList.as_view(), name="list"),
    path("incidents/report/", views.IncidentReport.as_view(), name="report"),
    path("incidents/claims/<uuid:pk>/", views.ClaimPage.as_view(), name="claim"),
    path("incidents/claims/<uuid:pk>/sightings/new/", views.SightingCreate.as_view(), name="sighting-new"),
    path("incidents/claims/<uuid:pk>/<slug:verb>/", views.ClaimPage.as_view(), name="claim-verb"),
    path("incidents/<uuid:pk>/", views.IncidentPage.as_view(), name="incident"),
    path("incidents/<uuid:pk>/edit/", views.IncidentEdit.as_view(), name="edit"),
    path("incidents/<uuid:pk>/claims/new/", views.ClaimCreate.as_view(), name="claim-new"),
    path("incidents/<uuid:pk>/timeline/new/", views.EntryCreate.as_view(), name="entry-new"),
    path("incidents/<uuid:pk>/releases/new/", views.LinkRelease.as_view(), name="release-link"),
    path("incidents/<uuid:pk>/statements/new/", views.LinkStatement.as_view(), name="statement-link"),
    path("incidents/<uuid:pk>/tasks/new/", views.LinkTask.as_view(), name="task-link"),
    path("incidents/<uuid:pk>/<slug:verb>/", views.IncidentPage.as_view(), name="incident-verb"),
]
