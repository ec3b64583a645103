"""Addresses of the pages of this app."""

from press.distribution.urls import urlpatterns as distribution
from press.newsroom.urls import urlpatterns as newsroom
from press.releases.urls import urlpatterns as releases
from press.speaking.urls import urlpatterns as speaking

app_name = "press"
# Distribution comes first: its pages of one release stand under the address of the release, before its verbs.
urlpatterns = [*distribution, *releases, *speaking, *newsroom]
