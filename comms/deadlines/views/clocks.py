"""The list of clocks, and how one of them was counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import Action
from comms.deadlines.forms import ClockFilters
from comms.deadlines.models import Clock, Rule
from comms.deadlines.selectors import clock_actions, clocks_visible_to, events_of_clock, recounts_of, subject_links
from comms.deadlines.services import clock_breach_explain
from comms.deadlines.wording import passages
from comms.web.actions import Verb
from comms.web.forms import ReasonForm
from comms.web.pages import ListPage, RecordPage, way

CLOCKS = (_("Legal clocks"), "deadlines:list")


class ClockList(ListPage):
    """The clocks on what the person may see; those that run, unless others are asked for.  The next due first."""

    template_name = "deadlines/clocks.html"
    heading = _("Legal clocks")
    filter_form = ClockFilters
    order = ("due_at", "id")

    def rows(self) -> "QuerySet[Clock]":
        return clocks_visible_to(self.request.user)

    def filter_arguments(self) -> dict[str, Any]:
        return {"rules": Rule.objects.visible_to(self.request.user)}

    def narrow(self, rows: Any, chosen: Mapping[str, Any]) -> "QuerySet[Clock]":
        if duty := chosen["duty"]:
            rows = rows.filter(rule__subject=duty)
        if code := chosen["rule"]:
            rows = rows.filter(rule__code=code)
        if kind := chosen["concerning"]:
            rows = rows.filter(subject_type=kind)
        match chosen["show"]:
            case ClockFilters.BREACHED:
                return rows.breached()
            case ClockFilters.STOPPED:
                return rows.exclude(stopped_at=None)
            case ClockFilters.ALL:
                return rows
            case _:
                return rows.open()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        narrowed = any(self.request.GET.get(name) for name in ClockFilters.base_fields)
        return context | {"links": subject_links(self.request.user, context["page"].rows), "narrowed": narrowed}


class ClockPage(RecordPage):
    """How this deadline was counted: the rule, the start and who decided it, each day, the due instant, its moves."""

    template_name = "deadlines/clock.html"
    model = Clock
    id_argument = "clock_id"
    verbs = {
        "explain_breach": Verb(
            _("Say why it was late"),
            clock_breach_explain,
            _("The reason was recorded."),
            form=ReasonForm,
            tone="primary",
        )
    }

    def rows(self) -> "QuerySet[Clock]":
        return clocks_visible_to(self.request.user)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(CLOCKS)

    def answers(self) -> Sequence[Action]:
        return clock_actions(self.request.user, self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.record
        context = super().get_context_data(
            heading=capfirst(shown.rule.subject_words),
            link=subject_links(self.request.user, [shown])[shown.subject_id],
            passages=passages(shown.explanation),
            recounts=recounts_of(shown)[:50],
            **kwargs,
        )
        # What happened to a clock stands with the object that it runs on.
        return context | {"history": events_of_clock(shown)[:100]}
