"""Addresses of this app in the API."""

from press.conferences.api.urls import urlpatterns as conferences
from press.distribution.api.urls import urlpatterns as distribution
from press.mandates.api.urls import urlpatterns as mandates
from press.messages.api.urls import urlpatterns as messages
from press.releases.api.urls import urlpatterns as releases
from press.requests.api.urls import urlpatterns as requests
from press.speaking.api.urls import urlpatterns as speaking

urlpatterns = [*distribution, *mandates, *messages, *releases, *requests, *conferences, *speaking]
