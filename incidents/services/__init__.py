"""Every write of this app, one function per verb.

Locks: incident → claim → release or statement → task → clock → head of the audit chain.
"""

from incidents.services.agreements import agreement_agree, agreement_ask, agreement_object, agreement_withdraw
from incidents.services.answers import release_answers, releases_answer_no_more, statement_answers
from incidents.services.centre import centre_report, centre_report_answer, destination_add, destination_update
from incidents.services.claims import (
    claim_publish,
    claim_refute,
    claim_report,
)
from incidents.services.closing import incident_close, incident_reopen, incident_waive
from incidents.services.correction_course import correction_answer, correction_close, correction_escalate
from incidents.services.corrections import correction_draft, correction_send, correction_update
from incidents.services.decisions import decision_make, decision_review, decisions_remind
from incidents.services.dossier import dossier_ask, dossier_print
from incidents.services.handling import (
    incident_activate,
    incident_assess,
    incident_contain,
    incident_dismiss,
    incident_report,
    incident_triage,
    incident_update,
)
from incidents.services.intake import incident_report_seen
from incidents.services.learning import incident_review, review_action_add, review_action_drop, review_action_task
from incidents.services.links import incident_link_release, incident_link_statement, incident_link_task
from incidents.services.matching import claims_index_again, match_confirm, match_reject
from incidents.services.playbooks import item_tick, item_untick, playbook_apply, playbook_create, playbook_edit
from incidents.services.public_reports import (
    public_answer_mail,
    public_report_answer,
    public_report_dismiss,
    public_report_forget,
    public_report_receive,
    public_report_take,
)
from incidents.services.redress_told import correction_clocks_tell
from incidents.services.refutation_notices import claim_clocks_tell
from incidents.services.refutations import (
    refutation_approve,
    refutation_check,
    refutation_create,
    refutation_publish,
    refutation_release,
    refutation_return,
    refutation_submit,
    refutation_update,
    refutations_opened,
)
from incidents.services.roles import role_assign, role_end, role_hand_over
from incidents.services.sightings import sighting_add
from incidents.services.timeline import timeline_add, timeline_pin, timeline_unpin
from incidents.services.triage import watches_tell
from incidents.services.updates import update_give, updates_remind
from incidents.services.verdict_notices import verdict_mail_send, verdict_notice_told
from incidents.services.verdicts import claim_check, claim_evidence_add, claim_judge
from incidents.services.warnings import incident_clocks_tell

__all__ = [
    "agreement_agree",
    "agreement_ask",
    "agreement_object",
    "agreement_withdraw",
    "centre_report",
    "centre_report_answer",
    "claim_check",
    "claim_clocks_tell",
    "claim_evidence_add",
    "claim_judge",
    "claim_publish",
    "claim_refute",
    "claim_report",
    "claims_index_again",
    "correction_answer",
    "correction_clocks_tell",
    "correction_close",
    "correction_draft",
    "correction_escalate",
    "correction_send",
    "correction_update",
    "decision_make",
    "decision_review",
    "decisions_remind",
    "destination_add",
    "destination_update",
    "dossier_ask",
    "dossier_print",
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
    "incident_report_seen",
    "incident_review",
    "incident_triage",
    "incident_update",
    "incident_waive",
    "item_tick",
    "item_untick",
    "match_confirm",
    "match_reject",
    "playbook_apply",
    "playbook_create",
    "playbook_edit",
    "public_answer_mail",
    "public_report_answer",
    "public_report_dismiss",
    "public_report_forget",
    "public_report_receive",
    "public_report_take",
    "refutation_approve",
    "refutation_check",
    "refutation_create",
    "refutation_publish",
    "refutation_release",
    "refutation_return",
    "refutation_submit",
    "refutation_update",
    "refutations_opened",
    "release_answers",
    "releases_answer_no_more",
    "review_action_add",
    "review_action_drop",
    "review_action_task",
    "role_assign",
    "role_end",
    "role_hand_over",
    "sighting_add",
    "statement_answers",
    "timeline_add",
    "timeline_pin",
    "timeline_unpin",
    "update_give",
    "updates_remind",
    "verdict_mail_send",
    "verdict_notice_told",
    "watches_tell",
]
