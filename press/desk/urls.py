"""Addresses of the pages of the desk of the spokesperson."""

from django.urls import path

from press.desk import views

urlpatterns = [path("desk/", views.DeskPage.as_view(), name="desk")]
