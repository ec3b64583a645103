"""Addresses of the API itself; the resources are mounted beside them by `comms.urls`."""

from django.urls import path

from comms.api.docs import DocsView, SchemaView

app_name = "api"

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
]
