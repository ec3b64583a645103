"""The list of releases."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core.text import fold
from comms.web.pages import ListPage
from press.releases import policies
from press.releases.forms import ReleaseFilters
from press.releases.models import Release, ReleaseUnit


class ReleaseList(ListPage):
    """Every release that the person may see, the one that was touched last on top."""

    template_name = "press/release_list.html"
    heading = _("Releases")
    order = ("-updated_at",)

    def filter_form(self, *args: Any, **kwargs: Any) -> forms.Form:  # type: ignore[override]  # the form asks for the user
        return ReleaseFilters(*args, user=self.request.user, **kwargs)

    def rows(self) -> "QuerySet[Release]":
        return Release.objects.visible_to(self.request.user).prefetch_related("unit_rows__unit")

    def narrow(self, rows: "QuerySet[Release]", chosen: Mapping[str, Any]) -> "QuerySet[Release]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        for name in ("state", "kind"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        if chosen["unit"]:
            rows = rows.filter(Exists(ReleaseUnit.objects.filter(release=OuterRef("pk"), unit=chosen["unit"])))
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_create=policies.may_create(self.request.user), **kwargs)
