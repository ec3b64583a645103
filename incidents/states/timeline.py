"""Kinds of timeline entries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """Kinds of timeline entries.  The first group is written by people, the second by the services."""

    NOTE = "note", _("note")
    DECISION = "decision", _("decision")
    CONTACT = "contact", _("call or message")
    SITUATION = "situation", _("situation update")

    REPORTED = "reported", _("incident reported")
    EDITED = "edited", _("facts edited")
    TRIAGED = "triaged", _("triaged")
    ASSESSED = "assessed", _("assessed again")
    ACTIVATED = "activated", _("handling began")
    CONTAINED = "contained", _("contained")
    WAIVED = "waived", _("answer waived")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")
    REVIEWED = "reviewed", _("reviewed")
    DISMISSED = "dismissed", _("dismissed")
    CLOCK_STARTED = "clock_started", _("legal clock started")
    CLOCK_STOPPED = "clock_stopped", _("legal clock stopped")
    CLOCK_REOPENED = "clock_reopened", _("legal clock runs again")
    CLAIM_REPORTED = "claim_reported", _("claim reported")
    CLAIM_CHECKING = "claim_checking", _("claim being checked")
    CLAIM_JUDGED = "claim_judged", _("claim judged")
    CLAIM_REFUTED = "claim_refuted", _("claim refuted")
    CLAIM_PUBLISHED = "claim_published", _("refutation published")
    RELEASE_LINKED = "release_linked", _("release linked")
    STATEMENT_LINKED = "statement_linked", _("statement linked")
    TASK_LINKED = "task_linked", _("task linked")
    RELEASE_ISSUED = "release_issued", _("release issued")
    RELEASE_REVOKED = "release_revoked", _("release withdrawn or voided")
    STATEMENT_GIVEN = "statement_given", _("statement given")
    PUBLIC_REPORT_TAKEN = "public_report_taken", _("report by the public taken")
    ESCALATED = "escalated", _("escalated to leadership")
    ROLE_ASSIGNED = "role_assigned", _("role assigned")
    ROLE_ENDED = "role_ended", _("role ended")
    PLAYBOOK_APPLIED = "playbook_applied", _("playbook applied")
    CHECKLIST_DONE = "checklist_done", _("checklist item done")
    UPDATE_MISSED = "update_missed", _("situation update overdue")
    DECIDED = "decided", _("response decided")
    DECISION_REVIEWED = "decision_reviewed", _("response decision reviewed")
    AGREEMENT_ASKED = "agreement_asked", _("agreement on content asked")
    AGREEMENT_ANSWERED = "agreement_answered", _("agreement on content answered")
    CLAIM_SEEN = "claim_seen", _("sighting recorded")
    MATCH_CONFIRMED = "match_confirmed", _("match with an earlier claim confirmed")
    VERDICT_CHANGED = "verdict_changed", _("verdict changed")
    REFUTATION_SUBMITTED = "refutation_submitted", _("refutation sent to the legal check")
    REFUTATION_RETURNED = "refutation_returned", _("refutation returned")
    REFUTATION_CHECKED = "refutation_checked", _("refutation legally checked")
    REFUTATION_APPROVED = "refutation_approved", _("refutation approved")
    REFUTATION_SUPERSEDED = "refutation_superseded", _("refutation no longer stands")
    CORRECTION_SENT = "correction_sent", _("correction demanded")
    CORRECTION_ANSWERED = "correction_answered", _("outlet answered")
    CORRECTION_ESCALATED = "correction_escalated", _("correction request escalated")
    CORRECTION_CLOSED = "correction_closed", _("correction request closed")
    CENTRE_REPORTED = "centre_reported", _("reported to a competent body")
    CENTRE_ANSWERED = "centre_answered", _("competent body answered")
    ACTION_TASKED = "action_tasked", _("lesson made a task")


WRITTEN = (EntryKind.NOTE, EntryKind.DECISION, EntryKind.CONTACT, EntryKind.SITUATION)

# What services write again and again, and what follows from another entry: left out until somebody asks for everything.
NOISE = (
    EntryKind.EDITED,
    EntryKind.CLOCK_STARTED,
    EntryKind.CLOCK_STOPPED,
    EntryKind.CLOCK_REOPENED,
    EntryKind.CLAIM_CHECKING,
    EntryKind.CLAIM_SEEN,
    EntryKind.CHECKLIST_DONE,
)
