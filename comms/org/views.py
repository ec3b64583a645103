"""Pages of units: the list, and one unit with its line and its roles."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.text import fold
from comms.org.forms import UnitFilters
from comms.org.models import Role, Unit, UnitQuerySet
from comms.org.selectors import lineage_of, roles_in
from comms.web.pages import ListPage, RecordPage


class UnitList(ListPage):
    """All units, those of the day asked for (today) before those of other times."""

    template_name = "org/unit_list.html"
    heading = _("Units")
    filter_form = UnitFilters
    order = ("name_sort", "code")
    page_size = 100

    def rows(self) -> UnitQuerySet:
        return Unit.objects.visible_to(self.request.user).select_related("parent").prefetch_related("successors")

    def narrow(self, rows: UnitQuerySet, chosen: Mapping[str, Any]) -> UnitQuerySet:
        if chosen["search"]:
            rows = rows.filter(folded__contains=fold(chosen["search"]))
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        if chosen["at"]:
            rows = rows.valid_on(chosen["at"])
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["filter_form"]
        day = (form.is_valid() and form.cleaned_data["at"]) or clock.today()
        units = context["page"].rows
        groups = [
            (_("Present units"), [unit for unit in units if unit.is_valid_on(day)]),
            (_("Former units"), [unit for unit in units if unit.valid_to and unit.valid_to < day]),
            (_("Units to come"), [unit for unit in units if unit.valid_from > day]),
        ]
        return context | {"groups": [(title, found) for title, found in groups if found], "day": day}


class UnitPage(RecordPage):
    """One unit: what it is and since when, whom it succeeded and who carried on, who holds a role in it."""

    template_name = "org/unit.html"
    model = Unit
    lookup = "code"
    context_object_name = "unit"

    def rows(self) -> UnitQuerySet:
        return Unit.objects.visible_to(self.request.user).select_related("parent").prefetch_related("children")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Units"), reverse("org:units"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        roles: list[Role] = roles_in(self.record)
        return super().get_context_data(
            heading=self.record.name,
            lineage=lineage_of(self.record),
            roles=roles,
            present=self.record.is_valid_on(today),
            children=[unit for unit in self.record.children.all() if unit.is_valid_on(today)],
            **kwargs,
        )
