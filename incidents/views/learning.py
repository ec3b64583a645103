"""What closing needs, the review, its actions, the dossier."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views import View

from comms.core.decisions import Action, Decision
from comms.core.records import found
from comms.web.actions import Verb
from comms.web.forms import ReasonForm
from comms.web.pages import ListPage, RecordPage
from incidents import policies, selectors, services
from incidents.forms.learning import ReviewActionFilters, ReviewActionForm
from incidents.models import Incident, ReviewAction
from incidents.paper import downloads
from incidents.policies import learning as rights
from incidents.states import HANDLED
from incidents.views.parts import OnIncident, incident_crumbs
from press.conferences.forms import TaskForm

DOSSIERS_SHOWN = 5


def part(user: Any, incident: Incident) -> dict[str, Any]:
    handled = incident.state in HANDLED
    return {
        "checks": policies.closing_checks(incident) + policies.closing_warnings(incident) if handled else [],
        "waivers": selectors.waivers(incident),
        "reviews": list(incident.reviews.select_related("author").order_by("-no")),
        "lessons": list(selectors.actions_shown_to(user).filter(incident=incident).order_by("due_key", "created_at")),
        "may_add_lesson": rights.may_add_action(user, incident),
        "dossiers": list(selectors.dossiers_of(user, incident)[:DOSSIERS_SHOWN]),
    }


class ReviewActionCreate(OnIncident):
    heading, form_class, done = _("Add an action"), ReviewActionForm, _("The action was recorded.")
    service = staticmethod(services.review_action_add)


class ReviewActionList(ListPage):
    """What incidents taught and nobody does yet; what is late comes first."""

    template_name = "incidents/action_list.html"
    heading = _("Open actions after incidents")
    filter_form = ReviewActionFilters
    order = ("due_key", "created_at")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs()

    def rows(self) -> "QuerySet[ReviewAction]":
        return selectors.open_actions(self.request.user)

    def narrow(self, rows: "QuerySet[ReviewAction]", chosen: Mapping[str, Any]) -> "QuerySet[ReviewAction]":
        return rows.filter(unit=chosen["unit"]) if chosen["unit"] else rows


class ReviewActionPage(RecordPage):
    """One action: the task that it became, or why it was dropped."""

    template_name = "incidents/action.html"
    model = ReviewAction
    id_argument = "reviewaction_id"
    context_object_name = "lesson"

    @property
    def verbs(self) -> Mapping[str, Verb]:  # type: ignore[override]  # a form offers what this person may choose
        plans: Any = partial(TaskForm, user=self.request.user)
        return {
            "task": Verb(
                _("Make it a task"), services.review_action_task, _("It is a task now."), form=plans, tone="primary"
            ),
            "drop": Verb(
                pgettext_lazy("action after an incident", "Drop"),
                services.review_action_drop,
                _("The action was dropped."),
                form=ReasonForm,
            ),
        }

    def rows(self) -> "QuerySet[ReviewAction]":
        return selectors.actions_shown_to(self.request.user)

    def answers(self) -> Sequence[Action]:
        user, lesson = self.request.user, self.record
        return [_answer("task", rights.may_task(user, lesson)), _answer("drop", rights.may_drop(user, lesson))]

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        given = super().arguments(verb, form)
        if verb == "task":
            given["plan_id"] = given.pop("plan").pk
        return given

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        incident = self.record.incident
        return incident_crumbs((incident.title, incident.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=_("Action after an incident"), **kwargs)


class DossierDownload(View):
    """The dossier as this reader may have it, or the page that says that it is being printed."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        incident = found(Incident.objects.visible_to(request.user), pk=pk)
        request.back_url = incident.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        response = downloads.dossier_pdf(request.user, incident)
        if response is None:
            context = {
                "heading": _("The dossier is being printed"),
                "crumbs": incident_crumbs((incident.title, incident.get_absolute_url())),
                "incident": incident,
            }
            response = render(request, "incidents/dossier_pending.html", context, status=503)
            response["Retry-After"] = str(downloads.RETRY_SECONDS)
        return response


def _answer(verb: str, decision: Decision) -> Action:
    return Action(verb=verb, allowed=decision.allowed, reason=str(decision.reason))
