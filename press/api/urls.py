"""Addresses of this app in the API."""

from press.releases.api.urls import urlpatterns as releases

urlpatterns = [*releases]
