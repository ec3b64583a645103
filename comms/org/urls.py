"""Addresses of the pages of units."""

from django.urls import path

from comms.org import views

app_name = "org"
urlpatterns = [
    path("units/", views.UnitList.as_view(), name="units"),
    path("units/<str:code>/", views.UnitPage.as_view(), name="unit"),
]
