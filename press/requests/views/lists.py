"""Page: the requests, what the law wants first on top."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from comms.core import subjects
from comms.core.text import fold
from comms.deadlines.models import Clock
from comms.org.selectors import units_acted_for
from comms.web.pages import ListPage
from press.requests import policies, selectors
from press.requests.forms.intake import RequestFilters
from press.requests.models import PressRequest, RequestUnit
from press.requests.states import OPEN, RequestState

# Behind every legal clock: first what is owed without one, then what is over.
_OWED, _OVER = datetime(9998, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def by_urgency(rows: "QuerySet[PressRequest]") -> "QuerySet[PressRequest]":
    """With `due_sort`: the due instant of the running legal clock, later than any where none runs."""
    running = Clock.objects.open().filter(subject_type=subjects.type_of(PressRequest()), subject_id=OuterRef("pk"))
    owed = Q(state__in=OPEN) | Q(
        state=RequestState.REFUSED, reason_sent_at=None, refusal_ground__reason_must_be_told=True
    )
    rest = Case(When(owed, then=Value(_OWED)), default=Value(_OVER), output_field=DateTimeField())
    due = Subquery(running.order_by("due_at").values("due_at")[:1], output_field=DateTimeField())
    return rows.annotate(due_sort=Coalesce(due, rest, output_field=DateTimeField()))


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
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
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
