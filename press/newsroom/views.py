"""Pages of the newsroom: the list, one release, its document."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from comms.core import clock
from comms.core.records import found
from comms.core.text import fold
from comms.web.forms import PageForm
from comms.web.pages import ListPage, PageView
from press.releases import downloads, selectors
from press.releases.models import Release
from press.releases.states import State

MAX_AGE = timedelta(minutes=5)


class NewsroomFilters(PageForm):
    search = forms.CharField(label=_("Title, text or number"), required=False, max_length=100)


@method_decorator(login_not_required, name="dispatch")
class NewsroomList(ListPage):
    """What the ministry has issued and may be published, newest first."""

    template_name = "press/newsroom_list.html"
    heading = _("Newsroom")
    filter_form = NewsroomFilters
    order = ("-issued_at",)
    page_size = 30

    def rows(self) -> "QuerySet[Release]":
        return selectors.public_releases()

    def narrow(self, rows: "QuerySet[Release]", chosen: Mapping[str, Any]) -> "QuerySet[Release]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"releases": [(release, selectors.public_slug(release)) for release in context["page"]]}


@method_decorator(login_not_required, name="dispatch")
class NewsroomPage(PageView):
    """One issued release.  The address stays; of a withdrawn one it says only that."""

    template_name = "press/newsroom_release.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        release = found(selectors.once_public(), pk=kwargs["pk"])
        if f"{kwargs['words']}-{release.pk}" != selectors.public_slug(release):
            return HttpResponseRedirect(_address(release), status=301)
        return self.render_to_response(self.get_context_data(release=release))

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Newsroom"), reverse("press:newsroom"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        release: Release = kwargs["release"]
        withdrawn = release.state == State.WITHDRAWN
        errata = Release.objects.public().filter(corrects=release).order_by("issued_at")
        original = selectors.once_public().filter(pk=release.corrects_id).first()
        return super().get_context_data(
            heading=_("This release was withdrawn") if withdrawn else release.title,
            withdrawn=withdrawn,
            slug=selectors.public_slug(release),
            errata=[(erratum, _address(erratum)) for erratum in errata],
            original=original,
            original_url=_address(original) if original else "",
            **kwargs,
        )


@login_not_required
@require_GET
def newsroom_pdf(request: HttpRequest, words: str, pk: UUID) -> HttpResponse:
    """The stored document of a public release.  It may be kept for minutes, and never past the end of an embargo."""
    release = found(selectors.public_releases(), pk=pk)
    response = downloads.issued_pdf(release) or downloads.pending(request)
    opening = selectors.next_opening()
    seconds = min(MAX_AGE, opening - clock.now() if opening else MAX_AGE).total_seconds()
    response["Cache-Control"] = f"public, max-age={int(seconds)}"
    return response


def _address(release: Release) -> str:
    words = selectors.public_slug(release).removesuffix(f"-{release.pk}")
    return reverse("press:newsroom-release", args=[words, release.pk])
