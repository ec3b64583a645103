"""The board and the list of incidents, and the list as a file."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from comms.core.text import fold
from comms.org.selectors import units_acted_for
from comms.web.pages import ListPage
from incidents import policies, register, selectors
from incidents.forms.intake import IncidentFilters
from incidents.models import Incident
from incidents.states import OPEN, RoleKind

_ON_BOARD = 12
_EQUAL = ("state", "severity", "priority", "kind", "field", "course", "lead_unit")


class IncidentList(ListPage):
    """What is open, by state, with its clocks; below it, everything that the filters find."""

    template_name = "incidents/incident_list.html"
    heading = _("Incidents")
    filter_form = IncidentFilters
    order = ("-received_at",)

    def rows(self) -> "QuerySet[Incident]":
        rows: QuerySet[Incident] = selectors.incidents_shown_to(self.request.user)
        return rows.select_related("lead_unit", "reporting_unit").prefetch_related(selectors.parts_beside())

    def narrow(self, rows: "QuerySet[Incident]", chosen: Mapping[str, Any]) -> "QuerySet[Incident]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        for name in _EQUAL:
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        if chosen["drill"]:
            rows = rows.filter(drill=chosen["drill"] == "yes")
        if chosen["mine"]:
            user: Any = self.request.user
            rows = rows.filter(Q(reporter=user) | Q(lead_unit__in=units_acted_for(user)))
        return rows

    def board(self) -> list[dict[str, Any]]:
        """One column for each open state: how many there are, and those received last."""
        rows, columns = self.rows().order_by("-received_at", "id"), []
        counts = selectors.counts_by_state(self.request.user)
        for state in OPEN:
            count = counts.get(state, selectors.StateCount())
            shown = list(rows.filter(state=state)[:_ON_BOARD]) if count.total + count.drills else []
            more = count.total + count.drills > len(shown)
            columns.append({"state": state, "label": state.label, "count": count, "incidents": shown, "more": more})
        return columns

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        board = [] if self.request.GET else self.board()
        listed = [*(incident for column in board for incident in column["incidents"]), *context["page"]]
        context["clocks"] = selectors.clocks_beside(listed)
        context["leading"] = {incident.pk: _leader(incident) for incident in listed}
        context["board"] = board
        context["restricted"] = selectors.restricted_not_shown(self.request.user)
        context["asked"] = self.request.GET.urlencode()
        context["may_report"] = policies.may_report(self.request.user)
        return context


class IncidentFile(IncidentList):
    """The incidents that the filters find, as CSV or XLSX; what is restricted is counted in the last row."""

    def get(self, request: HttpRequest, *args: Any, ending: str, **kwargs: Any) -> HttpResponse:
        form = IncidentFilters(request.GET, label_suffix="")
        if not form.is_valid():
            raise Http404
        rows = self.narrow(self.rows(), form.cleaned_data).order_by("-received_at", "id")
        return register.register_file(rows, selectors.restricted_not_shown(request.user), ending)


def _leader(incident: Incident) -> str:
    """Who leads it now, by name; blank while nobody is named."""
    parts: Any = incident.role_rows.all()  # type: ignore[attr-defined]  # of IncidentRole
    return next((str(part.person) for part in parts if part.kind == RoleKind.LEAD and part.ends_at is None), "")
