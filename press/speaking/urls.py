"""Addresses of the pages of statements."""

from django.urls import path, re_path

from press.speaking import views

urlpatterns = [
    path("statements/", views.StatementList.as_view(), name="statements"),
    path("statements/new/", views.StatementCreate.as_view(), name="statement-new"),
    path("statements/said/", views.SaidPage.as_view(), name="said"),
    re_path(r"^statements/export\.(?P<ending>csv|xlsx)$", views.statement_export, name="statement-export"),
    path("statements/<uuid:pk>/", views.StatementPage.as_view(), name="statement"),
    path("statements/<uuid:pk>/edit/", views.StatementEdit.as_view(), name="statement-edit"),
    path("statements/<uuid:pk>/recordings/", views.RecordingAdd.as_view(), name="statement-recording"),
    path("statements/<uuid:pk>/transcript/", views.TranscriptEdit.as_view(), name="statement-transcript"),
    path("statements/<uuid:pk>/<slug:verb>/", views.StatementPage.as_view(), name="statement-verb"),
]
