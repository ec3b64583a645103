"""Pages: who may speak, one mandate, its form."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.deadlines.selectors import clocks_of
from comms.org.models import Role
from comms.org.selectors import held_roles
from comms.web.actions import Verb
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage, way
from press.mandates import duty, policies, services
from press.mandates.forms import AmendForm, MandateFilters, MandateForm, PublishForm, RevokeForm
from press.mandates.models import Mandate
from press.mandates.said import said_last
from press.mandates.selectors import speakers_at
from press.mandates.states import MandateState

STATEMENTS = (_("Statements"), "press:statements")
CONTACT_WORDS = {"post": _("post"), "phone": _("phone"), "email": _("official e-mail")}
SPEAKERS = (_("Who may speak"), "press:mandates")


def may_keep(user: Any) -> bool:
    """Is there any agency whose mandates the person keeps?  Which ones, the service asks."""
    keepers = (Role.Kind.UNIT_HEAD, Role.Kind.PRESS_OFFICER, Role.Kind.LEADERSHIP)
    return any(role.kind in keepers for role in held_roles(user))


class MandateList(ListPage):
    """Who may speak today, and every mandate there was and is to be."""

    template_name = "press/mandate_list.html"
    heading = _("Who may speak")
    filter_form = MandateFilters
    order = ("-valid_from",)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(STATEMENTS)

    def rows(self) -> "QuerySet[Mandate]":
        return Mandate.objects.visible_to(self.request.user).select_related("person", "unit")

    def filter_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def narrow(self, rows: "QuerySet[Mandate]", chosen: Mapping[str, Any]) -> "QuerySet[Mandate]":
        mandates: Any = rows
        if chosen["at"]:
            mandates = mandates.on_day(chosen["at"])
        if chosen["span"]:
            mandates = mandates.in_span(chosen["span"])
        same = {name: chosen[name] for name in ("capacity", "unit") if chosen[name]}
        return mandates.filter(**same)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        narrowed = any(self.request.GET.values())
        speakers = [] if narrowed else speakers_at(user, clock.now())
        return super().get_context_data(
            speakers=speakers, narrowed=narrowed, may_record=may_keep(user), public_url=self.public_url(), **kwargs
        )

    @staticmethod
    def public_url() -> str:
        """Of the list that everybody reads."""
        return reverse(f"press:newsroom-spokespersons-{'en' if get_language() == 'en' else 'vi'}")


class MandatePage(RecordPage):
    """One mandate: its span, the document, the duty to publish it, what was said under it."""

    template_name = "press/mandate.html"
    model = Mandate
    policies = policies
    id_argument = "mandate_id"
    context_object_name = "mandate"
    verbs = {
        "publish": Verb(
            _("Record the publication"),
            services.mandate_publish,
            _("The publication was recorded."),
            form=PublishForm,
            tone="primary",
        ),
        "revoke": Verb(
            _("Revoke the mandate"),
            services.mandate_revoke,
            _("The mandate was revoked."),
            form=RevokeForm,
            tone="danger",
        ),
    }

    def rows(self) -> "QuerySet[Mandate]":
        return Mandate.objects.visible_to(self.request.user).select_related("person", "unit", "decided_by_person")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(STATEMENTS, SPEAKERS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Statements stand above this package: they are asked through the row.
        said = self.record.statements.visible_to(self.request.user)
        return super().get_context_data(
            heading=self.record.person.full_name,
            clocks=list(clocks_of(self.record)),
            statements=said.order_by("-created_at", "id")[:20],
            duty_words=duty.duty_words(self.record),
            missing=[CONTACT_WORDS[name] for name in duty.missing_contact(self.record)],
            may_amend=self.record.state == MandateState.ACTIVE and policies.may_amend(self.request.user, self.record),
            **kwargs,
        )


class MandateAmend(EditPage):
    model, heading, form_class, done, submit_label = (
        Mandate,
        _("Correct the record of the mandate"),
        AmendForm,
        _("The record was corrected."),
        _("Correct the record"),
    )

    def rows(self) -> "QuerySet[Mandate]":
        return super().rows().select_related("person")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(STATEMENTS, SPEAKERS), (self.record.person.full_name, self.record.get_absolute_url())]

    def form_arguments(self) -> dict[str, Any]:
        return {"said": said_last(Mandate.objects.filter(pk=self.record.pk)) is not None}

    def initial(self) -> dict[str, Any]:
        names = ("post", "phone", "email", "scope", "matter", "document_number", "decided_by")
        own = {name: getattr(self.record, name) for name in names}
        return own | {"decided_by_person": self.record.decided_by_person_id}

    def save(self, form: forms.Form) -> Mandate:
        return services.mandate_amend(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            mandate_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )


class MandateCreate(FormPage):
    heading, form_class, done, submit_label = (
        _("New mandate"),
        MandateForm,
        _("The mandate was recorded."),
        _("Record the mandate"),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(STATEMENTS, SPEAKERS)

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def save(self, form: forms.Form) -> Mandate:
        return services.mandate_record(actor=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in
