"""The list of releases."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.text import fold
from comms.web.pages import ListPage
from press.releases import policies, signers
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
        rows = Release.objects.visible_to(self.request.user).prefetch_related("unit_rows__unit")
        return rows.defer("body", "folded").annotate(unreviewed=Exists(self.unreviewed().filter(pk=OuterRef("pk"))))

    def unreviewed(self) -> "QuerySet[Release]":
        """Urgent issues that wait for their review, as far as the person may know how they were issued."""
        return Release.objects.file_visible_to(self.request.user).urgent_unreviewed()

    def narrow(self, rows: "QuerySet[Release]", chosen: Mapping[str, Any]) -> "QuerySet[Release]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        for name in ("state", "kind", "language"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        if chosen["unit"]:
            rows = rows.filter(Exists(ReleaseUnit.objects.filter(release=OuterRef("pk"), unit=chosen["unit"])))
        if chosen["issued_from"]:
            rows = rows.filter(issued_at__gte=_begins(chosen["issued_from"]))
        if chosen["issued_to"]:
            rows = rows.filter(issued_at__lt=_begins(chosen["issued_to"] + timedelta(days=1)))
        if chosen["waiting"] == "me":
            rows = rows.filter(pk__in=signers.awaiting(self.request.user).values("pk"))
        if chosen["waiting"] == "urgent":
            rows = rows.filter(unreviewed=True)
        return self.ordered(rows, chosen["order"])

    def ordered(self, rows: "QuerySet[Release]", order: str) -> "QuerySet[Release]":
        """A page begins after a value that is never null: by issue stand only those that were issued."""
        if order == "begun":
            self.order = ("-created_at",)  # type: ignore[misc]  # of this request's page
        if order == "issued":
            self.order = ("-issued_at",)  # type: ignore[misc]
            return rows.filter(issued_at__isnull=False)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(may_create=policies.may_create(self.request.user), **kwargs)
        return context | {"narrowed": any(self.request.GET.values())}


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.HANOI)
