"""Every write of this app, one function per verb.

Locks: incident → claim → release or statement → task → clock → head of the audit chain.
"""

from incidents.services.answers import release_answers, releases_answer_no_more, statement_answers
from incidents.services.claims import (
    claim_check,
    claim_judge,
    claim_publish,
    claim_refute,
    claim_report,
)
from incidents.services.closing import incident_close, incident_reopen, incident_waive
from incidents.services.handling import (
    incident_activate,
    incident_assess,
    incident_contain,
    incident_dismiss,
    incident_report,
    incident_triage,
    incident_update,
)
from incidents.services.learning import incident_review, review_action_add, review_action_drop, review_action_task
from incidents.services.links import incident_link_release, incident_link_statement, incident_link_task
from incidents.services.sightings import sighting_add
from incidents.services.timeline import timeline_add
from incidents.services.warnings import incident_clocks_tell

__all__ = [
    "claim_check",
    "claim_judge",
    "claim_publish",
    "claim_refute",
    "claim_report",
    "incident_activate",
    "incident_assess",
    "incident_clocks_tell",
    "incident_close",
    "incident_contain",
    "incident_dismiss",
    "incident_link_release",
    "incident_link_statement",
    "incident_link_task",
    "incident_reopen",
    "incident_report",
    "incident_review",
    "incident_triage",
    "incident_update",
    "incident_waive",
    "release_answers",
    "releases_answer_no_more",
    "review_action_add",
    "review_action_drop",
    "review_action_task",
    "sighting_add",
    "statement_answers",
    "timeline_add",
]
