"""Addresses of this app in the API."""

from press.releases.api.urls import urlpatterns as releases
from press.speaking.api.urls import urlpatterns as speaking

urlpatterns = [*releases, *speaking]
