"""Claims and where they were seen."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core.text import fold
from comms.web.actions import Verb
from comms.web.keyset import keyset_page
from comms.web.pages import ListPage, RecordPage
from incidents import policies, selectors, services
from incidents.forms.claims import ClaimFilters, ClaimForm, JudgeForm, RefuteForm
from incidents.forms.room import NoteForm
from incidents.models import Claim, Incident
from incidents.states import ClaimState
from incidents.views import refutations
from incidents.views.charts import chart
from incidents.views.matching import answer_offered, candidates, panels
from incidents.views.parts import OnIncident, incident_crumbs

# Claims in the room of an incident, and repetitions on the page of a claim.
IN_ROOM, SAME_SHOWN = 100, 20


def part(user: Any, incident: Incident) -> dict[str, Any]:
    rows = selectors.claims_listed(user).filter(incident=incident).order_by("first_seen_at", "id")
    claims = list(rows[: IN_ROOM + 1])
    return {
        "claims": claims[:IN_ROOM],
        "claims_more": len(claims) > IN_ROOM,
        "may_claim": not incident.ended and policies.may_report_claim(user, incident),
    }


class ClaimList(ListPage):
    """All claims that the person sees."""

    template_name = "incidents/claim_list.html"
    heading = _("Claims")
    filter_form = ClaimFilters
    order = ("-first_seen_at",)

    def rows(self) -> "QuerySet[Claim]":
        return selectors.claims_listed(self.request.user)

    def narrow(self, rows: "QuerySet[Claim]", chosen: Mapping[str, Any]) -> "QuerySet[Claim]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        for name in ("state", "verdict", "field", "incident"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        return rows

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = selectors.claim_counts(self.request.user)
        states = [(state, state.label, counts.get(state, 0)) for state in ClaimState]
        return super().get_context_data(counts=states, **kwargs)


class ClaimCreate(OnIncident):
    """Report a claim; before it is sent the form tells, when asked, which earlier ones say the same."""

    template_name = "incidents/claim_form.html"
    heading, form_class, done = _("Report a claim"), ClaimForm, _("The claim was reported.")
    service = staticmethod(services.claim_report)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if "check" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        text = form.cleaned_data["text"]
        return self.show(form, checked=True, candidates=candidates(request.user, text, drill=self.incident.drill))

    def save(self, form: forms.Form) -> Any:
        actor: Any = self.request.user
        claim = services.claim_report(actor=actor, incident_id=self.incident.pk, **self.values(form))
        # Who is to say whether it is an earlier one again is shown it at once.
        return claim if selectors.matches_of(actor, claim).exists() else self.incident


class ClaimPage(RecordPage):
    """One claim: what is said, where it was seen, what was found, what answers it."""

    template_name = "incidents/claim.html"
    model = Claim
    policies = policies
    id_argument = "claim_id"
    context_object_name = "claim"

    @property
    def verbs(self) -> Mapping[str, Verb]:  # type: ignore[override]  # its forms know the person and what is offered
        offered = getattr(self, "offered", {})
        judge: Any = partial(JudgeForm, initial=offered)
        refute: Any = partial(RefuteForm, user=self.request.user, initial=offered)
        return {
            "judge": Verb(
                _("Conclude"), services.claim_judge, _("The verdict was recorded."), form=judge, tone="primary"
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
        user = self.request.user
        shown = panels(user, claim)
        self.offered = answer_offered(shown)
        sightings = claim.sightings.select_related("recorded_by", "outlet", "file")
        return super().get_context_data(
            heading=_("Claim"),
            panels=shown,
            offered=self.offered,
            repetitions=list(selectors.repetitions_of(user, claim)[:SAME_SHOWN]),
            days=chart(selectors.sightings_by_day(claim)),
            sightings=keyset_page(sightings, self.request, order=("-captured_at",), size=50),
            refutation=selectors.seen_refutation(user, claim),
            revoked=policies.refutation_revoked(claim),
            **refutations.claim_part(user, claim),
            may_add=not claim.incident.ended and policies.may_report_claim(user, claim.incident),
            **kwargs,
        )
