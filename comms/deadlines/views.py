"""Pages: the clocks, how one of them was counted, the rules and the calendar that they run by."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import require
from comms.core.records import found
from comms.deadlines import policies
from comms.deadlines.forms import CalendarDayForm, ClockFilters
from comms.deadlines.models import CalendarDay, Clock, Rule
from comms.deadlines.selectors import clocks_visible_to, events_of_clock, subject_links
from comms.deadlines.services import calendar_day_set
from comms.web.pages import FormPage, ListPage, PageView


class ClockList(ListPage):
    """The clocks on what the person may see; those that run, unless others are asked for."""

    template_name = "deadlines/clocks.html"
    heading = _("Legal clocks")
    filter_form = ClockFilters
    order = ("due_at", "id")

    def rows(self) -> "QuerySet[Clock]":
        return clocks_visible_to(self.request.user)

    def narrow(self, rows: Any, chosen: Mapping[str, Any]) -> "QuerySet[Clock]":
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
        return context | {"links": subject_links(self.request.user, context["page"].rows)}


class ClockPage(PageView):
    """How this deadline was counted: the rule, the start and who decided it, each day, the due instant."""

    template_name = "deadlines/clock.html"

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Legal clocks"), reverse("deadlines:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = found(clocks_visible_to(self.request.user), pk=self.kwargs["pk"])
        return super().get_context_data(
            heading=capfirst(shown.rule.subject_words),
            record=shown,
            link=subject_links(self.request.user, [shown])[shown.subject_id],
            history=events_of_clock(shown),
            **kwargs,
        )


class RulesPage(PageView):
    """The legal deadlines, dated, and the decreed days of the calendar."""

    template_name = "deadlines/rules.html"
    heading = _("Legal deadlines and calendar")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules, today = list(Rule.objects.visible_to(self.request.user)), clock.today()
        groups = [
            (_("In force"), [rule for rule in rules if rule.is_in_force_on(today)]),
            (_("To come"), [rule for rule in rules if rule.valid_from > today]),
            (_("Former rules"), [rule for rule in rules if rule.valid_to and rule.valid_to < today]),
        ]
        return super().get_context_data(
            groups=[(title, group) for title, group in groups if group],
            days=CalendarDay.objects.visible_to(self.request.user).order_by("-date"),
            may_set=policies.may_set_calendar(self.request.user),
            today=today,
            **kwargs,
        )


class CalendarDayPage(FormPage):
    """Entering a decreed day."""

    heading = _("Decreed day")
    form_class = CalendarDayForm
    done = _("The day is in the calendar; running clocks were counted again.")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Legal deadlines and calendar"), reverse("deadlines:rules"))]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_set_calendar(request.user))
        return super().dispatch(request, *args, **kwargs)

    def save(self, form: Any) -> CalendarDay:
        return calendar_day_set(actor=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in

    def success_url(self, saved: CalendarDay) -> str:
        return saved.get_absolute_url()
