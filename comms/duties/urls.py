"""Addresses of the pages of duties."""

from django.urls import path

from comms.duties import views

app_name = "duties"
REPORT = "duties/annual-report/<int:year>/"
urlpatterns = [
    path("duties/", views.BoardPage.as_view(), name="board"),
    path("duties/earlier/", views.Backfill.as_view(), name="backfill"),
    path("duties/annual-report/", views.report_now, name="annual-report"),
    path(REPORT, views.ReportPage.as_view(), name="annual-report-of"),
    path(f"{REPORT}begin/", views.ReportBegin.as_view(), name="annual-report-begin"),
    path(f"{REPORT}edit/", views.ReportEdit.as_view(), name="annual-report-edit"),
    path(f"{REPORT}report.<slug:ending>", views.report_export, name="annual-report-file"),
    path(f"{REPORT}<slug:verb>/", views.ReportPage.as_view(), name="annual-report-verb"),
    path("duties/<uuid:pk>/", views.DutyPage.as_view(), name="duty"),
    path("duties/<uuid:pk>/<slug:verb>/", views.DutyPage.as_view(), name="duty-verb"),
]
