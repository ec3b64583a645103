"""What the pages of plans and schemes share: figures that lead to their lists, ways onward, a page with rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import Decision, deny, require
from comms.core.errors import Conflict, IllegalTransition, NotAllowed
from comms.web.pages import FormPage
from plans import policies
from plans.models import Plan
from plans.services import require_draft
from tasks import selectors
from tasks.forms import FIGURE_NAMES
from tasks.models import Task
from tasks.states import TaskState

TONES = {"overdue": "bad", "due_soon": "warn", "blocked": "warn", "done_late": "warn"}
IN_WORDS = (
    "done_on_time",
    "done_late",
    "done_undated",
    "in_progress",
    "not_started",
    "blocked",
    "due_soon",
    "overdue",
)
ALWAYS = ("total", "overdue", "in_progress")


@dataclass(frozen=True)
class Way:
    """A link to a page where something is written; without the right, the reason."""

    label: Any
    url: str
    decision: Decision


def may_write(user: Any, plan: Plan) -> Decision:
    """May this person write the content of the plan now?  Otherwise the reason, of the person or of the state."""
    decision = policies.may_edit(user, plan)
    if not decision.allowed:
        return decision
    try:
        require_draft(plan)
    except Conflict as locked:
        return deny(locked.detail)
    return decision


def require_write(user: Any, plan: Plan) -> None:
    """Raises NotAllowed for the person and Conflict for the state of the plan: two different pages."""
    require(policies.may_edit(user, plan))
    require_draft(plan)


def unread_of(user: Any, plan: Plan) -> list[Task]:
    """The tasks that the person may read whose wording gives no due date, in the order of the document."""
    shown = Task.objects.visible_to(user).filter(plan=plan).exclude(state=TaskState.CANCELLED)
    return list(selectors.unread_timings(plan).filter(pk__in=shown.values("pk")))


def address_of(**asked: Any) -> str:
    """The list of tasks that fits: `address_of(plan=…, figure="overdue")`; what is empty is left out."""
    return f"{reverse('tasks:list')}?{urlencode({name: value for name, value in asked.items() if value})}"


def stats(counts: selectors.Counts, address: str) -> list[dict[str, Any]]:
    """The figures at the head of a page, each with the list behind it; `address` already has a query."""
    return [
        {
            "figure": getattr(counts, name),
            "label": FIGURE_NAMES[name],
            "url": f"{address}&figure={name}",
            "tone": TONES.get(name, ""),
        }
        for name in ("total", *IN_WORDS)
        if getattr(counts, name) or name in ALWAYS
    ]


def plan_rows(user: Any) -> "QuerySet[Plan]":
    """The plans that a person sees, with what the head of a page says of one."""
    rows: QuerySet[Plan] = Plan.objects.visible_to(user).select_related("owner_unit", "verifying_unit", "scheme")
    return rows


def plan_crumbs(plan: Plan, *, to_plan: bool = True) -> Sequence[tuple[Any, str]]:
    """From the list of plans to the plan itself."""
    own = [(plan.code, plan.get_absolute_url())] if to_plan else []
    return [(_("Plans"), reverse("plans:list")), *own]


def short(value: Decimal) -> Decimal:
    """Without the zeros behind the comma."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def without(fields: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in set(names)}


class KeepingPage(FormPage):
    """A form that a refusal brings back as it was typed, with the sentence on top."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except (NotAllowed, Conflict, IllegalTransition) as refused:
            form = self.make_form(request.POST, request.FILES)
            form.add_error(None, str(refused.detail))
            return self.show(form, status=403 if isinstance(refused, NotAllowed) else 409)


class RowsPage(KeepingPage):
    """A form with rows (`tasks.forms.rows`): the button for more of them brings the page again, as it was typed."""

    template_name = "tasks/rows_form.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form: Any = self.make_form(request.POST, request.FILES)
        if form.wants_more:
            return self.show(form)
        return super().post(request, *args, **kwargs)

    def initial_rows(self) -> list[dict[str, Any]]:
        return []

    def make_form(self, *data: Any) -> forms.Form:
        return self.form_class(*data, initial=self.initial(), rows=self.initial_rows(), **self.form_arguments())
