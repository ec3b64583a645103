"""The page of a scheme."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.web.pages import RecordPage
from plans import policies
from plans.models import Plan, Scheme
from plans.selectors import indicator_results
from tasks import selectors
from tasks.views.plans.common import Way


class SchemePage(RecordPage):
    """One scheme: what it wants, its indicators, its plans and objectives, how far they are."""

    template_name = "tasks/scheme.html"
    model = Scheme
    context_object_name = "scheme"

    def rows(self) -> "QuerySet[Scheme]":
        return Scheme.objects.visible_to(self.request.user).select_related("owner_unit")  # type: ignore[no-any-return]

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Plans"), reverse("plans:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, scheme = self.request.user, self.record
        plans = list(Plan.objects.visible_to(user).filter(scheme=scheme).select_related("owner_unit"))
        figures = selectors.progress_by_plan(plans)
        writes = policies.may_edit_scheme(user, scheme)
        return super().get_context_data(
            heading=scheme.title,
            figures=selectors.progress(user=user, scheme=scheme),
            plans=[(plan, figures[plan.pk]) for plan in plans],
            indicators=indicator_results(scheme.indicators.all()),
            ways=[Way(_("Add an indicator"), reverse("plans:scheme-indicator-new", args=[scheme.pk]), writes)],
            **kwargs,
        )
