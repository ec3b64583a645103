"""Conclusions on claims, dossiers of refutations, and whom a changed conclusion still has to reach."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.records import found
from comms.deadlines.selectors import clocks_of
from comms.web.actions import Verb
from comms.web.forms import as_stored
from comms.web.pages import EditPage, FormPage, RecordPage
from incidents import services
from incidents.forms.refutations import (
    ApproveForm,
    CheckForm,
    EvidenceForm,
    PublishForm,
    RefutationForm,
    ReturnForm,
    ToldForm,
)
from incidents.models import Claim, Incident, Refutation, VerdictNotice
from incidents.policies import claims as claim_policies
from incidents.policies import refutations as policies
from incidents.policies.incidents import handles
from incidents.selectors.refutations import answers_seen, notices_shown_to, notices_visible_to, public_path
from incidents.states import STANDING, NoticeState, RefutationState
from incidents.views.parts import incident_crumbs

SHOWN = 100


def part(user: Any, incident: Incident) -> dict[str, Any]:
    rows = incident.refutations.select_related("claim", "verdict_row").order_by("-created_at", "id")
    return {"refutations": list(rows[:SHOWN])}


def claim_part(user: Any, claim: Claim) -> dict[str, Any]:
    """What the page of a claim shows of its conclusions, its evidence and its refutations."""
    refutations = list(claim.refutations.select_related("author", "release").order_by("-created_at", "id")[:SHOWN])
    standing = next((row for row in refutations if row.state in STANDING), None)
    notices = notices_shown_to(user, claim)
    return {
        "conclusions": list(claim.verdicts.select_related("verifier").order_by("-no")[:SHOWN]),
        "evidence": list(claim.evidence_rows.select_related("added_by", "file").order_by("-added_at", "id")[:SHOWN]),
        "claim_refutations": refutations,
        "standing_refutation": standing,
        "notices": list(notices[:SHOWN]),
        "notices_total": notices.count(),
        "notices_owed": notices.filter(state=NoticeState.OWED).count(),
        # Those outside are still told after the incident has ended.
        "may_tell": bool(handles(user, claim.incident)),
        "may_handle": not claim.incident.ended and handles(user, claim.incident),
        "draftable": claim_policies.refutable(claim),
        "claim_clocks": list(clocks_of(claim)),
    }


class OnClaim(FormPage):
    """A form that adds something to a claim."""

    form_class: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.claim = found(Claim.objects.visible_to(request.user).select_related("incident"), pk=kwargs["pk"])
        request.back_url = self.claim.get_absolute_url()
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        incident = self.claim.incident
        steps = ((incident.title, incident.get_absolute_url()), (_("Claim"), self.claim.get_absolute_url()))
        return incident_crumbs(*steps)


class EvidenceCreate(OnClaim):
    heading, form_class, done, submit_label = (
        _("Add evidence"),
        EvidenceForm,
        _("The evidence was added."),
        _("Add"),
    )

    def save(self, form: forms.Form) -> Claim:
        actor: Any = self.request.user
        services.claim_evidence_add(actor=actor, claim_id=self.claim.pk, **form.cleaned_data)
        return self.claim


class RefutationCreate(OnClaim):
    heading, form_class, done = _("Draft a refutation"), RefutationForm, _("The draft was stored.")

    def save(self, form: forms.Form) -> Refutation:
        actor: Any = self.request.user
        return services.refutation_create(actor=actor, claim_id=self.claim.pk, **form.cleaned_data)


class RefutationEdit(EditPage):
    heading, form_class, done = _("Edit the refutation"), RefutationForm, _("The draft was stored.")
    model = Refutation

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return _crumbs(self.request.user, self.record, (self.record.title, self.record.get_absolute_url()))

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in RefutationForm.base_fields}

    def save(self, form: forms.Form) -> Refutation:
        actor: Any = self.request.user
        values = as_stored(self.record, form.cleaned_data)
        return services.refutation_update(actor=actor, refutation_id=self.record.pk, version=self.version, **values)


class RefutationPage(RecordPage):
    """The dossier: its parts, its checks, how it went out."""

    template_name = "incidents/refutation.html"
    model = Refutation
    policies = policies
    id_argument = "refutation_id"
    context_object_name = "refutation"

    @property
    def verbs(self) -> Mapping[str, Verb]:  # type: ignore[override]  # one form knows the person
        publish: Any = partial(PublishForm, user=self.request.user)
        record = getattr(self, "record", None)
        approve: Any = partial(ApproveForm, user=self.request.user, incident=record.incident if record else None)
        return {
            "submit": Verb(
                _("Send to the legal check"),
                services.refutation_submit,
                _("The refutation is in the legal check."),
                tone="primary",
            ),
            "check": Verb(
                _("Legally checked"),
                services.refutation_check,
                _("The legal check was recorded."),
                form=CheckForm,
                tone="primary",
            ),
            "approve": Verb(
                pgettext_lazy("refutation", "Approve"),
                services.refutation_approve,
                _("The words were approved."),
                confirm=_("The words are fixed: another wording needs another approval."),
                form=approve,
                tone="primary",
            ),
            "release": Verb(
                _("Make a release draft from this"), services.refutation_release, _("The draft of a release was made.")
            ),
            "publish": Verb(
                _("Record it as published"),
                services.refutation_publish,
                _("The refutation was published."),
                form=publish,
                tone="primary",
            ),
            "return": Verb(
                pgettext_lazy("refutation", "Return"),
                services.refutation_return,
                _("The refutation was returned."),
                form=ReturnForm,
            ),
        }

    def rows(self) -> "QuerySet[Refutation]":
        rows = Refutation.objects.visible_to(self.request.user)
        named = ("incident__lead_unit", "claim", "verdict_row", "author", "checker", "approver", "published_by")
        return rows.select_related(*named, "release", "statement", "mandate__person")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return _crumbs(self.request.user, self.record)

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        given = super().arguments(verb, form)
        for name in ("release", "statement", "mandate"):
            if name in given:
                answer = given.pop(name)
                given[f"{name}_id"] = answer.pk if answer else None
        return given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refutation, user = self.record, self.request.user
        return super().get_context_data(
            heading=refutation.title,
            parts=[(_LABELS[name], name, getattr(refutation, name)) for name in policies.PARTS],
            sees_claim=_sees(user, refutation),
            answers=answers_seen(user, refutation),
            may_edit=refutation.state == RefutationState.DRAFT and policies.may_update(user, refutation),
            clocks=list(clocks_of(refutation.claim)),
            public_url=public_path(refutation),
            withdrawn=policies.release_revoked(refutation),
            **kwargs,
        )


class NoticeTold(EditPage):
    """A person says whom they told of a changed conclusion."""

    heading, form_class, done = _("Told of the changed conclusion"), ToldForm, _("It was recorded.")
    model = VerdictNotice

    def rows(self) -> "QuerySet[VerdictNotice]":
        return notices_visible_to(self.request.user)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        claim = self.record.claim
        steps = ((claim.incident.title, claim.incident.get_absolute_url()), (_("Claim"), claim.get_absolute_url()))
        return incident_crumbs(*steps)

    def save(self, form: forms.Form) -> VerdictNotice:
        actor: Any = self.request.user
        return services.verdict_notice_told(
            actor=actor, verdictnotice_id=self.record.pk, version=self.version, **form.cleaned_data
        )

    def success_url(self, saved: Any) -> str:
        return str(saved.claim.get_absolute_url())


_LABELS = {name: RefutationForm.base_fields[name].label for name in policies.PARTS}


def _sees(user: Any, refutation: Refutation) -> bool:
    """A legal checker reads the dossier without the incident."""
    return bool(Claim.objects.visible_to(user).filter(pk=refutation.claim_id).exists())


def _crumbs(user: Any, refutation: Refutation, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    if not _sees(user, refutation):
        return incident_crumbs(*more)
    incident = refutation.incident
    claim = (_("Claim"), refutation.claim.get_absolute_url())
    return incident_crumbs((incident.title, incident.get_absolute_url()), claim, *more)
