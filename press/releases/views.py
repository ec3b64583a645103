"""Pages of releases: the list, one release with its sign-off and document, the form, what changed between versions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from csp.decorators import csp_exempt
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from comms.audit.selectors import history
from comms.core.decisions import require
from comms.core.records import found
from comms.core.text import fold
from comms.org.models import Role
from comms.org.selectors import held_roles
from comms.web.actions import PageAction, Verb
from comms.web.forms import CommentForm, ReasonForm
from comms.web.pages import EditPage, FormPage, ListPage, PageView, RecordPage
from press.releases import downloads, policies, selectors, services
from press.releases.forms import CorrectForm, ReleaseFilters, ReleaseForm, ReviewForm, ScheduleForm, initial_of
from press.releases.models import Release, ReleaseUnit, ReleaseVersion
from press.releases.states import ANNOUNCED, State, Step
from tasks.models import Task


class ReleaseList(ListPage):
    """Every release that the person may see, the one that was touched last on top."""

    template_name = "press/release_list.html"
    heading = _("Releases")
    order = ("-updated_at",)

    def filter_form(self, *args: Any, **kwargs: Any) -> forms.Form:  # type: ignore[override]  # the form asks for the user
        return ReleaseFilters(*args, user=self.request.user, **kwargs)

    def rows(self) -> "QuerySet[Release]":
        return Release.objects.visible_to(self.request.user).prefetch_related("unit_rows__unit")

    def narrow(self, rows: "QuerySet[Release]", chosen: Mapping[str, Any]) -> "QuerySet[Release]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        for name in ("state", "kind"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        if chosen["unit"]:
            rows = rows.filter(Exists(ReleaseUnit.objects.filter(release=OuterRef("pk"), unit=chosen["unit"])))
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_create=policies.may_create(self.request.user), **kwargs)


class ReleasePage(RecordPage):
    """One release: what to do next, who signed which text, the text beside its document, versions and history."""

    template_name = "press/release.html"
    model = Release
    policies = policies
    id_argument = "release_id"
    context_object_name = "release"
    verbs = {
        "submit": Verb(_("Send for sign-off"), services.release_submit, _("Sent for sign-off."), tone="primary"),
        "sign": Verb(
            _("Sign this text"),
            services.release_sign,
            pgettext_lazy("release", "Signed."),
            confirm=_("Your signature stands for exactly this text. An edit voids it."),
            tone="primary",
        ),
        "approve": Verb(
            pgettext_lazy("release", "Approve"),
            services.release_approve,
            pgettext_lazy("release", "Approved."),
            confirm=_("The approval freezes the text. Only this text can be issued."),
            tone="primary",
        ),
        "issue": Verb(
            pgettext_lazy("release", "Issue"),
            services.release_issue,
            _("Issued. The PDF is being made."),
            confirm=_("Issuing gives the number and cannot be taken back."),
            tone="primary",
        ),
        "schedule": Verb(
            pgettext_lazy("release", "Schedule"),
            services.release_schedule,
            pgettext_lazy("release", "Scheduled."),
            form=ScheduleForm,
        ),
        "unschedule": Verb(_("Take off the schedule"), services.release_unschedule, _("Taken off the schedule.")),
        "review_urgent": Verb(
            _("Review the urgent issue"),
            services.release_review_urgent,
            _("The urgent issue was reviewed."),
            form=ReviewForm,
            tone="primary",
        ),
        "return": Verb(
            _("Return to the author"), services.release_return, pgettext_lazy("release", "Returned."), form=CommentForm
        ),
        "correct": Verb(_("Begin an erratum"), services.release_correct, _("The erratum was begun."), form=CorrectForm),
        "issue_urgent": Verb(
            _("Issue urgently"),
            services.release_issue_urgent,
            _("Issued urgently. A third person has to review it."),
            form=ReasonForm,
            confirm=_("It is issued without the signatures. A third person reviews it afterwards."),
            tone="danger",
        ),
        "withdraw": Verb(
            pgettext_lazy("release", "Withdraw"),
            services.release_withdraw,
            pgettext_lazy("release", "Withdrawn."),
            form=ReasonForm,
            tone="danger",
        ),
        "void": Verb(
            pgettext_lazy("release", "Void"),
            services.release_void,
            pgettext_lazy("release", "Voided."),
            form=ReasonForm,
            tone="danger",
        ),
    }

    def rows(self) -> "QuerySet[Release]":
        return selectors.with_details(Release.objects.visible_to(self.request.user))

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases"))]

    def actions(self) -> list[PageAction]:
        """The review of an urgent issue is not possible in the present state of a release that had none."""
        elsewhere = set() if self.record.urgent_reason else {"review_urgent"}
        return [
            replace(action, in_state=action.in_state and action.verb not in elsewhere) for action in super().actions()
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if kwargs.get("verb") == "correct" and response.status_code == 302:
            erratum = Release.objects.visible_to(request.user).filter(corrects=self.record).order_by("-created_at")
            return HttpResponseRedirect(erratum[0].get_absolute_url())
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        release: Release = self.record
        in_file = Release.objects.file_visible_to(self.request.user).filter(pk=release.pk).exists()
        context = super().get_context_data(
            heading=release.title,
            in_file=in_file,
            units=[row.unit for row in release.unit_rows.all()],
            tasks=Task.objects.visible_to(self.request.user).filter(release_rows__release=release),
            signoff=sign_off(release) if in_file else [],
            outdated=[row for row in release.signatures.all() if not row.counts_for(release)] if in_file else [],
            versions=list(reversed(release.versions.all())) if in_file else [],
            errata=list(Release.objects.visible_to(self.request.user).filter(corrects=release).order_by("created_at")),
            may_edit=release.state == State.DRAFT and policies.may_update(self.request.user, release),
            original=Release.objects.visible_to(self.request.user).filter(errata=release).first(),
            announced=release.state in ANNOUNCED,
            public_slug=selectors.public_slug(release) if _is_public(release) else "",
            **kwargs,
        )
        # What was said on the way to the text is not published with it.
        return context | {"history": history(release)[:100] if in_file else None}


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


class ReleaseChanges(PageView):
    """What changed from one version of the text to another, word by word: `?a=1&b=2`, the last two when not said."""

    template_name = "press/release_changes.html"
    heading = _("Changes of the text")
    release: Release

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases")), (self.release.title, self.release.get_absolute_url())]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.release = found(Release.objects.file_visible_to(request.user), pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = ReleaseVersion.objects.filter(release=self.release)
        numbers = list(rows.values_list("number", flat=True))
        asked = [self.request.GET.get(name, "") for name in "ab"]
        a, b = (next((number for number in numbers if str(number) == text), None) for text in asked)
        newer = found(rows, number=b or numbers[-1])
        before = [number for number in numbers if number < newer.number]
        older = found(rows, number=a or (before or numbers)[-1])
        changes = [
            {"label": _label(change["field"]), "parts": change["parts"]}
            for change in selectors.content_diff(older, newer)
        ]
        return super().get_context_data(
            release=self.release, older=older, newer=newer, numbers=numbers, changes=changes, **kwargs
        )


@csp_exempt()
@require_GET
def preview_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The document as it would look now, for the frame beside the text.

    Without the page's content security policy: Chromium's own viewer does not start under `object-src 'none'`.
    """
    release = found(selectors.with_details(Release.objects.visible_to(request.user)), pk=pk)
    return downloads.preview_pdf(request.user, release)


