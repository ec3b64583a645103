"""Pages: who may speak, the register of statements, one statement, its form."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.core.decisions import Decision
from comms.core.text import fold
from comms.deadlines.selectors import clocks_of
from comms.org.models import Role
from comms.org.selectors import held_roles
from comms.web.actions import Verb
from comms.web.forms import ReasonForm
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage
from press.releases.models import Release
from press.speaking import policies, services
from press.speaking.forms import (
    CorrectForm,
    GiveForm,
    MandateForm,
    PublishForm,
    StatementDraftForm,
    StatementFilters,
    as_stored,
)
from press.speaking.models import Mandate, Statement
from press.speaking.selectors import mandates_to_speak_under, speakers_at
from press.speaking.states import EDITABLE

STATEMENTS = (_("Statements"), "press:statements")
SPEAKERS = (_("Who may speak"), "press:mandates")


def way(*steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Crumbs from names of addresses."""
    return [(label, reverse(name)) for label, name in steps]


# --- mandates -------------------------------------------------------------------------------------


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
        said = Statement.objects.visible_to(self.request.user).filter(mandate=self.record)
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


# --- statements -----------------------------------------------------------------------------------


def may_draft(user: Any) -> bool:
    """Is there a mandate under which the person may draft?"""
    return mandates_to_speak_under(user).exists()


class StatementList(ListPage):
    """The register: what was said and what is to be said, the latest on top."""

    template_name = "press/statement_list.html"
    heading = _("Statements")
    filter_form = StatementFilters
    order = ("-created_at",)

    def rows(self) -> "QuerySet[Statement]":
        return Statement.objects.visible_to(self.request.user).select_related("mandate__person")

    def narrow(self, rows: "QuerySet[Statement]", chosen: Mapping[str, Any]) -> "QuerySet[Statement]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        for name in ("state", "form"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_create=may_draft(self.request.user), **kwargs)


class StatementPage(RecordPage):
    """One statement: the words, under whose mandate, what they were before."""

    template_name = "press/statement.html"
    model = Statement
    policies = policies
    id_argument = "statement_id"
    context_object_name = "statement"
    verbs = {
        "approve": Verb(
            pgettext_lazy("statement", "Approve"),
            services.statement_approve,
            pgettext_lazy("statement", "Approved."),
            tone="primary",
        ),
        "give": Verb(
            _("Record as given"),
            services.statement_give,
            _("The statement was recorded as given."),
            form=GiveForm,
            tone="primary",
        ),
        "correct": Verb(
            _("Correct what was said"), services.statement_correct, _("The words were corrected."), form=CorrectForm
        ),
    }

    def rows(self) -> "QuerySet[Statement]":
        rows = Statement.objects.visible_to(self.request.user)
        return rows.select_related("mandate__person", "mandate__unit", "author", "approved_by", "unit", "release")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(STATEMENTS)

    def seen_release(self) -> Release | None:
        """What was said is known to everybody; the release that it names may still be a draft."""
        seen = Release.objects.visible_to(self.request.user).filter(pk=self.record.release_id)
        return self.record.release if seen.exists() else None

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        given = super().arguments(verb, form)
        return {name: value for name, value in given.items() if value not in ("", None)} if verb == "give" else given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement: Statement = self.record
        covered: Decision | None = None
        if statement.state in EDITABLE and statement.spoken_at is not None:
            covered = policies.within_mandate(statement.mandate, statement.spoken_at)
        return super().get_context_data(
            heading=statement.topic,
            versions=list(statement.versions.select_related("by").order_by("-number")),
            release=self.seen_release(),
            may_edit=statement.state in EDITABLE and policies.may_edit(self.request.user, statement),
            outside=covered.reason if covered is not None and not covered else "",
            **kwargs,
        )


class StatementCreate(FormPage):
    heading, form_class, done, submit_label = (
        _("New statement"),
        StatementDraftForm,
        _("The draft was saved."),
        _("Save the draft"),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(STATEMENTS)

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def save(self, form: forms.Form) -> Statement:
        return services.statement_draft(actor=self.request.user, **form.values())  # type: ignore[attr-defined, arg-type]  # its own form; signed in


class StatementEdit(EditPage):
    model, heading, form_class, done, submit_label = (
        Statement,
        _("Edit the statement"),
        StatementDraftForm,
        _("The draft was saved. Somebody other than you approves it."),
        _("Save the draft"),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(STATEMENTS), (self.record.topic, self.record.get_absolute_url())]

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "chosen": self.record.release_id}

    def initial(self) -> dict[str, Any]:
        names = ("form", "topic", "text", "occasion", "outlet", "language", "spoken_at")
        own = {name: getattr(self.record, name) for name in names}
        return own | {"mandate": self.record.mandate_id, "release": self.record.release_id}

    def save(self, form: forms.Form) -> Statement:
        return services.statement_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            statement_id=self.record.pk,
            version=self.version,
            **as_stored(self.record, form.values()),  # type: ignore[attr-defined]  # its own form
        )
