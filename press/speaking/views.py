"""Pages: the register of statements, one statement, its form."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.decisions import Decision
from comms.core.text import fold
from comms.web.actions import Verb
from comms.web.forms import as_stored
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage, way
from press.mandates.selectors import mandates_to_speak_under
from press.releases.models import Release
from press.speaking import policies, services
from press.speaking.forms import CorrectForm, GiveForm, StatementDraftForm, StatementFilters
from press.speaking.models import Statement
from press.speaking.states import EDITABLE

STATEMENTS = (_("Statements"), "press:statements")


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
