"""Pages: who may speak, one mandate, its form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.deadlines.selectors import clocks_of
from comms.org.models import Role
from comms.org.selectors import held_roles
from comms.web.actions import Verb
from comms.web.forms import ReasonForm
from comms.web.pages import FormPage, ListPage, RecordPage, way
from press.mandates import policies, services
from press.mandates.forms import MandateForm, PublishForm
from press.mandates.models import Mandate
from press.mandates.selectors import speakers_at

STATEMENTS = (_("Statements"), "press:statements")
SPEAKERS = (_("Who may speak"), "press:mandates")


def may_keep(user: Any) -> bool:
    """Is there any agency whose mandates the person keeps?  Which ones, the service asks."""
    keepers = (Role.Kind.UNIT_HEAD, Role.Kind.PRESS_OFFICER, Role.Kind.LEADERSHIP)
    return any(role.kind in keepers for role in held_roles(user))


class MandateList(ListPage):
    """Who may speak today, and every mandate there was."""

    template_name = "press/mandate_list.html"
    heading = _("Who may speak")
    order = ("-valid_from",)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(STATEMENTS)

    def rows(self) -> "QuerySet[Mandate]":
        return Mandate.objects.visible_to(self.request.user).select_related("person", "unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(speakers=speakers_at(user, clock.now()), may_record=may_keep(user), **kwargs)


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
            form=ReasonForm,
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
            **kwargs,
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
