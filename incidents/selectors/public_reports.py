"""Where the public reports, and reads what became of it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from press.newsroom.rooms import Room


def address(name: str, language: str, *arguments: object) -> str:
    """Of the pages `report` and `receipt`, in a language."""
    return reverse(f"incidents-newsroom:{name}-{language}", args=arguments)


def _form_path(language: str) -> str:
    return address("report", language)


ROOM = Room(label=_("Report false information"), url=_form_path, pages=lambda language: ())
