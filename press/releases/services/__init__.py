"""Every write on releases: one function a verb."""

from press.releases.services.absences import absence_declare, absence_revoke
from press.releases.services.attachments import release_attach, release_describe, release_detach
from press.releases.services.documents import document_render, document_store, preview
from press.releases.services.drafting import release_create, release_link_task, release_update
from press.releases.services.editing import (
    draft_preview,
    edit_lock_refresh,
    edit_lock_release,
    edit_lock_take,
    preview_link_create,
    preview_link_open,
    preview_link_revoke,
)
from press.releases.services.ending import release_correct, release_void, release_withdraw
from press.releases.services.issuing import (
    release_issue,
    release_issue_due,
    release_issue_urgent,
    release_review_urgent,
)
from press.releases.services.notices import reviewers_tell, reviews_escalate
from press.releases.services.numbers import book_configure, kind_configure
from press.releases.services.signing_links import (
    signing_link_mail,
    signing_link_mail_returned,
    signing_link_open,
    signing_link_order,
    signing_link_read,
    signing_link_resend,
    signing_link_return,
    signing_link_revoke,
    signing_link_sign,
)
from press.releases.services.signoff import (
    release_approve,
    release_return,
    release_schedule,
    release_sign,
    release_submit,
    release_unschedule,
)
from press.releases.services.speaking import scheduled_hold, schedules_stop
from press.releases.services.steps import steps_configure
from press.releases.services.variants import release_translate

__all__ = [
    "absence_declare",
    "absence_revoke",
    "book_configure",
    "document_render",
    "document_store",
    "draft_preview",
    "edit_lock_refresh",
    "edit_lock_release",
    "edit_lock_take",
    "kind_configure",
    "preview",
    "preview_link_create",
    "preview_link_open",
    "preview_link_revoke",
    "release_approve",
    "release_attach",
    "release_correct",
    "release_create",
    "release_describe",
    "release_detach",
    "release_issue",
    "release_issue_due",
    "release_issue_urgent",
    "release_link_task",
    "release_return",
    "release_review_urgent",
    "release_schedule",
    "release_sign",
    "release_submit",
    "release_translate",
    "release_unschedule",
    "release_update",
    "release_void",
    "release_withdraw",
    "reviewers_tell",
    "reviews_escalate",
    "scheduled_hold",
    "schedules_stop",
    "signing_link_mail",
    "signing_link_mail_returned",
    "signing_link_open",
    "signing_link_order",
    "signing_link_read",
    "signing_link_resend",
    "signing_link_return",
    "signing_link_revoke",
    "signing_link_sign",
    "steps_configure",
]
