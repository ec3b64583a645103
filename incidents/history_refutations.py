"""The words of what is recorded of conclusions and refutations, and of what people are told of them."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "incidents.claim.evidence_added": _("evidence added"),
    "incidents.claim.verdict_told": _("told of a changed conclusion"),
    "incidents.refutation.drafted": _("refutation drafted"),
    "incidents.refutation.edited": _("refutation edited"),
    "incidents.refutation.submitted": _("refutation sent to the legal check"),
    "incidents.refutation.checked": _("refutation legally checked"),
    "incidents.refutation.returned": _("refutation returned"),
    "incidents.refutation.approved": _("refutation approved"),
    "incidents.refutation.release_made": _("draft of a release made from the refutation"),
    "incidents.refutation.published": _("refutation published"),
}
REFUTATION, VERDICT_CHANGED = "incidents.refutation", "incidents.verdict_changed"
NOTICES = {
    REFUTATION: _("a refutation waits for you"),
    VERDICT_CHANGED: _("a conclusion changed"),
}
