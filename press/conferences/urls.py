"""Addresses of the pages of press conferences."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
