"""Indicators on pages: the definition in a draft, one indicator with its figures, a declaration."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.audit.selectors import history
from comms.core.decisions import Decision, deny, require
from comms.core.records import found
from comms.web.pages import FormPage
from plans import policies, services
from plans.models import Indicator, IndicatorActual, Scheme
from plans.selectors import actuals_of, indicator_results
from tasks.forms import ActualForm, IndicatorForm
from tasks.views.plans.common import RowsPage, Way, may_write, plan_crumbs, short
from tasks.views.plans.content import PartCreate, PartEdit


class PlanIndicatorCreate(RowsPage, PartCreate):
    heading = _("New indicator")
    form_class = IndicatorForm
    done = _("The indicator is added.")

    def initial(self) -> dict[str, Any]:
        return {"no": self.next_no(self.plan.indicators)}

    def initial_rows(self) -> list[dict[str, Any]]:
        """The plan's own span, where it has an end."""
        plan = self.plan
        return [{"starts": plan.starts, "ends": plan.ends}] if plan.ends else []

    def form_arguments(self) -> dict[str, Any]:
        return {"home": self.plan}

    def save(self, form: Any) -> Indicator:
        return services.indicator_create(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            plan_id=self.plan.pk,
            targets=form.targets(),
            **form.values(),
        )


class SchemeIndicatorCreate(RowsPage):
    heading = _("New indicator")
    form_class = IndicatorForm
    done = _("The indicator is added.")
    scheme: Scheme

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.scheme = found(Scheme.objects.visible_to(request.user), pk=kwargs["pk"])
        request.back_url = self.scheme.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(policies.may_edit_scheme(request.user, self.scheme))
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Plans"), reverse("plans:list")), (self.scheme.code, self.scheme.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"back": self.scheme.get_absolute_url(), **kwargs})

    def form_arguments(self) -> dict[str, Any]:
        return {"home": self.scheme}

    def save(self, form: Any) -> Indicator:
        return services.indicator_create(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            scheme_id=self.scheme.pk,
            targets=form.targets(),
            **form.values(),
        )

    def success_url(self, saved: Any) -> str:
        return str(self.scheme.get_absolute_url())


class IndicatorEdit(RowsPage, PartEdit):
    model = Indicator
    heading = _("Edit the indicator")
    form_class = IndicatorForm
    done = _("The indicator is changed.")

    def initial(self) -> dict[str, Any]:
        return {
            name: getattr(self.record, name) for name in ("no", "title", "measure", "direction", "counter", "source")
        }

    def initial_rows(self) -> list[dict[str, Any]]:
        targets = self.record.targets.all()
        return [{"starts": one.starts, "ends": one.ends, "target": short(one.target)} for one in targets]

    def form_arguments(self) -> dict[str, Any]:
        return {"home": self.record.plan or self.record.scheme}

    def save(self, form: Any) -> Indicator:
        return services.indicator_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            indicator_id=self.record.pk,
            version=self.version,
            targets=form.targets(),
            **form.values(),
        )


class IndicatorPage(FormPage):
    """One indicator: each period with what was reached and how far that is, how it is counted, what was declared."""

    template_name = "tasks/indicator.html"
    form_class = ActualForm
    submit_label = _("Declare the figure")
    done = _("Your figure is kept; the earlier ones stay beside it.")
    indicator: Indicator

    def rows(self) -> "QuerySet[Indicator]":
        return Indicator.objects.visible_to(self.request.user).select_related("plan", "scheme")  # type: ignore[no-any-return]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.indicator = found(self.rows(), pk=kwargs["pk"])
        request.back_url = reverse("plans:indicator", args=[self.indicator.pk])  # type: ignore[attr-defined]  # for the page of a refusal
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        if self.indicator.plan is not None:
            return plan_crumbs(self.indicator.plan)
        home: Any = self.indicator.scheme
        return [(_("Plans"), reverse("plans:list")), (home.code, home.get_absolute_url())]

    def form_arguments(self) -> dict[str, Any]:
        return {"indicator": self.indicator}

    def save(self, form: forms.Form) -> IndicatorActual:
        given = dict(form.cleaned_data)
        return services.actual_declare(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            indicator_id=self.indicator.pk,
            target=given.pop("target").pk,
            **given,
        )

    def success_url(self, saved: Any) -> str:
        return reverse("plans:indicator", args=[self.indicator.pk])

    def declares(self) -> Decision:
        """May this person declare a figure now?"""
        indicator = self.indicator
        if indicator.counter:
            return deny(_("This indicator is counted by the service; nobody declares it."))
        decision = policies.may_declare(self.request.user, indicator)
        if decision.allowed and indicator.plan is not None and not indicator.plan.is_open:
            return deny(_("Figures are declared while the plan is issued or in progress."))
        return decision

    def writes(self) -> Decision:
        indicator = self.indicator
        if indicator.plan is not None:
            return may_write(self.request.user, indicator.plan)
        return policies.may_edit_scheme(self.request.user, indicator.scheme)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        indicator = self.indicator
        [result] = indicator_results([indicator])
        edit = Way(_("Edit the indicator"), reverse("plans:indicator-edit", args=[indicator.pk]), self.writes())
        return super().get_context_data(
            heading=indicator.title,
            indicator=indicator,
            result=result,
            declares=self.declares(),
            begun=any(period.begun for period in result.periods),
            declared=actuals_of(indicator),
            ways=[edit],
            history=history(indicator)[:100],
            **kwargs,
        )
