"""The room of one incident."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.web.actions import Verb
from comms.web.forms import ReasonForm, as_stored
from comms.web.pages import RecordPage
from incidents import policies, selectors, services
from incidents.forms.intake import AssessForm, DecisionForm, DismissForm
from incidents.forms.room import NoteForm, ReviewForm
from incidents.models import Incident
from incidents.states import DECISIONS
from incidents.views import answers, claims, handling, intake, learning, redress, refutations, sightings
from incidents.views.parts import incident_crumbs

# What each part of the page needs, by topic: (user, incident) -> context.
PARTS = (
    intake.part,
    sightings.part,
    handling.part,
    claims.part,
    answers.part,
    refutations.part,
    redress.part,
    learning.part,
)


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
        rows = selectors.incidents_shown_to(self.request.user).prefetch_related(selectors.parts_beside())
        return rows.select_related("lead_unit", "reporting_unit", "reporter", "waived_by", "duplicate_of", "playbook")

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
        parts: dict[str, Any] = {}
        for part in PARTS:
            parts |= part(self.request.user, self.record)
        return super().get_context_data(heading=self.record.title, **parts, **kwargs)
