"""Handling: clocks, parts, updates, decisions, checklist, agreements."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views import View

from comms.core import clock
from comms.core.records import found
from comms.deadlines.selectors import clocks_of
from comms.web.forms import ReasonForm
from comms.web.pages import EditPage, version_of
from incidents import selectors, services
from incidents.forms.handling import (
    AgreementAnswerForm,
    AgreementForm,
    ApplyForm,
    DecisionMakeForm,
    DecisionReviewForm,
    HandOverForm,
    RoleForm,
    SituationForm,
    TickForm,
)
from incidents.models import Agreement, ChecklistItem, Incident, IncidentRole, ResponseDecision
from incidents.policies import handling as policies
from incidents.policies.incidents import has_part
from incidents.states import HANDLED, OPEN
from incidents.views import timeline
from incidents.views.parts import OnIncident, incident_crumbs

UPDATES_SHOWN = 5


def part(user: Any, incident: Incident) -> dict[str, Any]:
    is_open, handles = incident.state in OPEN, bool(policies.may_update(user, incident))
    agreed = policies.content_agreed(incident)
    roles = sorted(incident.role_rows.all(), key=lambda row: row.starts_at)
    decisions = list(selectors.decisions_shown_to(user).filter(incident=incident).order_by("-decided_at", "id"))
    for decision in decisions:
        decision.incident = incident
        decision.may_review = is_open and policies.may_review_decision(user, decision)  # type: ignore[attr-defined]  # for the page
        decision.overdue = decision.review_on is not None and decision.review_on <= clock.today()  # type: ignore[attr-defined]  # the same
    return {
        **timeline.part(user, incident),
        "clocks": list(clocks_of(incident)),
        "handled": incident.state in HANDLED,
        "parts": [row for row in roles if row.ends_at is None],
        "ended_parts": [row for row in roles if row.ends_at is not None],
        "may_name": is_open and policies.may_name(user, incident),
        "updates": list(incident.updates.select_related("author").order_by("-written_at", "id")[:UPDATES_SHOWN]),
        "may_update": incident.state in HANDLED and handles,
        "decisions": decisions,
        "may_decide": is_open and policies.may_decide(user, incident),
        "is_open": is_open,
        "checklist": list(selectors.checklist_shown_to(user).filter(incident=incident).order_by("position")),
        "may_tick": is_open and (handles or has_part(user, incident)),
        "may_apply": is_open and handles,
        "agreements": list(selectors.agreements_shown_to(user).filter(incident=incident).order_by("-asked_at", "id")),
        "may_ask": is_open and handles,
        "not_agreed": "" if agreed or not is_open else agreed.reason,
    }


class RoleAssign(OnIncident):
    heading, form_class, done = _("Name somebody"), RoleForm, _("The part was given.")
    service, submit_label = staticmethod(services.role_assign), _("Name")


class OfPart(OnIncident):
    """About one part in the handling."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        rows = IncidentRole.objects.visible_to(request.user).filter(incident=kwargs["pk"])
        self.part = found(rows.select_related("person"), pk=kwargs["role"])
        return super().dispatch(request, *args, **kwargs)

    def values(self, form: forms.Form) -> dict[str, Any]:
        return {"role_id": self.part.pk, **form.cleaned_data}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=f"{self.heading}: {self.part}", **kwargs)


class RoleHandOver(OfPart):
    heading, form_class, done = _("Hand over"), HandOverForm, _("The part was handed over.")
    service, submit_label = staticmethod(services.role_hand_over), _("Hand over")


class RoleEnd(View):
    """POST: end a part."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any, role: Any) -> HttpResponse:
        incident = found(Incident.objects.visible_to(request.user), pk=pk)
        request.back_url = incident.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        actor: Any = request.user
        services.role_end(actor=actor, incident_id=incident.pk, role_id=role)
        messages.success(request, gettext("The part has ended."))
        still = Incident.objects.visible_to(actor).filter(pk=pk).exists()
        return HttpResponseRedirect(incident.get_absolute_url() if still else incident_crumbs()[0][1])


class UpdateGive(OnIncident):
    heading, form_class, done = _("Situation update"), SituationForm, _("The update was given.")
    service, submit_label = staticmethod(services.update_give), _("Give the update")


class DecisionMake(OnIncident):
    heading, form_class, done = _("Decide how to respond"), DecisionMakeForm, _("The decision was recorded.")
    service, submit_label = staticmethod(services.decision_make), _("Decide")


class AgreementAsk(OnIncident):
    heading, form_class, done = _("Ask for agreement on content"), AgreementForm, _("The request was recorded.")
    service, submit_label = staticmethod(services.agreement_ask), _("Record")


class PlaybookApply(OnIncident):
    """The version that was shown goes along, so that of two people the second sees what the first applied."""

    heading, form_class, done = _("Apply a playbook"), ApplyForm, _("The playbook was applied.")
    submit_label = _("Apply")

    def form_arguments(self) -> dict[str, Any]:
        return {"incident": self.incident}

    def save(self, form: forms.Form) -> Incident:
        actor: Any = self.request.user
        return services.playbook_apply(
            actor=actor,
            incident_id=self.incident.pk,
            version=version_of(self.request),
            playbook_id=form.cleaned_data["playbook"].pk,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.request.POST.get("version", self.incident.version)
        return super().get_context_data(**{"version": version, "record": self.incident, **kwargs})


class OfRecord(EditPage):
    """A form about one record of an incident; its page is the incident's."""

    def rows(self) -> Any:
        rows: Any = super().rows().filter(incident=self.kwargs["incident"])
        return rows.select_related("incident")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs((self.record.incident.title, self.record.get_absolute_url()))

    def save(self, form: forms.Form) -> Any:
        actor: Any = self.request.user
        name = self.model._meta.model_name
        self.service(form)(actor=actor, version=self.version, **{f"{name}_id": self.record.pk}, **self.values(form))
        return self.record

    def service(self, form: forms.Form) -> Any:
        raise NotImplementedError

    def values(self, form: forms.Form) -> dict[str, Any]:
        return dict(form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=f"{self.heading}: {self.record}", **kwargs)


class DecisionReview(OfRecord):
    model, form_class = ResponseDecision, DecisionReviewForm
    heading, done = _("Look at the decision again"), _("The review was recorded.")

    def service(self, form: forms.Form) -> Any:
        return services.decision_review


class AgreementAnswer(OfRecord):
    model, form_class = Agreement, AgreementAnswerForm
    heading, done = _("Record the answer"), _("The answer was recorded.")

    def service(self, form: forms.Form) -> Any:
        agreed = form.cleaned_data["outcome"] == "agree"
        return services.agreement_agree if agreed else services.agreement_object

    def values(self, form: forms.Form) -> dict[str, Any]:
        given = dict(form.cleaned_data)
        del given["outcome"]
        return given


class AgreementWithdraw(OfRecord):
    model, form_class = Agreement, ReasonForm
    heading, done = pgettext_lazy("agreement on content", "No longer needed"), _("The request was withdrawn.")

    def service(self, form: forms.Form) -> Any:
        return services.agreement_withdraw


class ItemTick(OfRecord):
    model, form_class, done, heading = ChecklistItem, TickForm, _("Marked as done."), _("Done")

    def service(self, form: forms.Form) -> Any:
        return services.item_tick


class ItemUntick(OfRecord):
    model, form_class, heading = ChecklistItem, ReasonForm, _("Not done after all")
    done = _("Marked as not done.")

    def service(self, form: forms.Form) -> Any:
        return services.item_untick
