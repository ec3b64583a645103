"""Addresses of the pages of mandates and statements."""

from django.urls import path

from press.speaking import views

urlpatterns = [
    path("statements/", views.StatementList.as_view(), name="statements"),
    path("statements/new/", views.StatementCreate.as_view(), name="statement-new"),
    path("statements/speakers/", views.MandateList.as_view(), name="mandates"),
    path("statements/speakers/new/", views.MandateCreate.as_view(), name="mandate-new"),
    path("statements/speakers/<uuid:pk>/", views.MandatePage.as_view(), name="mandate"),
    path("statements/speakers/<uuid:pk>/<slug:verb>/", views.MandatePage.as_view(), name="mandate-verb"),
    path("statements/<uuid:pk>/", views.StatementPage.as_view(), name="statement"),
    path("statements/<uuid:pk>/edit/", views.StatementEdit.as_view(), name="statement-edit"),
    path("statements/<uuid:pk>/<slug:verb>/", views.StatementPage.as_view(), name="statement-verb"),
]
