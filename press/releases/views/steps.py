"""The steps of each kind of release."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.web.forms import PageForm, take_errors
from comms.web.pages import PageView
from press.releases import policies, services
from press.releases.states import SIGNED, Kind, Step


class StepsForm(PageForm):
    """The place of each step; empty leaves it out."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, prefix=kind, **kwargs)
        template = policies.template_of(kind)
        places = [("", _("left out")), *((str(place), str(place)) for place in range(1, len(SIGNED) + 1))]
        for step in SIGNED:
            initial = str(template.index(step) + 1) if step in template else ""
            label = Step(step).label.capitalize()
            self.fields[step] = forms.ChoiceField(label=label, choices=places, required=False, initial=initial)

    def steps(self) -> list[str]:
        """The steps in their order.  Raises Invalid for two in one place."""
        chosen = {step: place for step, place in self.cleaned_data.items() if place}
        if len(set(chosen.values())) != len(chosen):
            raise Invalid({}, _("Two steps stand in the same place."))
        return sorted(chosen, key=lambda step: chosen[step])


class StepsPage(PageView):
    """Which steps each kind of release passes; the approval by the spokesperson follows in every case."""

    template_name = "press/steps.html"
    heading = _("Steps of the sign-off")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(policies.may_read_steps(request.user))
        return self.show({})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.POST.get("kind", "")
        if kind not in Kind.values:
            raise Invalid.field("kind", _("There is no such kind of release."), code="choice")
        form = StepsForm(request.POST, kind=kind)
        if form.is_valid():
            try:
                services.steps_configure(actor=request.user, kind=kind, steps=form.steps())  # type: ignore[arg-type]  # signed in
            except Invalid as refused:
                take_errors(form, refused)
            else:
                messages.success(request, str(_("The steps were saved. They hold for every sign-off that begins now.")))
                return HttpResponseRedirect(reverse("press:signing-steps"))
        return self.show({kind: form}, status=400)

    def show(self, sent: dict[str, StepsForm], status: int = 200) -> HttpResponse:
        kinds = [{"kind": kind, "label": kind.label, "form": sent.get(kind) or StepsForm(kind=kind)} for kind in Kind]
        may = policies.may_configure_steps(self.request.user)
        return self.render_to_response(self.get_context_data(kinds=kinds, may_configure=may), status=status)
