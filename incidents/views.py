"""Pages: the board, one incident with everything that hangs on it, one claim, their forms."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.records import found
from comms.core.text import fold
from comms.deadlines.selectors import clocks_of
from comms.web.actions import Verb
from comms.web.forms import ReasonForm, as_stored
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage
from incidents import policies, selectors, services
from incidents.forms import (
    AssessForm,
    ClaimForm,
    DecisionForm,
    DismissForm,
    EntryForm,
    IncidentFilters,
    IncidentForm,
    JudgeForm,
    LinkReleaseForm,
    LinkStatementForm,
    LinkTaskForm,
    NoteForm,
    RefuteForm,
    ReportForm,
    ReviewForm,
    SightingForm,
)
from incidents.models import Claim, Incident
from incidents.states import DECISIONS, OPEN, IncidentState

_ON_BOARD = 12


class IncidentList(ListPage):
    """What is open, by state, with its clocks; below it, everything that the filters find."""

    template_name = "incidents/incident_list.html"
    heading = _("Incidents")
    filter_form = IncidentFilters
    order = ("-received_at",)

    def rows(self) -> "QuerySet[Incident]":
        return selectors.incidents_shown_to(self.request.user).select_related("lead_unit", "reporting_unit")

    def narrow(self, rows: "QuerySet[Incident]", chosen: Mapping[str, Any]) -> "QuerySet[Incident]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        for name in ("state", "severity", "field"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        return rows

    def board(self) -> list[dict[str, Any]]:
        """One column for each open state: how many there are, and those received last."""
        rows, columns = self.rows().order_by("-received_at", "id"), []
        counts = selectors.counts_by_state(self.request.user)
        for state in OPEN:
            shown = list(rows.filter(state=state)[:_ON_BOARD]) if counts.get(state) else []
            columns.append({"state": state, "label": state.label, "total": counts.get(state, 0), "incidents": shown})
        return columns

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        board = [] if self.request.GET else self.board()
        shown = [incident for column in board for incident in column["incidents"]]
        context["clocks"] = selectors.clocks_beside([*shown, *context["page"]])
        context["board"] = board
        context["may_report"] = policies.may_report(self.request.user)
        return context


def incident_crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Incidents"), reverse("incidents:list")), *more]


class IncidentPage(RecordPage):
    """The room of one incident."""

    template_name = "incidents/incident.html"
    model = Incident
    policies = policies
    id_argument = "incident_id"
    context_object_name = "incident"

    @property
    def verbs(self) -> Mapping[str, Verb]:  # type: ignore[override]  # its forms know the person and the incident
        decide: Any = partial(AssessForm, incident=getattr(self, "record", None))
        dismiss: Any = partial(DismissForm, user=self.request.user, incident=getattr(self, "record", None))
        return {
            "triage": Verb(_("Triage"), services.incident_triage, _("Triaged."), form=DecisionForm, tone="primary"),
            "activate": Verb(
                _("Begin handling"), services.incident_activate, _("Handling began."), form=NoteForm, tone="primary"
            ),
            "contain": Verb(_("Contained"), services.incident_contain, _("Recorded as contained."), form=NoteForm),
            "close": Verb(
                pgettext_lazy("incident", "Close"),
                services.incident_close,
                _("The incident was closed."),
                form=NoteForm,
            ),
            "assess": Verb(_("Assess again"), services.incident_assess, _("The assessment was recorded."), form=decide),
            "review": Verb(
                _("Write the review"), services.incident_review, _("The review was recorded."), form=ReviewForm
            ),
            "reopen": Verb(
                pgettext_lazy("incident", "Reopen"),
                services.incident_reopen,
                _("The incident was reopened."),
                form=ReasonForm,
            ),
            "waive": Verb(
                _("Waive the answer"),
                services.incident_waive,
                _("The waiver was recorded."),
                form=ReasonForm,
                confirm=_("The ministry then does not answer. Your name and the reason stand in the file."),
                tone="danger",
            ),
            "dismiss": Verb(
                _("Dismiss"), services.incident_dismiss, _("The report was dismissed."), form=dismiss, tone="danger"
            ),
        }

    def rows(self) -> "QuerySet[Incident]":
        rows = selectors.incidents_shown_to(self.request.user)
        return rows.select_related("lead_unit", "reporting_unit", "reporter", "waived_by", "duplicate_of")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs()

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        given = super().arguments(verb, form)
        if verb in DECISIONS:
            given = as_stored(self.record, given)
            optional = ("occurred_at", "impact_determined_at", "lead_unit")
            return {name: value for name, value in given.items() if value is not None or name not in optional}
        if verb == "dismiss":
            original = given["duplicate_of"]
            given["duplicate_of"] = original.pk if original else None
        return given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, incident = self.request.user, self.record
        claims = incident.claims.annotate(seen=Count("sightings")).order_by("first_seen_at", "id")
        open_now = incident.state not in (IncidentState.DISMISSED, IncidentState.REVIEWED)
        return super().get_context_data(
            heading=incident.title,
            clocks=list(clocks_of(incident)),
            claims=list(claims[:100]),
            releases=list(selectors.linked_releases(user, incident)),
            statements=list(selectors.linked_statements(user, incident)),
            tasks=list(selectors.linked_tasks(user, incident)),
            moments=selectors.timeline(user, incident.timeline.order_by("-at", "-position", "-id")[:200]),
            may_edit=incident.state in OPEN and policies.may_edit(user, incident),
            may_link=open_now and policies.may_link(user, incident),
            may_claim=open_now and policies.may_report_claim(user, incident),
            may_write=policies.may_write_timeline(user, incident),
            **kwargs,
        )


class IncidentReport(FormPage):
    heading, form_class, done, submit_label = (
        _("Report an incident"),
        ReportForm,
        _("The incident was reported. The press desk looks at it next."),
        _("Report"),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs()

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    @transaction.atomic
    def save(self, form: forms.Form) -> Incident:
        """The report, and with it the claim and the sighting, where they were given: all or nothing."""
        given: dict[str, Any] = dict(form.cleaned_data)
        text, url = given.pop("claim"), given.pop("url")
        actor: Any = self.request.user
        incident = services.incident_report(actor=actor, **given)
        if text or url:
            claim = services.claim_report(actor=actor, incident_id=incident.pk, text=text or incident.title)
            if url:
                services.sighting_add(actor=actor, claim_id=claim.pk, url=url)
        return incident


class IncidentEdit(EditPage):
    model, heading, form_class, done = Incident, _("Edit the incident"), IncidentForm, _("The facts were saved.")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs((self.record.title, self.record.get_absolute_url()))

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in IncidentForm.base_fields}

    def save(self, form: forms.Form) -> Incident:
        actor: Any = self.request.user
        return services.incident_update(
            actor=actor, incident_id=self.record.pk, version=self.version, **as_stored(self.record, form.cleaned_data)
        )


# --- what hangs on an incident --------------------------------------------------------------------


class OnIncident(FormPage):
    """A form that adds something to an incident; the incident's page comes next."""

    form_class: Any
    service: Any
    submit_label = _("Add")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.incident = found(Incident.objects.visible_to(request.user), pk=kwargs["pk"])
        request.back_url = self.incident.get_absolute_url()
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs((self.incident.title, self.incident.get_absolute_url()))

    def values(self, form: forms.Form) -> dict[str, Any]:
        return dict(form.cleaned_data)

    def save(self, form: forms.Form) -> Incident:
        type(self).service(actor=self.request.user, incident_id=self.incident.pk, **self.values(form))
        return self.incident


