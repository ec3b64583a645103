"""The main navigation: an entry shows as soon as its page exists."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

ENTRIES = (
    ("dashboard:home", _("Overview")),
    ("plans:list", _("Plans")),
    ("tasks:inbox", _("My unit's work")),
    ("tasks:list", _("Tasks")),
    ("press:releases", _("Releases")),
    ("press:statements", _("Statements")),
    ("incidents:list", _("Incidents")),
    ("deadlines:list", _("Deadlines")),
    ("org:units", _("Units")),
)


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    current: bool


def entries(request: HttpRequest) -> list[Entry]:
    """The entries whose page exists; `current` is the one whose address is the longest beginning of this page's."""
    known: list[tuple[str, str]] = []
    for name, label in ENTRIES:
        try:
            known.append((str(label), reverse(name)))
        except NoReverseMatch:
            continue
    here = [url for _label, url in known if request.path == url or (url != "/" and request.path.startswith(url))]
    current = max(here, key=len, default=None)
    return [Entry(label, url, url == current) for label, url in known]
