"""What changed between versions."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.records import found
from comms.web.pages import PageView
from press.releases import selectors
from press.releases.models import Release, ReleaseVersion


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
        rows = ReleaseVersion.objects.filter(release=self.release)
        numbers = list(rows.values_list("number", flat=True))
        asked = [self.request.GET.get(name, "") for name in "ab"]
        a, b = (next((number for number in numbers if str(number) == text), None) for text in asked)
        newer = found(rows, number=b or numbers[-1])
        before = [number for number in numbers if number < newer.number]
        older = found(rows, number=a or (before or numbers)[-1])
        changes = [
            {"label": _label(change["field"]), "parts": change["parts"]}
            for change in selectors.content_diff(older, newer)
        ]
        return super().get_context_data(
            release=self.release, older=older, newer=newer, numbers=numbers, changes=changes, **kwargs
        )


def _label(field: str) -> Any:
    return _("Units") if field == "units" else Release._meta.get_field(field).verbose_name  # type: ignore[union-attr]  # a field of the text
