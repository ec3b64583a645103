"""Addresses of the newsroom: Vietnamese without a prefix, English under en/."""

from django.urls import URLPattern, path

from press.newsroom import views
from press.newsroom.addresses import PREFIXES

PAGES = [
    ("newsroom/", views.NewsroomList, "newsroom"),
    ("newsroom/feed.atom", views.Atom, "newsroom-atom"),
    ("newsroom/feed.json", views.JsonFeed, "newsroom-json"),
    ("newsroom/spokespersons/", views.Spokespersons, "newsroom-spokespersons"),
    ("newsroom/spokespersons.json", views.SpokespersonsData, "newsroom-spokespersons-json"),
    ("newsroom/<slug:words>-<uuid:pk>/", views.NewsroomPage, "newsroom-release"),
    ("newsroom/<slug:words>-<uuid:pk>/document.pdf", views.NewsroomPdf, "newsroom-pdf"),
    ("newsroom/<slug:words>-<uuid:pk>/files/<uuid:attachment>/", views.NewsroomFile, "newsroom-file"),
    ("newsroom/<path:rest>", views.Missing, "newsroom-missing"),
]


def _in_language(language: str, prefix: str) -> list[URLPattern]:
    return [
        path(f"{prefix}{address}", view.as_view(), {"language": language}, name=f"{name}-{language}")
        for address, view, name in PAGES
    ]


urlpatterns = [
    *(pattern for language, prefix in PREFIXES.items() for pattern in _in_language(language, prefix)),
    path("newsroom/", views.NewsroomList.as_view(), name="newsroom"),
    path("sitemap.xml", views.Sitemap.as_view(), name="sitemap"),
    path("robots.txt", views.Robots.as_view(), name="robots"),
]
