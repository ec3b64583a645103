"""Claims and where they were seen."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.web.actions import Verb
from comms.web.pages import RecordPage
from incidents import policies, selectors, services
from incidents.forms.claims import ClaimForm, JudgeForm, RefuteForm
from incidents.forms.room import NoteForm
from incidents.models import Claim, Incident
from incidents.views import refutations
from incidents.views.parts import OnIncident, incident_crumbs


def part(user: Any, incident: Incident) -> dict[str, Any]:
    claims = incident.claims.annotate(seen=Count("sightings")).order_by("first_seen_at", "id")
    return {
        "claims": list(claims[:100]),
        "may_claim": not incident.ended and policies.may_report_claim(user, incident),
    }


class ClaimCreate(OnIncident):
    heading, form_class, done = _("Report a claim"), ClaimForm, _("The claim was reported.")
    service = staticmethod(services.claim_report)


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
        return super().get_context_data(
            heading=_("Claim"),
            sightings=selectors.sightings_newest(claim.sightings).select_related("recorded_by", "outlet", "file")[:100],
            refutation=selectors.seen_refutation(self.request.user, claim),
            revoked=policies.refutation_revoked(claim),
            **refutations.claim_part(self.request.user, claim),
            may_add=not claim.incident.ended and policies.may_report_claim(self.request.user, claim.incident),
            **kwargs,
        )
