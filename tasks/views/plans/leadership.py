"""How far a plan or a scheme is, for whoever leads: by objective, by unit, and how the work is spread."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.records import found
from comms.org.models import Unit
from comms.web.forms import DayField, PageForm
from comms.web.pages import ListPage, PageView
from plans.models import Objective, Plan, Scheme
from tasks import selectors
from tasks.forms import FIGURE_NAMES, UnitChoice
from tasks.models import Task
from tasks.views.plans.common import TONES, plan_crumbs, plan_rows

UNIT_NAMES = [
    ("historical", _("as they were named in the plan")),
    ("current", _("by the units that carry on their work today")),
]
COLUMNS = ("total", "done", "in_progress", "not_started", "blocked", "overdue")
WORDS = {
    **FIGURE_NAMES,
    "done": _("done"),
    "verified_percent": _("verified"),
    "declared_percent": _("counted with their declared percent"),
}
BEHIND = {"done": ("done_on_time", "done_late", "done_undated")}
"""A column of the tables → the figures of the rule that it sums up."""


class LookForm(PageForm):
    """Of which day, and by which names the units are called."""

    as_of = DayField(label=_("As it was at the end of"), required=False)
    units = forms.ChoiceField(label=_("Units"), required=False, choices=UNIT_NAMES)

    def clean_as_of(self) -> date | None:
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(_("This day is still to come: there are no figures of it."))
        return day


class Leadership(PageView):
    """The common part of the two views; `home` finds the plan or the scheme through visibility."""

    template_name = "tasks/leadership.html"
    name = ""
    home: Any

    def find(self, pk: Any) -> Any:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.home = self.find(kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        form = LookForm(self.request.GET)
        chosen = form.cleaned_data if form.is_valid() else {}
        day, units = chosen.get("as_of"), chosen.get("units") or "historical"
        asked = {self.name: self.home}
        figures = selectors.progress(user=user, as_of=day, units=units, **asked)
        why = Why(self.name, self.home, figures.as_of, units)
        return super().get_context_data(
            heading=_("Leadership view"),
            home=self.home,
            name=self.name,
            form=form,
            figures=figures,
            units=units,
            past=figures.as_of != clock.today(),
            columns=[WORDS[name] for name in COLUMNS],
            stats=[
                {
                    "figure": getattr(figures.counts, name),
                    "label": WORDS[name],
                    "url": why.url(name),
                    "tone": TONES.get(name, ""),
                }
                for name in (*COLUMNS, "due_soon")
            ],
            why_verified=why.url("verified_percent"),
            why_declared=why.url("declared_percent"),
            by_objective=[(one, why.cells(one.counts, objective=_pk(one.objective))) for one in figures.by_objective],
            by_unit=[(one, why.cells(one.counts, unit=one.unit.code)) for one in figures.by_unit if one.unit],
            by_plan=self.by_plan(day),
            balance=selectors.balance(user=user, **asked),
            balance_rule=selectors.balance_rule(),
            **kwargs,
        )

    def by_plan(self, day: date | None) -> Iterable[tuple[Plan, selectors.Figures]]:
        return ()


class PlanLeadership(Leadership):
    """One plan."""

    name = "plan"

    def find(self, pk: Any) -> Plan:
        return found(plan_rows(self.request.user), pk=pk)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return plan_crumbs(self.home)


class SchemeLeadership(Leadership):
    """One scheme, also by plan."""

    name = "scheme"

    def find(self, pk: Any) -> Scheme:
        return found(Scheme.objects.visible_to(self.request.user).select_related("owner_unit"), pk=pk)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Plans"), reverse("plans:list")), (self.home.code, self.home.get_absolute_url())]

    def by_plan(self, day: date | None) -> Iterable[tuple[Plan, selectors.Figures]]:
        """Today's figures; of another day a plan's own view tells them."""
        plans = list(plan_rows(self.request.user).filter(scheme=self.home))
        figures = selectors.progress_by_plan(plans)
        return [(plan, figures[plan.pk]) for plan in plans] if day in (None, clock.today()) else ()


class Why:
    """Addresses of the tasks behind a figure of one view."""

    def __init__(self, name: str, home: Any, day: date | None, units: str) -> None:
        self.address = reverse(f"plans:{name}-why", args=[home.pk])
        past = day is not None and day != clock.today()
        self.asked = {"as_of": f"{day:%d/%m/%Y}" if past else "", "units": units if units != "historical" else ""}

    def url(self, figure: str, **narrower: str) -> str:
        asked = {"figure": figure, **self.asked, **narrower}
        return f"{self.address}?{urlencode({name: value for name, value in asked.items() if value})}"

    def cells(self, counts: selectors.Counts, **narrower: str) -> list[dict[str, Any]]:
        """The counts of one line, each with its address."""
        return [
            {"label": WORDS[name], "figure": getattr(counts, name), "url": self.url(name, **narrower), "name": name}
            for name in COLUMNS
        ]


def _pk(objective: Objective | None) -> str:
    return str(objective.pk) if objective else "none"


class WhyForm(LookForm):
    """Which figure, and of which objective or unit."""

    figure = forms.ChoiceField(label=_("Figure"), choices=list(WORDS.items()))
    objective = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())
    unit = UnitChoice(label=_("Lead unit"), empty_label=_("all units"))
    field_order = ("figure", "unit", "as_of", "units")


class WhyList(ListPage):
    """The tasks behind a figure of a plan or a scheme, as far as the person may read them."""

    template_name = "tasks/why.html"
    filter_form = WhyForm
    order = ("due_sort", "position")
    home_name = "plan"
    home: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visible = plan_rows(request.user) if self.home_name == "plan" else Scheme.objects.visible_to(request.user)
        self.home = found(visible, pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        view = reverse(f"plans:{self.home_name}-leadership", args=[self.home.pk])
        own = (self.home.code, self.home.get_absolute_url())
        return [(_("Plans"), reverse("plans:list")), own, (_("Leadership view"), view)]

    def rows(self) -> "QuerySet[Task]":
        return selectors.shown(Task.objects.visible_to(self.request.user))

    def narrow(self, rows: "QuerySet[Task]", chosen: Mapping[str, Any]) -> "QuerySet[Task]":
        narrower: dict[str, Any] = {
            "user": self.request.user,
            self.home_name: self.home,
            "unit": chosen["unit"],
            "units": chosen["units"] or "historical",
            "as_of": chosen["as_of"],
        }
        if chosen["objective"]:
            narrower["objective"] = self.objective(chosen["objective"])
        figure = chosen["figure"]
        counted = Q()
        for name in BEHIND.get(figure, (figure,)):
            counted |= Q(pk__in=selectors.tasks_behind(name, **narrower).order_by().values("pk"))
        return rows.filter(counted)

    def objective(self, name: str) -> Objective | None:
        """The objective that the address names; None stands for the tasks without one."""
        if name == "none":
            return None
        return found(Objective.objects.visible_to(self.request.user), pk=name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(home=self.home, rule=selectors.RULE, **kwargs)
        form = context["filter_form"]
        if not form.is_valid() and "figure" in form.errors:
            raise Http404
        figure = form.data.get("figure", "total")
        unit: Unit | None = form.cleaned_data.get("unit") if form.is_valid() else None
        return context | {
            "heading": _("Tasks behind the figure: %(figure)s") % {"figure": WORDS[figure]},
            "unit": unit,
            "asked_day": form.cleaned_data.get("as_of"),
        }
