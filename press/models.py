"""Every table of this app; the definitions stand in its packages."""

from press.releases.books import KindLayout, NumberBook, NumberCounter, NumberEntry
from press.releases.models import Document, Release, ReleaseTask, ReleaseUnit, ReleaseVersion, Signature

__all__ = [
    "Document",
    "KindLayout",
    "NumberBook",
    "NumberCounter",
    "NumberEntry",
    "Release",
    "ReleaseTask",
    "ReleaseUnit",
    "ReleaseVersion",
    "Signature",
]
