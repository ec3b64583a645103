"""Addresses of the pages of the desk of the spokesperson."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
