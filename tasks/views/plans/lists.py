"""The list of plans."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, deny
from comms.core.text import fold
from comms.org.models import Role
from comms.org.selectors import units_acted_for
from comms.web.pages import ListPage
from plans.models import Plan, Scheme
from tasks import selectors
from tasks.forms import PlanFilters
from tasks.views.plans.common import Way

K = Role.Kind
EXACT = ("scheme", "state", "year", "owner_unit")


class PlanList(ListPage):
    """The plans that a person sees, with their progress; below them the schemes."""

    template_name = "tasks/plan_list.html"
    heading = _("Plans")
    filter_form = PlanFilters
    order = ("-starts", "code")

    def rows(self) -> "QuerySet[Plan]":
        return Plan.objects.visible_to(self.request.user).select_related("owner_unit", "scheme")  # type: ignore[no-any-return]

    def filter_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def narrow(self, rows: "QuerySet[Plan]", chosen: Mapping[str, Any]) -> "QuerySet[Plan]":
        if chosen["search"]:
            rows = rows.filter(folded__contains=fold(chosen["search"]))
        return rows.filter(**{name: chosen[name] for name in EXACT if chosen[name]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        figures = selectors.progress_by_plan(context["page"].rows)
        schemes = Scheme.objects.visible_to(user).select_related("owner_unit")
        writes = ALLOW if units_acted_for(user, K.OFFICER, K.UNIT_HEAD) else deny(NOT_A_WRITER)
        return context | {
            "plans": [(plan, figures[plan.pk]) for plan in context["page"]],
            "schemes": schemes,
            "ways": [Way(_("New plan"), reverse("plans:new"), writes)],
        }


NOT_A_WRITER = _("Officers and heads of units draft plans.")
