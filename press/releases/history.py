"""The words of the audit actions of releases."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS = {
    "press.release.created": _("draft begun"),
    "press.release.updated": _("text edited"),
    "press.release.task_linked": _("task named"),
    "press.release.submitted": _("sent for sign-off"),
    "press.release.signed": pgettext_lazy("release", "signed"),
    "press.release.returned": _("returned to the author"),
    "press.release.approved": pgettext_lazy("release", "approved"),
    "press.release.scheduled": pgettext_lazy("release", "scheduled"),
    "press.release.unscheduled": _("taken off the schedule"),
    "press.release.schedule_refused": _("not issued at its time: the person who scheduled it may no longer do so"),
    "press.release.issued": pgettext_lazy("release", "issued"),
    "press.release.issued_urgently": _("issued urgently, before the sign-off"),
    "press.release.urgent_reviewed": _("urgent issue reviewed"),
    "press.release.document_stored": _("PDF stored"),
    "press.release.erratum_drafted": _("erratum begun"),
    "press.release.attached": _("file attached"),
    "press.release.attachment_described": _("attached file described"),
    "press.release.detached": _("file taken off"),
    "press.release.variant_drafted": _("version in another language begun"),
    "press.release.corrected": pgettext_lazy("release", "corrected by an erratum"),
    "press.release.correction_lapsed": _("no longer corrected: its erratum was voided or withdrawn"),
    "press.release.withdrawn": pgettext_lazy("release", "withdrawn"),
    "press.release.voided": pgettext_lazy("release", "voided"),
    "press.release.edit_taken_over": _("editing taken over"),
    "press.release.preview_link_created": _("preview link made"),
    "press.release.preview_link_revoked": _("preview link revoked"),
    "press.release.preview_link_opened": _("opened by a preview link"),
    "press.signing_link.ordered": _("signing link ordered"),
    "press.signing_link.resent": _("signing link sent again"),
    "press.signing_link.revoked": _("signing link revoked"),
    "press.signing_link.opened": _("opened by a signing link"),
    "press.signing_link.signed": _("signed by a signing link"),
    "press.signing_link.returned": _("returned by a signing link"),
    "press.absence.declared": _("absence of a signer declared"),
    "press.absence.revoked": _("absence of a signer ended"),
    "press.steps.configured": _("steps of a kind of release set"),
    "press.book.configured": _("number book configured"),
    "press.kind.configured": _("layout of a kind of release configured"),
}

NOTICES = {
    "press.sign_due": _("a text waits for a signature or the approval"),
    "press.returned": _("a text was returned"),
    "press.approved": _("a text was approved"),
    "press.urgent_review": _("an urgent issue waits for its review"),
    "press.urgent_overdue": _("an urgent issue was not reviewed in time"),
    "press.edit_taken_over": _("editing taken over"),
}
