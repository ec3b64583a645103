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
    "press.release.variant_drafted": _("version in another language begun"),
    "press.release.corrected": pgettext_lazy("release", "corrected by an erratum"),
    "press.release.correction_lapsed": _("no longer corrected: its erratum was voided or withdrawn"),
    "press.release.withdrawn": pgettext_lazy("release", "withdrawn"),
    "press.release.voided": pgettext_lazy("release", "voided"),
    "press.release.edit_taken_over": _("editing taken over"),
    "press.release.preview_link_created": _("preview link made"),
    "press.release.preview_link_revoked": _("preview link revoked"),
    "press.release.preview_link_opened": _("opened by a preview link"),
    "press.book.configured": _("number book configured"),
    "press.kind.configured": _("layout of a kind of release configured"),
}

NOTICES = {
    "press.edit_taken_over": _("editing taken over"),
}
