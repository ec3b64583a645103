"""One release: what to do next, who signed which text, the text beside its document, versions and history."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.audit.selectors import history
from comms.web.actions import PageAction, Verb
from comms.web.forms import CommentForm, ReasonForm
from press.releases import policies, selectors, services
from press.releases.forms import (
    ApproveForm,
    CorrectForm,
    IssueUrgentForm,
    ReviewForm,
    ScheduleForm,
    TranslateForm,
    WithdrawForm,
)
from press.releases.models import Release
from press.releases.states import ANNOUNCED, State
from press.releases.views.matter import AsksMatter
from press.releases.views.sections import SECTIONS
from tasks.selectors import incident_links


class ReleasePage(AsksMatter):
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
            form=ApproveForm,
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
            form=IssueUrgentForm,
            confirm=_("It is issued without the signatures. A third person reviews it afterwards."),
            tone="danger",
        ),
        "translate": Verb(
            _("Begin a translation"), services.release_translate, _("The translation was begun."), form=TranslateForm
        ),
        "withdraw": Verb(
            pgettext_lazy("release", "Withdraw"),
            services.release_withdraw,
            pgettext_lazy("release", "Withdrawn."),
            form=WithdrawForm,
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
        link = {"correct": "corrects", "translate": "variant_of"}.get(kwargs.get("verb", ""))
        if link and response.status_code == 302:
            begun = Release.objects.visible_to(request.user).filter(**{link: self.record}).order_by("-created_at")
            return HttpResponseRedirect(begun[0].get_absolute_url())
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        release: Release = self.record
        in_file = Release.objects.file_visible_to(self.request.user).filter(pk=release.pk).exists()
        context = super().get_context_data(
            heading=release.title,
            in_file=in_file,
            incidents=[link.incident for link in incident_links(self.request.user, release)],
            announced=release.state in ANNOUNCED,
            may_edit=release.state == State.DRAFT and policies.may_update(self.request.user, release),
            **kwargs,
        )
        for section in SECTIONS:
            context |= section.context(self.request.user, release, in_file=in_file)
        # What was said on the way to the text is not published with it.
        return context | {"history": history(release)[:100] if in_file else None}
