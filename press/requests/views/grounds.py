"""Pages: the lawful grounds of refusal, and the form that enters one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import require
from comms.deadlines.policies import may_set_calendar
from comms.web.pages import FormPage, PageView, way
from press.requests.forms.grounds import GroundForm
from press.requests.models import RefusalGround
from press.requests.services.grounds import grounds_load

REQUESTS = (_("Press requests"), "press:requests")
GROUNDS = (_("Grounds of refusal"), "press:refusal-grounds")


class GroundList(PageView):
    """Which grounds hold today, which held, and whether the reason must be told."""

    template_name = "press/requests/grounds.html"
    heading = _("Grounds of refusal")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(REQUESTS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grounds, today = list(RefusalGround.objects.visible_to(self.request.user)), clock.today()
        groups = [
            (_("In force"), [ground for ground in grounds if ground.is_in_force_on(today)]),
            (_("To come"), [ground for ground in grounds if ground.valid_from > today]),
            (_("Former grounds"), [ground for ground in grounds if ground.valid_to and ground.valid_to < today]),
        ]
        return super().get_context_data(
            groups=[(title, group) for title, group in groups if group],
            may_set=may_set_calendar(self.request.user),
            today=today,
            **kwargs,
        )


class GroundEnter(FormPage):
    """A new ground, or by the code of one that is there its correction."""

    heading, form_class, done = _("Enter a ground of refusal"), GroundForm, _("The ground was recorded.")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(REQUESTS, GROUNDS)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(may_set_calendar(request.user))
        return super().dispatch(request, *args, **kwargs)

    def save(self, form: forms.Form) -> str:
        row: dict[str, str] = form.row()  # type: ignore[attr-defined]  # its own form
        grounds_load([row], actor=self.request.user)  # type: ignore[arg-type]  # signed in
        return row["id"]

    def success_url(self, saved: str) -> str:
        return f"{reverse('press:refusal-grounds')}#{saved}"
