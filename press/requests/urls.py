"""Addresses of the pages of press requests."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
