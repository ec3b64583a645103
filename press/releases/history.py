"""The words of the audit actions of releases."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "press.release.created": _("draft begun"),
    "press.release.updated": _("text edited"),
    "press.release.task_linked": _("task named"),
    "press.release.submitted": _("sent for sign-off"),
    "press.release.signed": _("signed"),
    "press.release.returned": _("returned to the author"),
    "press.release.approved": _("approved"),
    "press.release.scheduled": _("scheduled"),
    "press.release.unscheduled": _("taken off the schedule"),
    "press.release.schedule_refused": _("not issued at its time: the person who scheduled it may no longer do so"),
    "press.release.issued": _("issued"),
    "press.release.document_stored": _("PDF stored"),
    "press.release.erratum_drafted": _("erratum begun"),
    "press.release.corrected": _("corrected by an erratum"),
    "press.release.withdrawn": _("withdrawn"),
    "press.release.voided": _("voided"),
    "press.book.configured": _("number book configured"),
    "press.kind.configured": _("layout of a kind of release configured"),
}
