"""Writing a draft."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import require
from comms.org.models import Role
from comms.org.selectors import held_roles
from comms.web.pages import EditPage, FormPage
from press.releases import kinds, policies, selectors, services
from press.releases.forms import ReleaseForm, initial_of
from press.releases.models import Release
from press.releases.states import Kind
from press.releases.views.editing import beside, lock_words, others_lock


class ReleaseCreate(FormPage):
    """A new draft: without `?kind=` the choice of the kind, with it the form, begun with the kind's template."""

    heading = _("New release")
    template_name = "press/release_form.html"
    form_class = ReleaseForm
    done = _("The draft was saved.")
    submit_label = _("Save the draft")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(policies.may_create(request.user))
        if self.kind not in kinds.PURPOSE:
            return self.response_class(
                request, "press/release_kinds.html", self.get_context_data(kinds=_kinds()), using=self.template_engine
            )
        return super().get(request, *args, **kwargs)

    @property
    def kind(self) -> str:
        return self.request.GET.get("kind", "")

    @property
    def language(self) -> str:
        return "en" if self.request.GET.get("language") == "en" else "vi"

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases"))]

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        own = [role.unit_id for role in held_roles(self.request.user) if role.kind == Role.Kind.PRESS_OFFICER]
        begun = kinds.begins_with(self.kind, self.language) if self.kind in kinds.PURPOSE else {}
        return {"kind": self.kind, "language": self.language, "lead_unit": own[0] if own else None, **begun}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**beside(kwargs.get("form"), reverse("press:release-new-preview")), **kwargs)

    def save(self, form: forms.Form) -> Release:
        return services.release_create(actor=self.request.user, **form.values())  # type: ignore[attr-defined, arg-type]  # a ReleaseForm; signed in


def _kinds() -> list[dict[str, Any]]:
    """What there is to begin, with what each needs before it is signed."""
    return [
        {
            "kind": kind,
            "label": Kind(kind).label,
            "purpose": purpose,
            "needs": [kinds.words_of(name) for name in kinds.REQUIRED[kind]],
        }
        for kind, purpose in kinds.PURPOSE.items()
    ]


class ReleaseEdit(EditPage):
    heading = _("Edit the draft")
    template_name = "press/release_form.html"
    model = Release
    form_class = ReleaseForm
    done = _("The draft was saved. What was signed before counts no longer.")
    submit_label = _("Save the draft")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(policies.may_update(request.user, self.record))
        lock = services.edit_lock_take(actor=request.user, release_id=self.record.pk)  # type: ignore[arg-type]  # signed in
        if lock.holder_id != request.user.pk:
            context = self.get_context_data(lock_words=lock_words(lock))
            return self.response_class(request, "press/release_locked.html", context, using=self.template_engine)
        return self.show(self.make_form(), taken_from=lock.taken_from)

    def rows(self) -> "QuerySet[Release]":
        return selectors.with_details(Release.objects.visible_to(self.request.user))

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases")), (self.record.title, self.record.get_absolute_url())]

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "release": self.record}

    def initial(self) -> dict[str, Any]:
        return dict(initial_of(self.record))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = others_lock(self.request.user, self.record)
        context = {
            **beside(kwargs.get("form"), reverse("press:release-unsaved", args=[self.record.pk])),
            "lock_words": lock_words(others) if others else "",
            **kwargs,
        }
        return super().get_context_data(**context)

    def save(self, form: forms.Form) -> Release:
        saved = services.release_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            release_id=self.record.pk,
            version=self.version,
            **form.values(),  # type: ignore[attr-defined]  # a ReleaseForm
        )
        if others := others_lock(self.request.user, self.record):
            messages.warning(self.request, lock_words(others))
        services.edit_lock_release(actor=self.request.user, release_id=saved.pk)  # type: ignore[arg-type]
        return saved
