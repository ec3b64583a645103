"""Addresses of what is public: the language stands in the path, so that caches and readers share one copy."""

from django.conf import settings
from django.urls import reverse

from press.releases.models import Release, ReleaseAttachment
from press.releases.selectors import public_slug

# Language → what stands before the address.
PREFIXES = {"vi": "", "en": "en/"}


def newsroom_url(name: str, language: str, *arguments: object) -> str:
    """The address of a newsroom page, by its name, in a language."""
    return reverse(f"press:{name}-{language}", args=arguments)


def release_url(release: Release, language: str = "") -> str:
    """The address of a release; without a language in that of its text, which is the one that is named elsewhere."""
    words = public_slug(release).removesuffix(f"-{release.pk}")
    return newsroom_url("newsroom-release", language or release.language, words, release.pk)


def pdf_url(release: Release) -> str:
    return f"{release_url(release)}document.pdf"


def file_url(release: Release, row: ReleaseAttachment) -> str:
    """Of a picture or a document that goes out with the release."""
    return f"{release_url(release)}files/{row.pk}/"


def absolute(path: str) -> str:
    """With the host of the settings, never with the one that a request names: the answer is kept by caches."""
    return settings.SITE_URL.rstrip("/") + path
