"""Addresses of the pages of units."""

from django.urls import path, re_path

from comms.org import views

app_name = "org"
urlpatterns = [
    path("units/", views.UnitList.as_view(), name="units"),
    re_path(r"^units/(?P<code>[\w.-]{1,36})/$", views.UnitPage.as_view(), name="unit"),
]
