"""Outlets: the list, one outlet with its people, its form."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import Action
from comms.web.actions import Verb
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage, version_of
from press.distribution.forms.contacts import OutletFilters, OutletForm
from press.distribution.models import Employment, MediaOutlet
from press.distribution.selectors import contacts as selectors
from press.distribution.selectors.recipients import of_outlet
from press.distribution.services import contacts as services
from press.distribution.services.contacts.outlets import FIELDS
from press.distribution.views.contacts.common import OUTLETS, ForReaders, kept_by, way


class OutletList(ForReaders, ListPage):
    template_name, heading = "press/contacts/outlets.html", _("Press contacts")
    filter_form = OutletFilters
    order = ("name",)

    def rows(self) -> "QuerySet[MediaOutlet]":
        return selectors.outlets_for(self.request.user)

    def narrow(self, rows: "QuerySet[MediaOutlet]", chosen: Mapping[str, Any]) -> "QuerySet[MediaOutlet]":
        rows = selectors.searched(rows, chosen["search"])
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        return rows.filter(active=chosen["active"] == "true") if chosen["active"] else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tab="outlets", **kwargs)


class OutletPage(ForReaders, RecordPage):
    """One outlet: how it receives, who works and worked there, on which lists it stands."""

    template_name = "press/contacts/outlet.html"
    model, id_argument, context_object_name = MediaOutlet, "mediaoutlet_id", "outlet"
    verbs = {
        "new_secret": Verb(
            _("New secret of the webhook"),
            services.outlet_new_secret,
            "",
            confirm=_("The present secret stops being used at once; the new one is shown a single time."),
        )
    }
    secret = ""

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(OUTLETS)

    def answers(self) -> Sequence[Action]:
        return kept_by(self.request.user, list(self.verbs) if self.record.webhook_url else [])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page itself answers, not a redirect: the secret is written into it and nowhere else."""
        if kwargs.get("verb") != "new_secret":
            return super().post(request, *args, **kwargs)
        self.find()
        request.back_url = self.record.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        self.record, self.secret = services.outlet_new_secret(
            actor=request.user,  # type: ignore[arg-type]  # signed in
            mediaoutlet_id=self.record.pk,
            version=version_of(request),
        )
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        spells = Employment.objects.filter(outlet=self.record).select_related("journalist").order_by("-starts", "id")
        return super().get_context_data(
            heading=self.record.name,
            secret=self.secret,
            now=[spell for spell in spells if spell.ends is None],
            before=[spell for spell in spells if spell.ends is not None],
            listings=selectors.listings_of(self.record),
            deliveries=selectors.deliveries_to(self.request.user, self.record),
            ways=of_outlet(self.record),
            **kwargs,
        )


class OutletCreate(ForReaders, FormPage):
    heading, form_class, done, submit_label = _("New outlet"), OutletForm, _("The outlet was entered."), _("Enter it")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(OUTLETS)

    def save(self, form: forms.Form) -> MediaOutlet:
        return services.outlet_create(actor=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in


class OutletEdit(ForReaders, EditPage):
    model, heading, form_class, done = MediaOutlet, _("Edit the outlet"), OutletForm, _("The outlet was saved.")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(OUTLETS), (self.record.name, self.record.get_absolute_url())]

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in FIELDS if name in OutletForm.base_fields}

    def save(self, form: forms.Form) -> MediaOutlet:
        return services.outlet_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            mediaoutlet_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )
