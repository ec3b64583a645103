"""Addresses of the pages of this app."""

from press.conferences.urls import urlpatterns as conferences
from press.desk.urls import urlpatterns as desk
from press.distribution.urls import urlpatterns as distribution
from press.mandates.urls import urlpatterns as mandates
from press.messages.urls import urlpatterns as messages
from press.newsroom.urls import urlpatterns as newsroom
from press.releases.urls import urlpatterns as releases
from press.requests.urls import urlpatterns as requests
from press.speaking.urls import urlpatterns as speaking

app_name = "press"
# Distribution comes first: its pages of one release stand under the address of the release, before its verbs.
urlpatterns = [
    *distribution,
    *releases,
    *mandates,
    *messages,
    *requests,
    *conferences,
    *speaking,
    *desk,
    *newsroom,
]
