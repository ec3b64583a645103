"""Beside the form of a draft: its live preview, who is editing, and the links for readers without an account."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from csp.decorators import csp_exempt
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from comms.core import limits
from comms.core.errors import Invalid, NotVisible, ServiceError
from comms.core.records import found
from comms.web.errors import STATUS
from comms.web.forms import take_errors
from comms.web.pages import PageView
from comms.web.templatetags.comms import moment
from press.releases import downloads, selectors, services
from press.releases.content import CONTACT
from press.releases.forms import ReleaseForm, ShareForm
from press.releases.models import EditLock, PreviewLink, Release

# What the answer to a shared address says to those who keep or list pages.
SHARED_HEADERS = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}


# The groups of the form; what is named in none comes last.
GROUPS: Sequence[tuple[Any, Sequence[str]]] = (
    (gettext_lazy("Kind and language"), ("kind", "language")),
    (gettext_lazy("Title"), ("title", "abstract")),
    (gettext_lazy("Text"), ("dateline", "body", "quotes", "boilerplate")),
    (gettext_lazy("Event or question"), ("event_at", "event_place", "question")),
    (gettext_lazy("Units and tasks"), ("lead_unit", "other_units", "tasks")),
    (
        gettext_lazy("Signer, recipients, press contact"),
        ("signer_post", "signer_name", "recipients", *(f"contact_{name}" for name in CONTACT)),
    ),
    (gettext_lazy("Dates, in Hanoi time"), ("embargo_until", "scheduled_for")),
)


def beside(form: forms.Form | None, preview_url: str) -> dict[str, Any]:
    """What the editor's page draws: the fields in groups, and where its unsaved words are drawn as a paper."""
    if form is None:
        return {}
    named = {name for _legend, names in GROUPS for name in names}
    rest = [field.name for field in form.visible_fields() if field.name not in named]
    groups = [
        {"legend": legend, "fields": [form[name] for name in names if name in form.fields]}
        for legend, names in (*GROUPS, (_("Further details"), rest))
    ]
    return {"groups": [group for group in groups if group["fields"]], "preview_url": preview_url}


@require_POST
def preview_unsaved(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """The document of what stands in the form, unsaved, for the frame beside it; a refusal as a page of words.

    The form itself sends it into the frame, so it needs neither a script nor a place where the PDF waits.
    """
    release = found(selectors.with_details(Release.objects.visible_to(request.user)), pk=pk) if pk else None
    form = ReleaseForm(request.POST, request.FILES, user=request.user, release=release)
    try:
        if not form.is_valid():
            return _not_drawn(request, form, 400)
        limits.spend("preview", limits.caller_of(request))
        data = services.draft_preview(actor=request.user, release_id=pk, **form.values())  # type: ignore[arg-type]  # signed in
    except Invalid as refused:
        take_errors(form, refused)
        return _not_drawn(request, form, 400)
    except ServiceError as refused:
        return _not_drawn(request, form, STATUS.get(type(refused), 503), str(refused.detail))
    response = downloads.answer(data, form.cleaned_data["title"], inline=True)
    response._csp_exempt = True  # type: ignore[attr-defined]  # as `preview_pdf`, and for the PDF alone
    return response


def _not_drawn(request: HttpRequest, form: Any, status: int, detail: str = "") -> HttpResponse:
    context = {"heading": _("There is no preview of this"), "form": form, "detail": detail}
    return render(request, "press/preview_refused.html", context, status=status)


@require_POST
def edit_lock(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """The editor's page says that it is still open (`refresh`), that it was left (`release`), or takes over."""
    if verb == "release":
        services.edit_lock_release(actor=request.user, release_id=pk)  # type: ignore[arg-type]  # signed in
        return HttpResponse(status=204)
    if verb == "refresh":
        who = {"actor": request.user, "release_id": pk}
        # Nobody has it any more: this page is still open, so it is this person's again.  The version settles the rest.
        lock = services.edit_lock_refresh(**who) or services.edit_lock_take(**who)
        return JsonResponse({"mine": lock.holder_id == request.user.pk, "words": lock_words(lock)})
    if verb != "take":
        raise NotVisible
    services.edit_lock_take(actor=request.user, release_id=pk, take_over=True)  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("press:release-edit", args=[pk]))


def others_lock(user: Any, release: Release) -> EditLock | None:
    """The lock of somebody else who is editing the draft now."""
    lock = selectors.edit_lock_of(release)
    return lock if lock and lock.holder_id != user.pk else None


def lock_words(lock: EditLock) -> str:
    """What the others read about who is editing."""
    words = {"person": lock.holder.full_name, "at": moment(lock.taken_at)}
    if lock.taken_from_id:
        return _("%(person)s took over the editing at %(at)s, Hanoi time.") % words
    return _("%(person)s has been editing this draft since %(at)s, Hanoi time.") % words


class ReleaseShare(PageView):
    """Make a preview link, and see its address once."""

    template_name = "press/release_share.html"
    heading = gettext_lazy("Preview link")
    release: Release

    def crumbs(self) -> Any:
        return [(_("Releases"), reverse("press:releases")), (self.release.title, self.release.get_absolute_url())]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.release = found(Release.objects.file_visible_to(request.user), pk=kwargs["pk"])
        request.back_url = self.release.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.release.get_absolute_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ShareForm(request.POST)
        link: PreviewLink | None = None
        if form.is_valid():
            try:
                link = services.preview_link_create(
                    actor=request.user,  # type: ignore[arg-type]  # signed in
                    release_id=self.release.pk,
                    **form.cleaned_data,
                )
            except Invalid as refused:
                take_errors(form, refused)
        address = request.build_absolute_uri(reverse("press:shared", args=[link.token])) if link else ""
        context = self.get_context_data(release=self.release, form=form, link=link, address=address)
        return self.render_to_response(context, status=200 if link else 400)


@require_POST
def revoke_link(request: HttpRequest, pk: UUID, link: UUID) -> HttpResponse:
    services.preview_link_revoke(actor=request.user, release_id=pk, link_id=link)  # type: ignore[arg-type]  # signed in
    messages.success(request, _("The preview link is closed."))
    return HttpResponseRedirect(reverse("press:release", args=[pk]) + "#preview-links")


@method_decorator(login_not_required, name="dispatch")
class SharedDraft(PageView):
    """A draft as it stands, for whoever has its preview link."""

    template_name = "press/shared_draft.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.spend("preview_link", limits.caller_of(request))
        link = services.preview_link_open(token=kwargs["token"])
        context = self.get_context_data(heading=link.release.title, release=link.release, link=link, **kwargs)
        return self.render_to_response(context, headers=SHARED_HEADERS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        units = [row.unit for row in kwargs["release"].unit_rows.all()]
        return super().get_context_data(units=units, **kwargs)


@csp_exempt()
@login_not_required
@require_GET
def shared_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The paper of a shared draft, marked as a draft."""
    limits.spend("preview_link", limits.caller_of(request))
    link = services.preview_link_open(token=token)
    response = downloads.preview_pdf(limits.caller_of(request), link.release)
    headers: Mapping[str, str] = SHARED_HEADERS
    for name, value in headers.items():
        response[name] = value
    return response
