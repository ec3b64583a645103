"""The addresses of the steps that the page of a task offers beside its verbs.  Each leads back to the task."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from comms.core.errors import Invalid
from comms.core.records import found
from comms.web.actions import Verb
from comms.web.forms import take_errors
from comms.web.pages import version_of
from tasks.models import Extension
from tasks.views import acts
from tasks.views.tasks import TaskPage


class ActPage(TaskPage):
    """One step: `act()` says which.  A refused form comes back on the task's page with what was typed."""

    def act(self) -> tuple[str, Any, Verb, dict[str, Any]]:
        """Its name, the object whose form it is, the verb, and what the service is called with beside the form."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.find().get_absolute_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        address = self.find().get_absolute_url()
        request.back_url = address  # type: ignore[attr-defined]  # for the page of a refusal
        name, obj, verb, arguments = self.act()
        form = acts.make_form(name, obj, request.POST, request.FILES, user=request.user)
        key = "comment" if name == "comment" else acts.key_of(name, obj)
        if form is not None and not form.is_valid():
            return self.again(key, form)
        try:
            verb.service(actor=request.user, **arguments, **_given(form))
        except Invalid as refused:
            if form is None:
                raise
            take_errors(form, refused)
            return self.again(key, form)
        messages.success(request, str(verb.done))
        return HttpResponseRedirect(address)


class PartAct(ActPage):
    """A step of a unit's part."""

    def act(self) -> tuple[str, Any, Verb, dict[str, Any]]:
        name, task = self.kwargs["act"], self.record
        part = task.participations.select_related("unit", "person").filter(unit__code=self.kwargs["unit"]).first()
        if name not in acts.PART_ACTS or part is None:
            raise Http404
        part.task = task
        arguments = {"task_id": task.pk, "unit": part.unit, "version": version_of(self.request)}
        return name, part, acts.PART_ACTS[name], arguments


class ExtensionAct(ActPage):
    """The decision on an extension."""

    def act(self) -> tuple[str, Any, Verb, dict[str, Any]]:
        name = self.kwargs["act"]
        if name not in acts.EXTENSION_ACTS:
            raise Http404
        visible = Extension.objects.visible_to(self.request.user)
        extension = found(visible, pk=self.kwargs["extension"], task=self.record)
        return (
            name,
            extension,
            acts.EXTENSION_ACTS[name],
            {"extension_id": extension.pk, "version": version_of(self.request)},
        )


class CommentAct(ActPage):
    """A comment."""

    def act(self) -> tuple[str, Any, Verb, dict[str, Any]]:
        return "comment", self.record, acts.COMMENT, {"task_id": self.record.pk}


def _given(form: forms.Form | None) -> dict[str, Any]:
    """What the form says, as the service takes it."""
    arguments = getattr(form, "arguments", None)
    return arguments() if arguments else dict(form.cleaned_data) if form is not None else {}