class ClaimCreate(OnIncident):
    heading, form_class, done = _("Report a claim"), ClaimForm, _("The claim was reported.")
    service = staticmethod(services.claim_report)


class EntryCreate(OnIncident):
    heading, form_class, done = _("Write in the timeline"), EntryForm, _("The entry was written.")
    service = staticmethod(services.timeline_add)


class LinkOf(OnIncident):
    """Links one of the objects that the form offers."""

    submit_label = _("Link")
    done = _("It was linked.")

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "incident": self.incident}

    def values(self, form: forms.Form) -> dict[str, Any]:
        name = self.form_class.model._meta.model_name
        given = dict(form.cleaned_data)
        return {f"{name}_id": given.pop(name).pk, **given}


class LinkRelease(LinkOf):
    heading, form_class = _("Link a release"), LinkReleaseForm
    service = staticmethod(services.incident_link_release)


class LinkStatement(LinkOf):
    heading, form_class = _("Link a statement"), LinkStatementForm
    service = staticmethod(services.incident_link_statement)


class LinkTask(LinkOf):
    heading, form_class = _("Link a task"), LinkTaskForm
    service = staticmethod(services.incident_link_task)


# --- claims ---------------------------------------------------------------------------------------


class ClaimPage(RecordPage):
    """One claim: what is said, where it was seen, what was found, what answers it."""

    template_name = "incidents/claim.html"
    model = Claim
    policies = policies
    id_argument = "claim_id"
    context_object_name = "claim"

    @property
    def verbs(self) -> Mapping[str, Verb]:  # type: ignore[override]  # one form knows the person
        refute: Any = partial(RefuteForm, user=self.request.user)
        return {
            "judge": Verb(
                _("Conclude"), services.claim_judge, _("The verdict was recorded."), form=JudgeForm, tone="primary"
            ),
            "refute": Verb(
                _("Name the refutation"),
                services.claim_refute,
                _("The refutation was recorded."),
                form=refute,
                tone="primary",
            ),
            "publish": Verb(
                _("Record the refutation as published"),
                services.claim_publish,
                _("The refutation was recorded as published."),
                tone="primary",
            ),
            "check": Verb(_("Begin to verify"), services.claim_check, _("The claim is being checked."), form=NoteForm),
        }

    def rows(self) -> "QuerySet[Claim]":
        rows = selectors.claims_shown_to(self.request.user)
        return rows.select_related("incident", "reporter", "verifier", "refuting_release", "refuting_statement")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        incident = self.record.incident
        return incident_crumbs((incident.title, incident.get_absolute_url()))

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        given = super().arguments(verb, form)
        if verb != "refute":
            return given
        return {f"{name}_id": answer.pk for name, answer in given.items() if answer is not None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        claim: Claim = self.record
        open_now = claim.incident.state not in (IncidentState.DISMISSED, IncidentState.REVIEWED)
        return super().get_context_data(
            heading=_("Claim"),
            sightings=claim.sightings.select_related("recorded_by", "file").order_by(
                "-captured_at", "-recorded_at", "-id"
            )[:100],
            refutation=selectors.seen_refutation(self.request.user, claim),
            revoked=policies.refutation_revoked(claim),
            may_add=open_now and policies.may_report_claim(self.request.user, claim.incident),
            **kwargs,
        )


class SightingCreate(FormPage):
    heading, form_class, done, submit_label = (
        _("Record where it was seen"),
        SightingForm,
        _("The sighting was recorded."),
        _("Add"),
    )

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.claim = found(Claim.objects.visible_to(request.user).select_related("incident"), pk=kwargs["pk"])
        request.back_url = self.claim.get_absolute_url()
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        incident = self.claim.incident
        steps = ((incident.title, incident.get_absolute_url()), (_("Claim"), self.claim.get_absolute_url()))
        return incident_crumbs(*steps)

    def save(self, form: forms.Form) -> Claim:
        actor: Any = self.request.user
        services.sighting_add(actor=actor, claim_id=self.claim.pk, **form.cleaned_data)
        return self.claim
