"""Addresses of the pages of statements."""

from django.urls import path

from press.speaking import views

urlpatterns = [
    path("statements/", views.StatementList.as_view(), name="statements"),
    path("statements/new/", views.StatementCreate.as_view(), name="statement-new"),
    path("statements/<uuid:pk>/", views.StatementPage.as_view(), name="statement"),
    path("statements/<uuid:pk>/edit/", views.StatementEdit.as_view(), name="statement-edit"),
    path("statements/<uuid:pk>/<slug:verb>/", views.StatementPage.as_view(), name="statement-verb"),
]
