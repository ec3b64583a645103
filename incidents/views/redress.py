"""Correction requests: the part of an incident's room, the register, one request, its letters."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from comms.core import clock, limits
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.core.records import found
from comms.core.text import fold
from comms.deadlines.selectors import hanoi_date
from comms.web.actions import Verb
from comms.web.pages import EditPage, ListPage, RecordPage
from incidents import redress_paper, selectors, services
from incidents.correction_letter import next_letter
from incidents.forms import redress as asked
from incidents.models import CorrectionRequest, Incident
from incidents.policies import redress as policies
from incidents.redress_law import default_ground, form_basis, kept_online, time_to_correct
from incidents.redress_register import register_csv
from incidents.states import CorrectionState, Medium
from incidents.states.redress import FormCheck, regime_on
from incidents.views.parts import OnIncident, incident_crumbs

IN_PART = 50
CORRECTIONS = _("Correction requests")


def part(user: Any, incident: Incident) -> dict[str, Any]:
    corrections = list(incident.correction_requests.order_by("-created_at", "id")[:IN_PART])
    reports = incident.centre_reports.select_related("destination", "claim").order_by("-sent_at", "id")
    may_redress = policies.may_draft(user, incident) if not incident.ended else None
    return {
        "corrections": corrections,
        "correction_clocks": selectors.correction_clocks(corrections),
        "centre_reports": list(reports[:IN_PART]),
        "may_redress": may_redress,
    }


def narrowed(rows: "QuerySet[CorrectionRequest]", chosen: Mapping[str, Any]) -> "QuerySet[CorrectionRequest]":
    """The requests that the filters of the register leave."""
    for word in fold(chosen["search"]).split():
        rows = rows.filter(folded__contains=word)
    for name in ("state", "outlet"):
        if chosen[name]:
            rows = rows.filter(**{name: chosen[name]})
    return selectors.overdue_corrections(rows) if chosen["overdue"] else rows


class CorrectionList(ListPage):
    """The register: what outlets were asked to correct, the latest on top."""

    template_name = "incidents/correction_list.html"
    heading = CORRECTIONS
    filter_form = asked.CorrectionFilters
    order = ("-created_at",)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs()

    def filter_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def rows(self) -> "QuerySet[CorrectionRequest]":
        return selectors.corrections_shown_to(self.request.user)

    def narrow(self, rows: "QuerySet[CorrectionRequest]", chosen: Mapping[str, Any]) -> "QuerySet[CorrectionRequest]":
        return narrowed(rows, chosen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        for paging in ("after", "before"):
            query.pop(paging, None)
        context = super().get_context_data(query=query.urlencode(), **kwargs)
        context["clocks"] = selectors.correction_clocks(context["page"])
        return context


@require_safe
def correction_export(request: HttpRequest) -> HttpResponse:
    """The register as the filters of the page leave it, as a file."""
    form = asked.CorrectionFilters(request.GET, user=request.user)
    if not form.is_valid():
        raise Invalid({}, _("These filters make no sense."))
    rows = narrowed(selectors.corrections_shown_to(request.user), form.cleaned_data)
    return register_csv(rows.order_by("-created_at", "id"))


class CorrectionPage(RecordPage):
    """One request: what is wrong and what is right, the letters, what came back, what comes next."""

    template_name = "incidents/correction.html"
    model = CorrectionRequest
    policies = policies
    id_argument = "correctionrequest_id"
    context_object_name = "correction"

    @property
    def verbs(self) -> Mapping[str, Verb]:  # type: ignore[override]  # one form knows the person and the incident
        record = getattr(self, "record", None)
        send: Any = partial(
            asked.CorrectionSendForm, user=self.request.user, incident=record.incident if record else None
        )
        state = record.state if record else ""
        return {
            "send": Verb(
                _("Record the letter as sent")
                if state == CorrectionState.DRAFT
                else _("Record the next letter as sent"),
                services.correction_send,
                _("The letter was recorded; the outlet's time to answer counts."),
                form=send,
                tone="primary" if state == CorrectionState.DRAFT else "",
            ),
            "answer": Verb(
                _("Record what came back"),
                services.correction_answer,
                _("What came back was recorded."),
                form=asked.CorrectionAnswerForm,
                tone="primary",
            ),
            "escalate": Verb(
                pgettext_lazy("correction request", "Escalate"),
                services.correction_escalate,
                _("The escalation was recorded."),
                form=asked.CorrectionEscalateForm,
            ),
            "close": Verb(
                pgettext_lazy("correction request", "Close"),
                services.correction_close,
                _("The correction request was closed."),
                form=asked.CorrectionCloseForm,
            ),
        }

    def rows(self) -> "QuerySet[CorrectionRequest]":
        return selectors.corrections_shown_to(self.request.user)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        incident = self.record.incident
        return incident_crumbs(
            (incident.title, incident.get_absolute_url()), (CORRECTIONS, reverse("incidents:corrections"))
        )

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        given = super().arguments(verb, form)
        if verb == "send":
            mandate = given.pop("mandate")
            given["mandate_id"] = mandate.pk if mandate else None
        return given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        correction: CorrectionRequest = self.record
        today = clock.today()
        last = correction.last_round
        open_round = policies.round_is_open(correction, today)
        running = selectors.correction_clocks([correction]).get(correction.pk)
        by_round = {row.round.pk: row for row in selectors.comparisons(correction)}
        shown = [
            {
                "letter": row,
                "compared": by_round.get(row.pk),
                "form_basis": form_basis(row),
                "checks": [(label, row.form[name]) for name, label in FormCheck.choices if name in row.form],
                "kept": kept_online(row.published_at)
                if row.published_at and correction.medium == Medium.ONLINE
                else "",
            }
            for row in sorted(correction.rounds.all(), key=lambda row: -row.no)
        ]
        closed = correction.state == CorrectionState.CLOSED
        return super().get_context_data(
            heading=correction.article_title,
            legal=running,
            rounds=shown,
            rounds_left=policies.rounds_left(correction, today),
            regime=regime_on(today),
            today=today,
            rounds_used="" if open_round or closed else open_round.reason,
            satisfied=last is not None and not closed and policies.is_satisfied(correction),
            own_time=time_to_correct(correction.medium, hanoi_date(last.sent_at) if last else today),
            letter="" if closed else next_letter(correction, today),
            files=list(selectors.redress_files(self.request.user, correction)),
            may_edit=not closed
            and not correction.incident.ended
            and bool(policies.may_edit(self.request.user, correction)),
            **kwargs,
        )


class CorrectionCreate(OnIncident):
    heading, form_class, done, submit_label = (
        _("Draft a correction request"),
        asked.CorrectionForm,
        _("The request was drafted. Somebody who did not write it sends it."),
        _("Save the draft"),
    )
    service = staticmethod(services.correction_draft)

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "incident": self.incident}

    def initial(self) -> dict[str, Any]:
        return {"ground": default_ground(clock.today()), "claim": self.request.GET.get("claim")}

    def save(self, form: Any) -> Any:
        actor: Any = self.request.user
        return services.correction_draft(actor=actor, incident_id=self.incident.pk, **form.values())


class CorrectionEdit(EditPage):
    """Of a draft everything; once a letter has gone out, the words of the next one."""

    model, heading, done = CorrectionRequest, _("Edit the correction request"), _("The draft was saved.")

    def rows(self) -> "QuerySet[CorrectionRequest]":
        return selectors.corrections_shown_to(self.request.user)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.record = found(self.rows(), pk=kwargs["pk"])
        require(policies.may_edit(request.user, self.record))
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_draft(self) -> bool:
        return bool(self.record.state == CorrectionState.DRAFT)

    def make_form(self, *data: Any) -> forms.Form:
        if not self.is_draft:
            return asked.LetterForm(*data, initial=self.initial())
        record = self.record
        return asked.CorrectionForm(
            *data,
            initial=self.initial(),
            user=self.request.user,
            incident=record.incident,
            chosen=record.outlet_id,
        )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        incident = self.record.incident
        here = (self.record.article_title, self.record.get_absolute_url())
        return incident_crumbs((incident.title, incident.get_absolute_url()), here)

    def initial(self) -> dict[str, Any]:
        names = asked.CorrectionForm.base_fields if self.is_draft else asked.LetterForm.base_fields
        return {name: getattr(self.record, name) for name in names}

    def save(self, form: Any) -> CorrectionRequest:
        values = form.values() if self.is_draft else dict(form.cleaned_data)
        if self.is_draft and self.record.outlet_id and not self.record.seen_outlet:
            # Who does not read the press contacts was not offered the outlet, and does not take it off unseen.
            values.pop("outlet_id")
        actor: Any = self.request.user
        return services.correction_update(
            actor=actor, correctionrequest_id=self.record.pk, version=self.version, **values
        )


@require_safe
def correction_letter(request: HttpRequest, pk: Any) -> HttpResponse:
    """A letter as PDF: `?round=` names one that was sent."""
    correction = found(selectors.corrections_shown_to(request.user), pk=pk)
    number = redress_paper.number_of(request.GET.get("round"))
    return redress_paper.letter_pdf(limits.caller_of(request), correction, number)
