"""What changed between versions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.records import found
from comms.web.pages import PageView
from comms.web.templatetags.comms import moment
from press.releases import content, selectors
from press.releases.models import Release, ReleaseVersion
from press.releases.states import LANGUAGES, Kind

NAMES = {"units": _("Units"), "attachments": _("Attachments"), "contact": _("Press contact")}
CHOICES = {"kind": dict(Kind.choices), "language": dict(LANGUAGES)}


class ReleaseChanges(PageView):
    """What changed from one version of the text to another, word by word: `?a=1&b=2`, the last two when not said."""

    template_name = "press/release_changes.html"
    heading = _("Changes of the text")
    release: Release

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases")), (self.release.title, self.release.get_absolute_url())]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.release = found(Release.objects.file_visible_to(request.user), pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = ReleaseVersion.objects.filter(release=self.release).select_related("author")
        versions = list(rows.defer("content"))
        numbers = [version.number for version in versions]
        asked = [self.request.GET.get(name, "") for name in "ab"]
        a, b = (next((number for number in numbers if str(number) == text), None) for text in asked)
        newer = found(rows, number=b or numbers[-1])
        before = [number for number in numbers if number < newer.number]
        older = found(rows, number=a or (before or numbers)[-1])
        changes = [
            {"label": _label(change["field"]), "parts": change["parts"]}
            for change in selectors.content_diff(older, newer, _written)
        ]
        return super().get_context_data(
            release=self.release,
            older=older,
            newer=newer,
            versions=versions,
            choices=[("a", _("From version"), older.number), ("b", _("To version"), newer.number)],
            changes=changes,
            **kwargs,
        )


def _label(field: str) -> Any:
    if field in NAMES:
        return NAMES[field]
    try:
        return Release._meta.get_field(field).verbose_name  # type: ignore[union-attr]  # a field of the text
    except FieldDoesNotExist:
        return field


def _written(field: str, value: Any) -> str:
    """A part of the text as the page shows it: kinds and languages by their names, instants in Hanoi time."""
    if value and field in CHOICES:
        return str(CHOICES[field].get(value, value))
    if value and field in content.MOMENTS:
        return moment(datetime.fromisoformat(value))
    return selectors.in_words(value)
