"""Questions: the quick entry, one with its steps, its wording."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comms.core.errors import Invalid
from comms.web.actions import Verb
from comms.web.forms import take_errors
from comms.web.pages import EditPage, RecordPage, way
from press.conferences import policies, selectors, services
from press.conferences.forms import AnswerForm, AskForm, PromiseForm, QuestionEditForm, RequestForm, TaskForm
from press.conferences.models import ConferenceQuestion
from press.conferences.views.conferences import CONFERENCES, ConferencePage


class AskPage(ConferencePage):
    """Write a question down from the page of its conference, and go on with the next."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        request.back_url = self.record.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        form = AskForm(request.POST, auto_id="ask_%s")
        if form.is_valid():
            try:
                question = services.question_ask(
                    actor=cast("Any", request.user), pressconference_id=self.record.pk, **form.cleaned_data
                )
            except Invalid as refused:
                take_errors(form, refused)
            else:
                messages.success(request, _("Question %(number)s is written down.") % {"number": question.number})
                return HttpResponseRedirect(f"{self.record.get_absolute_url()}?ask=1#ask")
        return self.render_to_response(self.get_context_data(ask_form=form), status=400)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        return HttpResponseRedirect(self.record.get_absolute_url())


class QuestionPage(RecordPage):
    """One question: the answer, or who promised one by when, and what came of that."""

    template_name = "press/conferences/question.html"
    model, policies, id_argument, context_object_name = (
        ConferenceQuestion,
        policies,
        "conferencequestion_id",
        "question",
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        promises: Any = partial(PromiseForm, user=request.user)
        plans: Any = partial(TaskForm, user=request.user)
        self.verbs = {  # type: ignore[misc]  # a form offers what this person may choose
            "answer": Verb(
                pgettext_lazy("conference", "Answer"),
                services.question_answer,
                gettext_lazy("The answer was recorded."),
                form=AnswerForm,
                tone="primary",
            ),
            "promise": Verb(
                gettext_lazy("Promise an answer"),
                services.question_promise,
                gettext_lazy("The promise was recorded; the heads of the unit are told."),
                form=promises,
            ),
            "task": Verb(
                gettext_lazy("Make it a task"),
                services.question_task,
                gettext_lazy("The promise is a task now."),
                form=plans,
            ),
            "request": Verb(
                gettext_lazy("Go on as a press request"),
                services.question_request,
                gettext_lazy("The question is a press request now."),
                form=RequestForm,
            ),
        }

    def rows(self) -> "QuerySet[ConferenceQuestion]":
        rows = selectors.questions_shown_to(self.request.user).filter(conference=self.kwargs["conference"])
        return rows.select_related("conference__unit", "conference__mandate__person", "recorded_by")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        conference = self.record.conference
        return [*way(CONFERENCES), (conference.title, conference.get_absolute_url())]

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        given = {name: value for name, value in super().arguments(verb, form).items() if value not in ("", None)}
        for name in ("mandate", "plan"):
            if name in given:
                given[f"{name}_id"] = given.pop(name).pk
        return given

    def after(self) -> str:
        """During a conference the next question is what matters."""
        return f"{self.record.conference.get_absolute_url()}#q-{self.record.number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.record
        user = self.request.user
        return super().get_context_data(
            heading=_("Question %(number)s") % {"number": question.number},
            conference=question.conference,
            names=policies.may_read_names(user),
            may_edit=policies.may_edit_question(user, question),
            **kwargs,
        )


class QuestionEdit(EditPage):
    model, heading, form_class, done = (
        ConferenceQuestion,
        gettext_lazy("Edit the question"),
        QuestionEditForm,
        gettext_lazy("The question was saved."),
    )

    def rows(self) -> "QuerySet[ConferenceQuestion]":
        rows = ConferenceQuestion.objects.visible_to(self.request.user).filter(conference=self.kwargs["conference"])
        return rows.select_related("conference")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        conference = self.record.conference
        return [*way(CONFERENCES), (conference.title, conference.get_absolute_url())]

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        asked_by = self.record.asked_by if policies.may_read_names(self.request.user) else ""
        own = {"text": self.record.text, "outlet_name": self.record.outlet_name, "asked_by": asked_by}
        return own | {"outlet": self.record.outlet_id}

    def save(self, form: forms.Form) -> ConferenceQuestion:
        return services.question_edit(
            actor=cast("Any", self.request.user),
            conferencequestion_id=UUID(str(self.record.pk)),
            version=self.version,
            **form.values(),  # type: ignore[attr-defined]  # its own form
        )
