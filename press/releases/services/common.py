"""What the verbs share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import Decision
from comms.core.errors import Conflict, IllegalTransition
from comms.core.records import locked
from comms.core.states import require_version
from comms.org.models import User
from press.releases import kinds
from press.releases.models import Release, ReleaseAttachment, Signature
from press.releases.states import STANDING


def taken(actor: User, release_id: UUID) -> Release:
    """The release, locked through visibility.  Raises NotVisible."""
    release: Release = locked(Release.objects.visible_to(actor), release_id)
    return release


def taken_with_original(visible: "QuerySet[Release]", release_id: UUID) -> Release:
    """The release, what it corrects or translates, and its own language versions: locked in the order of their keys, as
    all that belong together are."""
    originals = visible.filter(pk=release_id).values_list("corrects", "variant_of").first() or ()
    related = Q(pk__in=[pk for pk in originals if pk]) | Q(variant_of=release_id)
    if Release.objects.filter(related).exists():
        family = Release.objects.filter(related | Q(pk=release_id)).order_by("pk")
        list(family.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    return locked(visible, release_id)


def check_legal(release: Release, verb: str, version: int | None) -> None:
    """What `move` will check, for a verb that has more to look at before it writes: StaleVersion, IllegalTransition."""
    check_version(release, version)
    if release.state not in release.transitions.sources(verb):
        raise IllegalTransition


def check_version(release: Release, version: int | None) -> None:
    if version is not None:
        require_version(release, version)


def check_ready(decision: Decision) -> None:
    """The person may, but the release is not ready: IllegalTransition with the reason."""
    if not decision:
        raise IllegalTransition(decision.reason)


def check_has_text(release: Release) -> None:
    """Raises Invalid that names every part that its kind needs and the text has not got."""
    kinds.check_complete(release)


def check_embargo(release: Release, at: datetime) -> None:
    """An erratum or a translation that is read from `at` on tells of its original: not before the latter may be read.

    Raises Conflict `embargo_undercut`.
    """
    original = release.corrects or release.variant_of
    until: datetime | None = original.embargo_until if original else None
    if until is None or max(at, release.embargo_until or at) >= until:
        return
    local = f"{until.astimezone(clock.HANOI):%d/%m/%Y %H:%M}"
    if release.variant_of:
        detail = _("Its original is under embargo until %(instant)s: the translation may not be read earlier.")
    else:
        detail = _(
            "The release that it corrects is under embargo until %(instant)s: the erratum may not be read earlier."
        )
    raise Conflict(detail % {"instant": local}, code="embargo_undercut")


def check_original_stands(release: Release) -> None:
    """A translation is issued after its original, while that stands.  Raises Conflict `original_not_issued`."""
    if release.variant_of and release.variant_of.state not in STANDING:
        raise Conflict(_("Its original has not been issued, or stands no longer."), code="original_not_issued")


def bind(
    actor: User, release: Release, step: str, unit_id: UUID | None = None, *, in_place_of: User | None = None
) -> None:
    """The actor's signature under the text as it stands; `in_place_of`: who is away."""
    Signature.objects.create(
        release=release,
        round=release.round,
        content_sha256=release.content_sha256,
        step=step,
        unit_id=unit_id,
        signer=actor,
        in_place_of=in_place_of,
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
        **{name: getattr(release, name) for name in ("dateline", "quotes", "boilerplate", "question")},
        **{name: getattr(release, name) for name in ("event_at", "event_place")},
        "variant_of": str(release.variant_of_id) if release.variant_of_id else None,
        "attachments": [
            {
                **{name: getattr(row, name) for name in ("role", "caption", "alt", "credit")},
                "name": row.file.name,
                "sha256": row.file.sha256,
            }
            for row in ReleaseAttachment.objects.filter(release_id=release.pk).select_related("file")
        ],
    }
