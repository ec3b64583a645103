"""Pages: writing a request down, from a form or from a pasted e-mail; putting it right."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import require
from comms.core.records import found
from comms.web.forms import MomentField, as_stored
from comms.web.pages import EditPage, FormPage, way
from press.requests import policies, services
from press.requests.forms.intake import IntakeForm, PasteForm, proposed
from press.requests.mail_text import read_mail
from press.requests.models import PressRequest
from press.requests.previews import clock_previews

REQUESTS = (_("Press requests"), "press:requests")
# Of the earlier request, what a follow-up begins with.
_KEPT = ("outlet_name", "journalist_name", "reply_to", "language", "kind")


class ByRegistrars(FormPage):
    """A page of those who register requests."""

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(REQUESTS)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_register(request.user))
        return super().dispatch(request, *args, **kwargs)


class RequestIntake(ByRegistrars):
    """Sent with `look`, the page counts the clocks again and saves nothing.  What the same journalist asked lately is
    offered once before the request is saved as a new one."""

    template_name = "press/requests/intake.html"
    heading, form_class, done, submit_label = (
        _("Register a press request"),
        IntakeForm,
        _("The request was registered."),
        _("Register"),
    )

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """Of a follow-up: who asked before, as far as the person sees that."""
        asked = self.request.GET.get("follows")
        if not asked:
            return {}
        visible = PressRequest.objects.visible_to(self.request.user)
        earlier = found(visible, pk=asked)
        kept = {name: getattr(earlier, name) for name in _KEPT}
        return kept | {"outlet": earlier.outlet_id, "journalist": earlier.journalist_id, "follows": earlier.pk}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "look" in request.POST:
            return self.show(IntakeForm(initial=request.POST.dict(), **self.form_arguments()))
        form = self.make_form(request.POST)
        if form.is_valid() and form.earlier and not form.cleaned_data["asked"]:  # type: ignore[attr-defined]  # its own form
            return self.show(IntakeForm(initial=request.POST.dict() | {"asked": "1"}, **self.form_arguments()))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        received_at = _moment(kwargs["form"]) or clock.now()
        return super().get_context_data(
            previews=clock_previews(received_at),
            counted_from=received_at,
            action=reverse("press:request-new"),
            **kwargs,
        )

    def save(self, form: forms.Form) -> PressRequest:
        return services.request_register(actor=self.request.user, **form.values())  # type: ignore[attr-defined, arg-type]  # its own form; signed in


class RequestPaste(ByRegistrars):
    """A pasted e-mail is read, and the form that registers a request comes filled with what it says."""

    heading, form_class, submit_label = _("Register from an e-mail"), PasteForm, _("Read the e-mail")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PasteForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        text = form.cleaned_data["text"]
        intake = RequestIntake()
        intake.setup(request)
        filled = IntakeForm(initial=proposed(request.user, read_mail(text), text), **intake.form_arguments())
        return intake.show(filled, from_mail=True)


class RequestEdit(EditPage):
    model, heading, form_class, done = (
        PressRequest,
        _("Put the request right"),
        IntakeForm,
        _("The request was put right; its legal clock was counted again where that changed it."),
    )

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.record = found(self.rows(), pk=kwargs["pk"])
        require(policies.may_edit(request.user, self.record))
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(REQUESTS), (self.record.subject, self.record.get_absolute_url())]

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "record": self.record}

    def initial(self) -> dict[str, Any]:
        keys = {name: getattr(self.record, f"{name}_id") for name in ("outlet", "journalist", "follows")}
        return keys | {
            name: getattr(self.record, name) for name in IntakeForm.base_fields if name not in {*keys, "asked"}
        }

    def save(self, form: forms.Form) -> PressRequest:
        return services.request_edit(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            request_id=self.record.pk,
            version=self.version,
            **as_stored(self.record, form.values()),  # type: ignore[attr-defined]  # its own form
        )


def _moment(form: forms.Form) -> datetime | None:
    """The receipt as the form has it, where it can be read; an instant that a form shows has lost its offset."""
    value = form["received_at"].value()
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or clock.HANOI)
    try:
        return MomentField(required=False).clean(value)  # type: ignore[no-any-return]  # a datetime or None
    except ValidationError:
        return None
