"""Addresses of the pages of message lines."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