@require_GET
def document_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The issued document as a download; while it is being made, 503 with the time to come again."""
    release = found(Release.objects.visible_to(request.user), pk=pk)
    return downloads.issued_pdf(release) or downloads.pending(request)


def sign_off(release: Release) -> list[dict[str, Any]]:
    """The steps to the approval as the page shows them: `[{"label", "signature" or None, "next"}, …]`."""
    if release.urgent_reason:
        return _urgent_steps(release)
    steps = [{"label": policies.step_label(step), "signature": step.signature} for step in policies.sign_steps(release)]
    counting = {row.step: row for row in release.signatures.all() if row.counts_for(release)}
    steps.append({"label": Step.SPOKESPERSON.label, "signature": counting.get(Step.SPOKESPERSON)})
    signed = all(step["signature"] for step in steps[:-1])
    in_review = release.state == State.IN_REVIEW
    for step in steps:
        step["next"] = in_review and not step["signature"] and (step is not steps[-1] or signed)
    return steps


def _urgent_steps(release: Release) -> list[dict[str, Any]]:
    """What replaces the sign-off of a release that was issued before it."""
    counting = {row.step: row for row in release.signatures.all() if row.counts_for(release)}
    shown = (Step.SPOKESPERSON, Step.URGENT_REVIEW)
    return [{"label": step.label, "signature": counting.get(step), "next": step not in counting} for step in shown]


def _label(field: str) -> Any:
    return _("Units") if field == "units" else Release._meta.get_field(field).verbose_name  # type: ignore[union-attr]  # a field of the text


def _is_public(release: Release) -> bool:
    return (
        release.state in {State.ISSUED, State.CORRECTED} and bool(release.document_sha256) and not release.under_embargo
    )
