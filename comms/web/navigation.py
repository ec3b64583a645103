"""The main navigation: an entry shows as soon as its page exists."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

ENTRIES = (
    ("dashboard:home", _("Overview")),
    ("press:desk", _("Spokesperson's desk")),
    ("plans:list", _("Plans")),
    ("tasks:inbox", _("My unit's work")),
    ("tasks:list", _("Tasks")),
    ("press:releases", _("Releases")),
    ("press:statements", _("Statements")),
    ("press:requests", _("Press requests")),
    ("press:conferences", _("Press conferences")),
    ("press:message-lines", _("Message lines")),
    ("press:mandates", _("Who may speak")),
    ("duties:board", _("Legal duties")),
    ("press:contacts", _("Press contacts")),
    ("press:absences", _("Absences")),
    ("incidents:list", _("Incidents")),
    ("incidents:public-reports", _("Reports by the public")),
    ("deadlines:list", _("Deadlines")),
    ("org:units", _("Units")),
    ("press:signing-steps", _("Steps of the sign-off")),
    ("press:number-books", _("Number books")),
)
# Entries that not everybody may open: name of the address → whether the person may.  Apps add theirs in `ready()`.
GUARDS: dict[str, Callable[[Any], object]] = {}


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    current: bool


def entries(request: HttpRequest) -> list[Entry]:
    """The entries whose page exists and may be opened; `current` is the one whose address is the longest beginning of
    this page's."""
    known: list[tuple[str, str]] = []
    for name, label in ENTRIES:
        if name in GUARDS and not GUARDS[name](request.user):
            continue
        try:
            known.append((str(label), reverse(name)))
        except NoReverseMatch:
            continue
    here = [url for _label, url in known if request.path == url or (url != "/" and request.path.startswith(url))]
    current = max(here, key=len, default=None)
    return [Entry(label, url, url == current) for label, url in known]
