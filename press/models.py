"""Every table of this app; the definitions stand in its packages."""

from press.releases.books import KindLayout, NumberBook, NumberCounter, NumberEntry
from press.releases.models import Document, Release, ReleaseTask, ReleaseUnit, ReleaseVersion, Signature
from press.speaking.models import Mandate, Statement, StatementVersion, StatementWriter

__all__ = [
    "Document",
    "KindLayout",
    "Mandate",
    "NumberBook",
    "NumberCounter",
    "NumberEntry",
    "Release",
    "ReleaseTask",
    "ReleaseUnit",
    "ReleaseVersion",
    "Signature",
    "Statement",
    "StatementVersion",
    "StatementWriter",
]
