"""Distribution lists: all of them, one with its members, its form."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from comms.core.errors import Invalid
from comms.core.records import found
from comms.web.keyset import keyset_page
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage, version_of
from press.distribution.forms.contacts import ListForm
from press.distribution.models import DistributionList
from press.distribution.selectors import contacts as selectors
from press.distribution.selectors.recipients import of_members
from press.distribution.services import contacts as services
from press.distribution.views.contacts.common import LISTS, OUTLETS, ForReaders, way

MOST_FOUND = 10


class DistributionLists(ForReaders, ListPage):
    template_name, heading = "press/contacts/lists.html", _("Press contacts")
    order = ("name",)

    def rows(self) -> "QuerySet[DistributionList]":
        return selectors.lists_for(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tab="lists", **kwargs)


class ListRecordPage(ForReaders, RecordPage):
    """One list: its members, who of them is skipped and why, and whom to add."""

    template_name = "press/contacts/list.html"
    model, context_object_name = DistributionList, "kept"

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(OUTLETS, LISTS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = keyset_page(selectors.members_of(self.record), self.request, order=("id",))
        wanted = " ".join(self.request.GET.get("q", "").split())[:100]
        receiving, skipped = selectors.reached_by(self.record)
        user = self.request.user
        return super().get_context_data(
            heading=self.record.name,
            page=page,
            members=of_members(page),
            receiving=receiving,
            skipped=skipped,
            wanted=wanted,
            candidates=selectors.addable(user, self.record, wanted, MOST_FOUND) if wanted else [],
            **kwargs,
        )


class ListCreate(ForReaders, FormPage):
    heading, form_class, done, submit_label = _("New list"), ListForm, _("The list was made."), _("Make the list")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(OUTLETS, LISTS)

    def save(self, form: forms.Form) -> DistributionList:
        return services.list_create(actor=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in


class ListEdit(ForReaders, EditPage):
    model, heading, form_class, done = DistributionList, _("Edit the list"), ListForm, _("The list was saved.")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(OUTLETS, LISTS), (self.record.name, self.record.get_absolute_url())]

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ListForm.base_fields}

    def save(self, form: forms.Form) -> DistributionList:
        return services.list_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            distributionlist_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )


@require_POST
def member_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put an outlet or a journalist on the list: `member` is `outlet:<id>` or `journalist:<id>`."""
    kept = _list_of(request, pk)
    services.list_member_add(actor=request.user, distributionlist_id=kept.pk, **_member(request))  # type: ignore[arg-type]  # signed in
    messages.success(request, str(_("Put on the list.")))
    return HttpResponseRedirect(kept.get_absolute_url())


@require_POST
def member_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    kept = _list_of(request, pk)
    services.list_member_remove(
        actor=request.user,  # type: ignore[arg-type]  # signed in
        distributionlist_id=kept.pk,
        version=version_of(request),
        **_member(request),
    )
    messages.success(request, str(_("Taken off the list.")))
    return HttpResponseRedirect(kept.get_absolute_url())


def _list_of(request: HttpRequest, pk: UUID) -> DistributionList:
    kept: DistributionList = found(DistributionList.objects.visible_to(request.user), pk=pk)
    request.back_url = kept.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
    return kept


def _member(request: HttpRequest) -> Mapping[str, UUID]:
    kind, _colon, given = request.POST.get("member", "").partition(":")
    try:
        if kind in ("outlet", "journalist"):
            return {f"{kind}_id": UUID(given)}
    except ValueError:
        pass
    raise Invalid.field("member", _("Name one outlet or one journalist."), code="one_member")
