"""Addresses of this app in the API."""

from press.distribution.api.urls import urlpatterns as distribution
from press.releases.api.urls import urlpatterns as releases
from press.speaking.api.urls import urlpatterns as speaking

urlpatterns = [*distribution, *releases, *speaking]
