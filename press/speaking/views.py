"""Pages: the register of statements, one statement, its form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from comms.core import clock
from comms.core.decisions import Decision
from comms.core.errors import Invalid, NotVisible
from comms.core.records import found
from comms.core.text import fold
from comms.web.actions import PageAction, Verb
from comms.web.forms import as_stored
from comms.web.pages import EditPage, FormPage, ListPage, PageView, RecordPage, way
from press.mandates.selectors import mandates_to_speak_under
from press.messages.checking import DraftWarning
from press.requests.states import RequestKind
from press.speaking import policies, services
from press.speaking.forms import (
    ApproveForm,
    CorrectForm,
    GiveForm,
    RecordingForm,
    SaidFilters,
    StatementDraftForm,
    StatementFilters,
    TranscriptForm,
)
from press.speaking.models import Statement
from press.speaking.register import register_file
from press.speaking.selectors import LINKED, recordings_of, said_page, warnings_of
from press.speaking.states import EDITABLE, SPOKEN, StatementForm
from tasks.selectors import incident_links

DAY = timedelta(days=1)
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

    def filter_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def rows(self) -> "QuerySet[Statement]":
        return Statement.objects.visible_to(self.request.user).select_related("mandate__person")

    def narrow(self, rows: "QuerySet[Statement]", chosen: Mapping[str, Any]) -> "QuerySet[Statement]":
        return narrowed(rows, chosen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        for paging in ("after", "before"):
            query.pop(paging, None)
        return super().get_context_data(may_create=may_draft(self.request.user), query=query.urlencode(), **kwargs)


def narrowed(rows: "QuerySet[Statement]", chosen: Mapping[str, Any]) -> "QuerySet[Statement]":
    """The statements that the filters of the register leave."""
    for word in fold(chosen["search"]).split():
        rows = rows.filter(folded__contains=word)
    wanted = {
        "state": chosen["state"],
        "form": chosen["form"],
        "mandate__person": chosen["speaker"],
        "mandate__unit": chosen["unit"],
        "own_initiative": chosen["own_initiative"],
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if chosen["spoken_from"]:
        rows = rows.filter(spoken_at__gte=datetime.combine(chosen["spoken_from"], time.min, clock.HANOI))
    if chosen["spoken_to"]:
        rows = rows.filter(spoken_at__lt=datetime.combine(chosen["spoken_to"] + DAY, time.min, clock.HANOI))
    return rows


@require_safe
def statement_export(request: HttpRequest, ending: str) -> HttpResponse:
    """The register as the filters of the page leave it, as a file."""
    form = StatementFilters(request.GET, user=request.user)
    if not form.is_valid():
        raise Invalid({}, _("These filters make no sense."))
    rows = narrowed(Statement.objects.visible_to(request.user), form.cleaned_data)
    return register_file(rows.order_by("-created_at", "id"), ending)


class SaidPage(PageView):
    """Everything that was ever said on a topic, the newest on top."""

    template_name = "press/said.html"
    heading = _("Everything that was said")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(STATEMENTS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SaidFilters(self.request.GET, label_suffix="")
        said, mark = None, self.request.GET.get("cursor", "")
        if form.is_valid():
            kinds = [form.cleaned_data["kind"]] if form.cleaned_data["kind"] else []
            said = said_page(self.request.user, form.cleaned_data["search"], kinds=kinds, mark=mark)
        query = self.request.GET.copy()
        query["cursor"] = said.next_mark if said else ""
        return super().get_context_data(
            filter_form=form,
            said=said.results if said else [],
            next_url=f"?{query.urlencode()}" if said and said.next_mark else "",
            **kwargs,
        )


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
            form=ApproveForm,
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
        return rows.select_related("mandate__person", "mandate__unit", "author", "approved_by", "unit")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(STATEMENTS)

    @cached_property
    def warnings(self) -> list[DraftWarning]:
        """What the words are warned of, as long as they may still be changed."""
        return warnings_of(self.record, self.request.user) if self.record.state in EDITABLE else []

    def actions(self) -> list[PageAction]:
        """Nobody is asked to have read warnings that there are not."""
        return [
            replace(action, form=None) if action.verb == "approve" and not self.warnings else action
            for action in super().actions()
        ]

    def linked(self) -> list[tuple[Any, Any]]:
        """What was said is known to everybody; what it belongs to is shown to who sees that too."""
        user = self.request.user
        named = ((_LINK_WORDS[name], model, getattr(self.record, f"{name}_id")) for name, model in LINKED.items())
        seen = ((words, model.objects.visible_to(user).filter(pk=pk).first()) for words, model, pk in named if pk)
        return [(words, found) for words, found in seen if found is not None]

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        given = super().arguments(verb, form)
        return {name: value for name, value in given.items() if value not in ("", None)} if verb == "give" else given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement: Statement = self.record
        covered: Decision | None = None
        # Why the approval was taken back says it already.
        if statement.state in EDITABLE and statement.spoken_at is not None and not statement.stopped_reason:
            covered = policies.within_mandate(statement.mandate, statement.spoken_at)
        return super().get_context_data(
            heading=statement.topic,
            versions=list(statement.versions.select_related("by").order_by("-number")),
            linked=self.linked(),
            incidents=[link.incident for link in incident_links(self.request.user, statement)],
            recordings=list(recordings_of(self.request.user, statement)),
            warnings=self.warnings,
            may_record=policies.may_record(self.request.user, statement),
            spoken=statement.state in SPOKEN,
            may_edit=statement.state in EDITABLE and policies.may_edit(self.request.user, statement),
            outside=covered.reason if covered is not None and not covered else "",
            **kwargs,
        )


_LINK_WORDS = {
    "release": _("Belongs to the release"),
    "press_request": _("Answers the press request"),
    "conference": _("Said at the press conference"),
}


class StatementCreate(FormPage):
    """A new draft; `?press_request=`, `?conference=`, `?release=` begin it with what those know."""

    heading, form_class, done, submit_label = (
        _("New statement"),
        StatementDraftForm,
        _("The draft was saved."),
        _("Save the draft"),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(STATEMENTS)

    @cached_property
    def named(self) -> dict[str, Any]:
        """What the address names, where the person sees it."""
        found_rows = {}
        for name, model in LINKED.items():
            try:
                found_rows[name] = found(model.objects.visible_to(self.request.user), pk=self.request.GET[name])
            except (KeyError, NotVisible):
                continue
        return found_rows

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "chosen": {name: row.pk for name, row in self.named.items()}}

    def initial(self) -> dict[str, Any]:
        begun: dict[str, Any] = {name: row.pk for name, row in self.named.items()}
        if request := self.named.get("press_request"):
            interview = request.kind == RequestKind.INTERVIEW
            begun |= {
                "form": StatementForm.INTERVIEW if interview else StatementForm.RELEASE_OR_REPLY,
                "topic": request.subject,
                "outlet": request.outlet_name,
                "language": request.language,
            }
        if conference := self.named.get("conference"):
            begun |= {
                "form": StatementForm.PRESS_CONFERENCE,
                "topic": begun.get("topic", conference.title),
                "occasion": conference.title,
                "spoken_at": conference.held_at,
                "mandate": conference.mandate_id,
            }
        return begun

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
        return {"user": self.request.user, "chosen": {name: getattr(self.record, f"{name}_id") for name in LINKED}}

    def initial(self) -> dict[str, Any]:
        own = {name: getattr(self.record, name) for name in services.FIELDS}
        linked = {name: getattr(self.record, f"{name}_id") for name in LINKED}
        return own | linked | {"mandate": self.record.mandate_id}

    def hidden(self) -> set[str]:
        """The links that the person does not see and the form therefore does not show: they stay."""
        user = self.request.user
        named = {name: getattr(self.record, f"{name}_id") for name in LINKED}
        seen = {name for name, pk in named.items() if LINKED[name].objects.visible_to(user).filter(pk=pk).exists()}
        return {f"{name}_id" for name, pk in named.items() if pk and name not in seen}

    def save(self, form: forms.Form) -> Statement:
        values = as_stored(self.record, form.values())  # type: ignore[attr-defined]  # its own form
        return services.statement_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            statement_id=self.record.pk,
            version=self.version,
            **{name: value for name, value in values.items() if name not in self.hidden()},
        )


class OfStatement(EditPage):
    """A form about one statement, by whoever may draft it."""

    model: Any = Statement

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(STATEMENTS), (self.record.topic, self.record.get_absolute_url())]

    def success_url(self, saved: Any) -> str:
        return str(self.record.get_absolute_url())


class RecordingAdd(OfStatement):
    heading, form_class, done, submit_label = (
        _("Keep a recording"),
        RecordingForm,
        _("The recording is kept with the statement."),
        _("Keep the recording"),
    )

    def save(self, form: forms.Form) -> Any:
        return services.recording_add(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            statement_id=self.record.pk,
            file=form.cleaned_data["file"],
        )


class TranscriptEdit(OfStatement):
    heading, form_class, done, submit_label = (
        _("Transcript of what was said"),
        TranscriptForm,
        _("The transcript was saved."),
        _("Save the transcript"),
    )

    def initial(self) -> dict[str, Any]:
        return {"transcript": self.record.transcript}

    def save(self, form: forms.Form) -> Statement:
        return services.statement_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            statement_id=self.record.pk,
            version=self.version,
            transcript=form.cleaned_data["transcript"],
        )
