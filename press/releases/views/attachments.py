"""The files of a draft."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comms.core.decisions import require
from comms.core.records import found
from comms.web.pages import EditPage, version_of
from press.releases import policies, selectors, services
from press.releases.forms import AttachForm, DescribeForm
from press.releases.models import Release


class AttachFile(EditPage):
    """Add a picture or a document to a draft."""

    heading = gettext_lazy("Attach a file")
    model = Release
    form_class = AttachForm
    done = gettext_lazy("The file was attached. What was signed before counts no longer.")
    submit_label = gettext_lazy("Attach")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(policies.may_update(request.user, self.record))
        return super().get(request, *args, **kwargs)

    def rows(self) -> "QuerySet[Release]":
        return selectors.with_details(Release.objects.visible_to(self.request.user))

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases")), (self.record.title, self.record.get_absolute_url())]

    def save(self, form: forms.Form) -> Release:
        services.release_attach(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            release_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )
        release: Release = self.record
        return release


class DescribeFile(AttachFile):
    """Caption, description, source and place of a file of a draft."""

    heading = gettext_lazy("Describe the file")
    form_class = DescribeForm
    done = gettext_lazy("The file was described anew. What was signed before counts no longer.")
    submit_label = gettext_lazy("Save")

    def initial(self) -> dict[str, Any]:
        row = found(selectors.attachments_of(self.record), pk=self.kwargs["attachment"])
        places = list(selectors.attachments_of(self.record).values_list("pk", flat=True))
        words = {name: getattr(row, name) for name in ("caption", "alt", "credit")}
        return {**words, "position": places.index(row.pk) + 1}

    def save(self, form: forms.Form) -> Release:
        words = dict(form.cleaned_data)
        place = words.pop("position")
        services.release_describe(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            release_id=self.record.pk,
            attachment_id=self.kwargs["attachment"],
            version=self.version,
            position=None if place is None else place - 1,
            **words,
        )
        release: Release = self.record
        return release


@require_POST
def detach_file(request: HttpRequest, pk: UUID, attachment: UUID) -> HttpResponse:
    """Take a file off a draft."""
    release = services.release_detach(
        actor=request.user,  # type: ignore[arg-type]  # signed in
        release_id=pk,
        attachment_id=attachment,
        version=version_of(request),
    )
    messages.success(request, _("The file was taken off. What was signed before counts no longer."))
    return HttpResponseRedirect(release.get_absolute_url())
