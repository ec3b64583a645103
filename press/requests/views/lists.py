"""Page: the requests, what the law wants first on top."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core.text import fold
from comms.org.selectors import units_acted_for
from comms.web.pages import ListPage
from press.requests import policies, selectors
from press.requests.forms.intake import RequestFilters
from press.requests.models import PressRequest, RequestUnit
from press.requests.urgency import by_urgency


class RequestList(ListPage):
    """Every request that the person may see: of the ministry for the desk, of their units for others."""

    template_name = "press/requests/list.html"
    heading = _("Press requests")
    filter_form = RequestFilters
    order = ("due_sort", "-received_at")

    def filter_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def rows(self) -> "QuerySet[PressRequest]":
        return by_urgency(selectors.requests_shown_to(self.request.user))

    def narrow(self, rows: "QuerySet[PressRequest]", chosen: Mapping[str, Any]) -> "QuerySet[PressRequest]":
        columns = policies.searched_columns(self.request.user)
        for word in fold(chosen["search"]).split():
            rows = rows.filter(reduce(or_, (Q(**{f"{column}__contains": word}) for column in columns)))
        for name in ("state", "kind", "classification"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        parts = RequestUnit.objects.filter(request=OuterRef("pk"), relieved_at=None)
        if chosen["unit"]:
            rows = rows.filter(Exists(parts.filter(unit=chosen["unit"])))
        if chosen["late"]:
            rows = selectors.overdue(rows)
        if chosen["mine"]:
            of_my_units = Exists(parts.filter(unit__in=units_acted_for(self.request.user)))
            rows = rows.filter(Q(registered_by_id=self.request.user.pk) | of_my_units)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["clocks"] = selectors.clocks_beside(context["page"])
        for request in context["page"]:
            request.lead = policies.lead_part(request)
        context["may_register"] = policies.may_register(self.request.user)
        return context
