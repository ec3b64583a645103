"""Writing a draft."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import require
from comms.org.models import Role
from comms.org.selectors import held_roles
from comms.web.pages import EditPage, FormPage
from press.releases import policies, selectors, services
from press.releases.forms import ReleaseForm, initial_of
from press.releases.models import Release


class ReleaseCreate(FormPage):
    heading = _("New release")
    template_name = "press/release_form.html"
    form_class = ReleaseForm
    done = _("The draft was saved.")
    submit_label = _("Save the draft")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(policies.may_create(request.user))
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases"))]

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        own = [role.unit_id for role in held_roles(self.request.user) if role.kind == Role.Kind.PRESS_OFFICER]
        return {"language": "vi", "lead_unit": own[0] if own else None}

    def save(self, form: forms.Form) -> Release:
        return services.release_create(actor=self.request.user, **form.values())  # type: ignore[attr-defined, arg-type]  # a ReleaseForm; signed in


class ReleaseEdit(EditPage):
    heading = _("Edit the draft")
    template_name = "press/release_form.html"
    model = Release
    form_class = ReleaseForm
    done = _("The draft was saved. What was signed before counts no longer.")
    submit_label = _("Save the draft")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(policies.may_update(request.user, self.record))
        return super().get(request, *args, **kwargs)

    def rows(self) -> "QuerySet[Release]":
        return selectors.with_details(Release.objects.visible_to(self.request.user))

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases")), (self.record.title, self.record.get_absolute_url())]

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "release": self.record}

    def initial(self) -> dict[str, Any]:
        return dict(initial_of(self.record))

    def save(self, form: forms.Form) -> Release:
        return services.release_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            release_id=self.record.pk,
            version=self.version,
            **form.values(),  # type: ignore[attr-defined]  # a ReleaseForm
        )
