"""The words of this room's audit actions and notices."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Any] = {
    "duties.backfilled": _("earlier periods of legal duties entered"),
    "duties.duty.generated": _("period of a legal duty entered"),
    "duties.duty.recounted": _("deadline counted again"),
    "duties.duty.taken_back": _("period of a legal duty taken back"),
    "duties.duty.met": _("what met the duty was linked"),
    "duties.duty.unlinked": _("what met the duty was taken back"),
    "duties.duty.waived": _("period waived"),
    "duties.duty.reopened": _("waiver taken back"),
    "duties.report.begun": _("annual report begun"),
    "duties.report.edited": _("annual report edited"),
    "duties.report.submitted": _("annual report submitted"),
}

NOTICES: dict[str, Any] = {
    "duties.due_soon": _("legal duty due soon"),
    "duties.missed": _("legal duty missed"),
}
