"""Addresses of the pages of this app."""

from press.releases.urls import urlpatterns as releases
from press.speaking.urls import urlpatterns as speaking

app_name = "press"
urlpatterns = [*releases, *speaking]
