"""Addresses of the pages of this app."""

from press.releases.urls import urlpatterns as releases

app_name = "press"
urlpatterns = [*releases]
