"""What the verbs share."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import Decision
from comms.core.errors import IllegalTransition, Invalid, StaleVersion
from comms.core.records import locked
from comms.org.models import User
from press.releases.models import Release, Signature


def taken(actor: User, release_id: UUID) -> Release:
    """The release, locked through visibility.  Raises NotVisible."""
    release: Release = locked(Release.objects.visible_to(actor), release_id)
    return release


def check_legal(release: Release, verb: str, version: int | None) -> None:
    """What `move` will check, for a verb that has more to look at before it writes: StaleVersion, IllegalTransition."""
    check_version(release, version)
    if release.state not in release.transitions.sources(verb):
        raise IllegalTransition


def check_version(release: Release, version: int | None) -> None:
    if version is not None and release.version != version:
        raise StaleVersion(current=release.version)


def check_ready(decision: Decision) -> None:
    """The person may, but the release is not ready: IllegalTransition with the reason."""
    if not decision:
        raise IllegalTransition(decision.reason)


def check_has_text(release: Release) -> None:
    if not release.body:
        raise Invalid.field("body", _("There is no text to sign yet."), code="required")


def bind(actor: User, release: Release, step: str, unit_id: UUID | None = None) -> None:
    """The actor's signature under the text as it stands."""
    Signature.objects.create(
        release=release,
        round=release.round,
        content_sha256=release.content_sha256,
        step=step,
        unit_id=unit_id,
        signer=actor,
    )


def content_of(release: Release) -> dict[str, Any]:
    """The text of a release as it stands in the database now: what is hashed, signed, approved and issued."""
    units = release.unit_rows.select_related("unit").order_by("position")
    return {
        "kind": release.kind,
        "title": release.title,
        "abstract": release.abstract,
        "body": release.body,
        "units": [row.unit.code for row in units],
        "signer_post": release.signer_post,
        "signer_name": release.signer_name,
        "recipients": release.recipients,
        "contact": release.contact,
        "language": release.language,
        "embargo_until": release.embargo_until,
        "corrects": str(release.corrects_id) if release.corrects_id else None,
    }
