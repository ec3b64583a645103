"""Writing together: who is editing, the preview of what is not saved yet, and links for readers without an account."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.checks import line
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid, NotVisible
from comms.core.records import found
from comms.notify.services import notify
from comms.org.models import User
from comms.pdf.services import render
from press.releases import policies, selectors
from press.releases.models import EditLock, PreviewLink, Release
from press.releases.services.common import check_ready, taken
from press.releases.services.documents import rendering_of
from press.releases.services.drafting import release_create, release_update
from press.releases.states import State

LABEL_LENGTH = 100
LONGEST_LINK = timedelta(days=14)


@transaction.atomic
def edit_lock_take(*, actor: User, release_id: UUID, take_over: bool = False) -> EditLock:
    """Begin to edit a draft.  The lock as it stands then: the actor's, or still somebody else's unless taken over.

    Only a take-over is evidence, and is told to the one who had it: a lock says who is typing, and changes nothing.
    Raises NotAllowed, IllegalTransition outside the draft.
    """
    release = taken(actor, release_id)
    require(policies.may_update(actor, release))
    if release.state != State.DRAFT:
        raise IllegalTransition(_("Only a draft can be edited. Have it returned first."))
    lock = selectors.edit_lock_of(release)
    if lock and lock.holder_id == actor.pk:
        return _refreshed(lock)
    if lock and not take_over:
        return lock
    before = lock.holder if lock else None
    now = clock.now()
    values = {"holder": actor, "taken_at": now, "refreshed_at": now, "taken_from": before}
    lock, _new = EditLock.objects.update_or_create(release=release, defaults=values)
    if before is not None:
        notify(
            person=before,
            kind="press.edit_taken_over",
            key=f"edit-lock:{release.pk}:{now.isoformat()}",
            title=_("%(person)s has taken over the editing of “%(title)s”")
            % {"person": actor.full_name, "title": release.title},
            body=_("What you have not saved is still on your page. Speak with each other before you save it."),
            url=release.get_absolute_url(),
            subject=("press.release", release.pk),
            mail=False,
        )
        record(actor=actor, action="press.release.edit_taken_over", target=release, taken_from=before.pk)
    return lock


@transaction.atomic
def edit_lock_refresh(*, actor: User, release_id: UUID) -> EditLock | None:
    """The page is still open.  The lock as it stands: the actor's for some more minutes, or whoever's it is now."""
    release = taken(actor, release_id)
    own = EditLock.objects.select_related("holder", "taken_from").filter(release=release, holder=actor).first()
    return _refreshed(own) if own else selectors.edit_lock_of(release)


@transaction.atomic
def edit_lock_release(*, actor: User, release_id: UUID) -> None:
    """Saved or left: the actor's lock goes; somebody else's stays."""
    release = taken(actor, release_id)
    EditLock.objects.filter(release=release, holder=actor).delete()


def draft_preview(*, actor: User, release_id: UUID | None = None, **fields: Any) -> bytes:
    """The document as it would be if `fields` were saved now; nothing is stored.

    It is saved for trial and taken back before the rendering: so the checks, the units and the rights are those of
    saving, in one place.  Raises what saving raises, RenderFailed, RenderBusy.
    """
    with transaction.atomic():
        if release_id is None:
            release = release_create(actor=actor, **fields)
        else:
            version = found(Release.objects.visible_to(actor), pk=release_id).version
            release = release_update(actor=actor, release_id=release_id, version=version, **fields)
        arguments = rendering_of(selectors.with_details(Release.objects.all()).get(pk=release.pk))
        transaction.set_rollback(True)
    return render(**arguments)


@transaction.atomic
def preview_link_create(*, actor: User, release_id: UUID, label: str, expires_at: datetime) -> PreviewLink:
    """Let somebody without an account read the draft as it stands, until `expires_at`.  The secret part of its address
    is in `token` of the result and nowhere else.  Raises NotAllowed, IllegalTransition when issued or void, Invalid.
    """
    release = taken(actor, release_id)
    require(policies.may_share_person(actor, release))
    check_ready(policies.ready_to_share(release))
    label = line("label", label, LABEL_LENGTH)
    if not label:
        raise Invalid.field("label", _("Say for whom the link is."), code="required")
    if expires_at.tzinfo is None:
        raise Invalid.field("expires_at", _("The time needs its offset from UTC."), code="naive")
    if not clock.now() < expires_at <= clock.now() + LONGEST_LINK:
        raise Invalid.field("expires_at", _("A preview link ends in the future, within 14 days."), code="out_of_range")
    token = secrets.token_urlsafe(32)
    link = PreviewLink.objects.create(
        release=release,
        label=label,
        token_sha256=digest_of(token),
        created_by=actor,
        expires_at=expires_at,
    )
    link.token = token
    record(
        actor=actor, action="press.release.preview_link_created", target=release, link=link.pk, expires_at=expires_at
    )
    return link


@transaction.atomic
def preview_link_revoke(*, actor: User, release_id: UUID, link_id: UUID) -> PreviewLink:
    """Close a link before its time.  Raises NotAllowed, NotVisible, IllegalTransition when it is revoked already."""
    release = taken(actor, release_id)
    require(policies.may_share_person(actor, release))
    link = found(PreviewLink.objects.select_for_update(no_key=True).filter(release=release), pk=link_id)
    if link.revoked_at is not None:
        raise IllegalTransition(_("The link was revoked already."))
    link.revoked_at, link.revoked_by = clock.now(), actor
    link.save(update_fields=["revoked_at", "revoked_by"])
    record(actor=actor, action="press.release.preview_link_revoked", target=release, link=link.pk)
    return link


@transaction.atomic
def preview_link_open(*, token: str) -> PreviewLink:
    """Somebody opens a link: counted and kept as evidence.  `release` of the result has all its details.

    Raises NotVisible, the same for a link that never was, is over, revoked, or whose release was issued since.
    """
    links = PreviewLink.objects.filter(token_sha256=digest_of(token)).select_for_update(no_key=True)
    link = links.first()
    if link is None or not link.is_open:
        raise NotVisible
    release = selectors.with_details(Release.objects.all()).get(pk=link.release_id)
    if not policies.ready_to_share(release):
        raise NotVisible
    link.release = release
    link.opened_count += 1
    link.last_opened_at = clock.now()
    link.save(update_fields=["opened_count", "last_opened_at"])
    record(actor=None, action="press.release.preview_link_opened", target=release, link=link.pk, label=link.label)
    return link


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _refreshed(lock: EditLock) -> EditLock:
    lock.refreshed_at = clock.now()
    lock.save(update_fields=["refreshed_at"])
    return lock
