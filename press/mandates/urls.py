"""Addresses of the pages of mandates."""

from django.urls import path

from press.mandates import views

urlpatterns = [
    path("statements/speakers/", views.MandateList.as_view(), name="mandates"),
    path("statements/speakers/new/", views.MandateCreate.as_view(), name="mandate-new"),
    path("statements/speakers/<uuid:pk>/", views.MandatePage.as_view(), name="mandate"),
    path("statements/speakers/<uuid:pk>/edit/", views.MandateAmend.as_view(), name="mandate-edit"),
    path("statements/speakers/<uuid:pk>/<slug:verb>/", views.MandatePage.as_view(), name="mandate-verb"),
]
