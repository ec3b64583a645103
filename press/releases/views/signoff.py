"""The sign-off of one release: whose turn it is, what changed since you signed, and links for who has no account."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from comms.core import clock
from comms.core.errors import Invalid
from comms.core.records import found
from comms.web.actions import Verb
from comms.web.forms import MomentField, PageForm, take_errors
from press.releases import policies, selectors, services, signers
from press.releases.models import Release, ReleaseVersion
from press.releases.states import State, Step
from press.releases.views.changes import _label as label_of
from press.releases.views.matter import AsksMatter
from press.releases.views.page import ReleasePage
from press.releases.views.sections.signoff import sign_off


class LinkForm(PageForm):
    step = forms.ChoiceField(label=_("Step"))
    name = forms.CharField(label=_("Full name"), max_length=100)
    post = forms.CharField(label=_("Post"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), help_text=_("The link goes there and is shown to nobody else."))
    expires_at = MomentField(label=_("Holds until"), help_text=_("Hanoi time, at most seven days."))

    def __init__(self, *args: Any, steps: list[policies.SignStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = {f"{step.step}:{step.unit.pk if step.unit else ''}": step for step in steps}
        choices = [(key, policies.step_label(step)) for key, step in self.steps.items()]
        self.fields["step"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField

    def values(self) -> dict[str, Any]:
        step = self.steps[self.cleaned_data["step"]]
        return {**self.cleaned_data, "step": step.step, "unit": step.unit}


class SignoffPage(AsksMatter):
    """The steps with who may sign, the paper, and what changed since you signed."""

    template_name = "press/signoff.html"
    model = Release
    policies = policies
    id_argument = "release_id"
    context_object_name = "release"
    verbs: dict[str, Verb] = {  # as on every page of a record
        verb: ReleasePage.verbs[verb] for verb in ("submit", "sign", "approve", "return")
    }

    def rows(self) -> "QuerySet[Release]":
        return selectors.with_details(Release.objects.file_visible_to(self.request.user))

    def crumbs(self) -> Any:
        return [(_("Releases"), reverse("press:releases")), (self.record.title, self.record.get_absolute_url())]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Order a signing link."""
        release = self.find()
        form = self.link_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(link_form=form), status=400)
        try:
            services.signing_link_order(actor=request.user, release_id=release.pk, **form.values())  # type: ignore[arg-type]  # signed in
        except Invalid as refused:
            take_errors(form, refused)
            return self.render_to_response(self.get_context_data(link_form=form), status=400)
        messages.success(request, str(_("The link is on its way.")))
        return HttpResponseRedirect(reverse("press:signoff", args=[release.pk]))

    def link_form(self, *data: Any) -> LinkForm:
        until = (clock.now() + timedelta(days=2)).astimezone(clock.HANOI)
        return LinkForm(*data, steps=policies.open_steps(self.record), initial={"expires_at": until})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        release: Release = self.record
        steps = [{**step, "people": _people(step["step"])} for step in sign_off(release)]
        links = list(release.signing_links.select_related("unit"))
        for link in links:
            link.release = release
        in_review = release.state == State.IN_REVIEW
        may_order = policies.may_order_link(self.request.user, release)
        context = {
            "heading": _("Sign-off"),
            "steps": steps,
            "links": links,
            "in_review": in_review,
            "may_order": may_order,
            "changes": since_signed(self.request.user, release),
        }
        if in_review and may_order and "link_form" not in kwargs:
            context["link_form"] = self.link_form()
        return super().get_context_data(**context, **kwargs)


def since_signed(user: Any, release: Release) -> dict[str, Any] | None:
    """Of somebody who signed an earlier round: that signature, and what changed in the text since.  None for others."""
    own = [row for row in release.signatures.all() if row.signer_id == user.pk]
    if not own or any(row.counts_for(release) for row in own):
        return None
    signed = own[-1]
    texts = ReleaseVersion.objects.filter(release=release).order_by("number")
    older = texts.filter(content_sha256=signed.content_sha256).last()
    newer = texts.last()
    if older is None or newer is None:
        return None
    parts = selectors.content_diff(older, newer)
    return {"signature": signed, "fields": [{"label": label_of(row["field"]), "parts": row["parts"]} for row in parts]}


def _people(step: policies.SignStep | None) -> list[dict[str, Any]]:
    """Who may sign a step: `[{"person", "deputies"}, …]`."""
    if step is None or step.step == Step.SPOKESPERSON:
        return []
    return [{"person": person, "deputies": signers.deputies_of([person])} for person in signers.people_of(step)[:20]]


@require_POST
def signing_link_verb(request: HttpRequest, pk: UUID, link: UUID, verb: str) -> HttpResponse:
    """Send a link again, or revoke it."""
    service = {"resend": services.signing_link_resend, "revoke": services.signing_link_revoke}.get(verb)
    if service is None:
        raise Http404
    release = found(Release.objects.file_visible_to(request.user), pk=pk)
    address = reverse("press:signoff", args=[release.pk])
    request.back_url = address  # type: ignore[attr-defined]  # for the page of a refusal
    service(actor=request.user, release_id=release.pk, link_id=link)  # type: ignore[arg-type]  # signed in
    done = _("The link is on its way.") if verb == "resend" else _("The link was revoked.")
    messages.success(request, str(done))
    return HttpResponseRedirect(address)
