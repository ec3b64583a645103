"""The board and the list of incidents."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core.text import fold
from comms.web.pages import ListPage
from incidents import policies, selectors
from incidents.forms.intake import IncidentFilters
from incidents.models import Incident
from incidents.states import OPEN

_ON_BOARD = 12


class IncidentList(ListPage):
    """What is open, by state, with its clocks; below it, everything that the filters find."""

    template_name = "incidents/incident_list.html"
    heading = _("Incidents")
    filter_form = IncidentFilters
    order = ("-received_at",)

    def rows(self) -> "QuerySet[Incident]":
        return selectors.incidents_shown_to(self.request.user).select_related("lead_unit", "reporting_unit")

    def narrow(self, rows: "QuerySet[Incident]", chosen: Mapping[str, Any]) -> "QuerySet[Incident]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        for name in ("state", "severity", "field"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        return rows

    def board(self) -> list[dict[str, Any]]:
        """One column for each open state: how many there are, and those received last."""
        rows, columns = self.rows().order_by("-received_at", "id"), []
        counts = selectors.counts_by_state(self.request.user)
        for state in OPEN:
            shown = list(rows.filter(state=state)[:_ON_BOARD]) if counts.get(state) else []
            columns.append({"state": state, "label": state.label, "total": counts.get(state, 0), "incidents": shown})
        return columns

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        board = [] if self.request.GET else self.board()
        shown = [incident for column in board for incident in column["incidents"]]
        context["clocks"] = selectors.clocks_beside([*shown, *context["page"]])
        context["board"] = board
        context["may_report"] = policies.may_report(self.request.user)
        return context
