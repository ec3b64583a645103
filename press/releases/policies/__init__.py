"""Who may do what to a release, and why not.

Two kinds of answers are kept apart: `may_<verb>` is about everything that the page shows on its button; of these,
`ready_to_<verb>` is about the release (a service answers 409), the rest is about the person (403).
"""

from press.releases.policies.books import may_configure_books, may_read_books
from press.releases.policies.common import wrote
from press.releases.policies.editing import may_share, may_share_person, ready_to_share
from press.releases.policies.ending import may_correct, may_void, may_void_person, may_withdraw, ready_to_void
from press.releases.policies.issuing import (
    may_issue,
    may_issue_person,
    may_issue_urgent,
    may_issue_urgent_person,
    may_review_urgent,
    may_review_urgent_person,
    may_schedule,
    may_unschedule,
    ready_to_issue,
    ready_to_review_urgent,
)
from press.releases.policies.links import may_order_link
from press.releases.policies.signoff import (
    approval_of,
    may_approve,
    may_approve_person,
    may_return,
    may_sign,
    may_sign_person,
    may_submit,
    ready_to_approve,
    ready_to_sign,
)
from press.releases.policies.steps import (
    SignStep,
    may_configure_steps,
    may_read_steps,
    open_steps,
    responsible_units,
    sign_steps,
    step_label,
    template_of,
    turn_of,
)
from press.releases.policies.writing import (
    may_create,
    may_translate,
    may_translate_person,
    may_update,
    ready_to_translate,
)

__all__ = [
    "SignStep",
    "approval_of",
    "may_approve",
    "may_approve_person",
    "may_configure_books",
    "may_configure_steps",
    "may_correct",
    "may_create",
    "may_issue",
    "may_issue_person",
    "may_issue_urgent",
    "may_issue_urgent_person",
    "may_order_link",
    "may_read_books",
    "may_read_steps",
    "may_return",
    "may_review_urgent",
    "may_review_urgent_person",
    "may_schedule",
    "may_share",
    "may_share_person",
    "may_sign",
    "may_sign_person",
    "may_submit",
    "may_translate",
    "may_translate_person",
    "may_unschedule",
    "may_update",
    "may_void",
    "may_void_person",
    "may_withdraw",
    "open_steps",
    "ready_to_approve",
    "ready_to_issue",
    "ready_to_review_urgent",
    "ready_to_share",
    "ready_to_sign",
    "ready_to_translate",
    "ready_to_void",
    "responsible_units",
    "sign_steps",
    "step_label",
    "template_of",
    "turn_of",
    "wrote",
]
