"""Pages: message lines, one line, its form with rows of questions and answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.core.decisions import Decision
from comms.core.errors import NotVisible
from comms.core.records import found
from comms.core.text import fold
from comms.org.models import Role
from comms.org.selectors import holds
from comms.web.actions import Verb
from comms.web.forms import ReasonForm
from comms.web.pages import EditPage, ListPage, RecordPage, way
from press.messages import policies, selectors, services
from press.messages.forms import LineFilters, LineForm
from press.messages.models import MessageLine
from press.messages.states import LineState
from tasks.views.plans.common import RowsPage

LINES = (_("Message lines"), "press:message-lines")
WRITERS = (Role.Kind.PRESS_OFFICER, Role.Kind.OFFICER, Role.Kind.UNIT_HEAD, Role.Kind.SPOKESPERSON)


class LineList(ListPage):
    """What is to be said, on which topic, and until when."""

    template_name = "press/message_list.html"
    heading = _("Message lines")
    filter_form = LineFilters
    order = ("-valid_from",)

    def filter_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def rows(self) -> "QuerySet[MessageLine]":
        return MessageLine.objects.visible_to(self.request.user).select_related("owner_unit")

    def narrow(self, rows: Any, chosen: Mapping[str, Any]) -> "QuerySet[MessageLine]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        if chosen["owner_unit"]:
            rows = rows.filter(owner_unit=chosen["owner_unit"])
        if chosen["at"]:
            rows = rows.in_force_on(chosen["at"])
        today = clock.today()
        match chosen["validity"]:
            case "in_force":
                rows = rows.in_force_on(today)
            case "lapsing":
                rows = selectors.lapsing(rows, selectors.SOON)
            case "lapsed":
                rows = rows.lapsed_on(today)
            case "draft":
                rows = rows.filter(state=LineState.DRAFT)
        narrowed: QuerySet[MessageLine] = rows
        return narrowed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(may_create=holds(self.request.user, *WRITERS), **kwargs)
        return context | {"lines": [shown(line) for line in context["page"]]}


def shown(line: MessageLine) -> dict[str, Any]:
    """A line with its validity in words."""
    return {
        "line": line,
        "validity": selectors.validity_words(line),
        "tone": selectors.validity_tone(line),
    }


class LinePage(RecordPage):
    """One line: the words, questions and answers, what to avoid, what it replaced."""

    template_name = "press/message.html"
    model = MessageLine
    policies = policies
    id_argument = "messageline_id"
    context_object_name = "line"
    verbs = {
        "approve": Verb(
            pgettext_lazy("message line", "Approve"),
            services.line_approve,
            pgettext_lazy("message line", "Approved: the line is to be used while it is valid."),
            tone="primary",
        ),
        "withdraw": Verb(
            pgettext_lazy("message line", "Withdraw"),
            services.line_withdraw,
            _("The line was withdrawn."),
            form=ReasonForm,
            tone="danger",
        ),
    }

    def rows(self) -> "QuerySet[MessageLine]":
        rows = MessageLine.objects.visible_to(self.request.user)
        return rows.select_related("owner_unit", "author", "approved_by", "replaces")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(LINES)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line, user = self.record, self.request.user
        visible = MessageLine.objects.visible_to(user)
        may_replace: Decision | bool = line.state == LineState.APPROVED and policies.may_replace(user, line)
        return super().get_context_data(
            heading=line.topic,
            may_edit=line.state == LineState.DRAFT and policies.may_edit(user, line),
            may_replace=may_replace,
            replaced=visible.filter(pk=line.replaces_id).first() if line.replaces_id else None,
            replaced_by=list(visible.filter(replaces=line)[:10]),
            validity=selectors.validity_words(line),
            tone=selectors.validity_tone(line),
            **kwargs,
        )


class LineFormPage(RowsPage):
    """What the forms of a new line and of a draft share."""

    form_class: Any = LineForm

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(LINES)

    def form_arguments(self) -> dict[str, Any]:
        source = self.source()
        return {"user": self.request.user, "chosen": source.pk if source else None}

    def source(self) -> MessageLine | None:
        """The line that the form takes the place of."""
        raise NotImplementedError


class LineCreate(LineFormPage):
    """A new line; with `?replaces=` one that begins with the words of another."""

    heading, done, submit_label = _("New message line"), _("The draft was saved."), _("Save the draft")

    def source(self) -> MessageLine | None:
        lines = MessageLine.objects.visible_to(self.request.user).filter(state=LineState.APPROVED)
        return _by_id(lines, self.request.GET.get("replaces", ""))

    def initial(self) -> dict[str, Any]:
        old = self.source()
        if old is None:
            own = [role.unit_id for role in self.request.user.held_roles(None)]  # type: ignore[union-attr]  # signed in
            return {"valid_from": clock.today(), "owner_unit": own[0] if own else None}
        first = clock.today() if old.valid_from < clock.today() else None
        return _initial(old) | {"valid_from": first, "valid_to": None, "replaces": old.pk}

    def initial_rows(self) -> list[dict[str, Any]]:
        old = self.source()
        return list(old.qa) if old else []

    def save(self, form: forms.Form) -> MessageLine:
        return services.line_draft(actor=self.request.user, **form.values())  # type: ignore[attr-defined, arg-type]  # its own form; signed in


class LineEdit(LineFormPage, EditPage):
    model, heading, done, submit_label = (
        MessageLine,
        _("Edit the message line"),
        _("The draft was saved. Somebody other than you approves it."),
        _("Save the draft"),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(LINES), (self.record.topic, self.record.get_absolute_url())]

    def source(self) -> MessageLine | None:
        replaced: MessageLine | None = self.record.replaces
        return replaced

    def initial(self) -> dict[str, Any]:
        return _initial(self.record)

    def initial_rows(self) -> list[dict[str, Any]]:
        return list(self.record.qa)

    def save(self, form: forms.Form) -> MessageLine:
        return services.line_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            messageline_id=self.record.pk,
            version=self.version,
            **form.values(),  # type: ignore[attr-defined]  # its own form
        )


def _initial(line: MessageLine) -> dict[str, Any]:
    names = ("topic", "text", "valid_from", "valid_to")
    own = {name: getattr(line, name) for name in names}
    return own | {"owner_unit": line.owner_unit_id, "replaces": line.replaces_id, "avoid": "\n".join(line.avoid)}


def _by_id(rows: Any, text: str) -> Any:
    """The row that an address names, if there is one."""
    try:
        return found(rows, pk=text) if text else None
    except NotVisible:
        return None
