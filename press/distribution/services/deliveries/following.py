"""What puts right a text goes to exactly those who got the text: an erratum, the notice of a withdrawal."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from comms.audit.services import record
from comms.core.records import locked
from comms.outbox.services import outbox
from press.distribution.keys import key_of
from press.distribution.models import Delivery
from press.distribution.selectors.deliveries import reached_by
from press.distribution.services.deliveries.common import add
from press.distribution.states import Purpose
from press.releases.models import Release
from press.releases.states import STANDING, State


def corrections_owe(release: Release) -> None:
    """Owe the deliveries that follow from what has just happened to the release, in the caller's transaction.

    Who they go to is looked up afterwards: then every hand-over that was under way has been marked."""
    if release.state == State.WITHDRAWN or (release.corrects_id and release.state in STANDING):
        outbox("press.correct", key=f"release:{release.pk}:correct:{release.state}", release_id=release.pk)


@transaction.atomic
def corrections_deliver(*, release_id: UUID) -> list[Delivery]:
    """Send an erratum to those who got its original, a notice of withdrawal to those who got what was withdrawn.

    Running twice adds nobody twice.  Nothing for what has ended meanwhile.
    """
    # With the lock of what was sent: a hand-over of it that begins now waits, and brings the correction along.
    release = family_locked(release_id)
    sent = release if release.state == State.WITHDRAWN else release.corrects
    if sent is None:
        return []
    made = add(_following(release, reached_by(sent)))
    if made:
        record(
            actor=None,
            action="press.release.correction_sent",
            target=sent,
            purpose=made[0].purpose,
            correction_id=release.pk,
            made=len(made),
        )
    return made


def family_locked(release_id: UUID) -> Release:
    """The release, locked together with its original and its errata, in the order of their keys as everywhere."""
    family = Q(pk=release_id) | Q(corrects=release_id) | Q(errata=release_id)
    keys = sorted(set(Release.objects.filter(family).values_list("pk", flat=True)))
    list(Release.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return locked(Release.objects.all(), release_id)


def correct_also(delivery: Delivery) -> None:
    """A delivery arrived, or may have, after its text had been corrected or withdrawn: the correction follows it.

    The caller holds the lock of the release's family."""
    if delivery.purpose == Purpose.WITHDRAWAL:
        return
    errata = Release.objects.filter(corrects=delivery.release_id, state__in=STANDING).exclude(document_sha256="")
    for correction in [*errata, *Release.objects.filter(pk=delivery.release_id, state=State.WITHDRAWN)]:
        add(_following(correction, [delivery]))


def _following(correction: Release, sent: Iterable[Delivery]) -> list[Delivery]:
    withdrawn = correction.state == State.WITHDRAWN
    if not withdrawn and (correction.state not in STANDING or not correction.document_sha256):
        return []
    purpose = Purpose.WITHDRAWAL if withdrawn else Purpose.ERRATUM
    return [
        Delivery(
            release=correction,
            document_sha256=correction.document_sha256,
            purpose=purpose,
            transport=one.transport,
            outlet_id=one.outlet_id,
            journalist_id=one.journalist_id,
            name=one.name,
            address=one.address,
            language=one.language,
            key=key_of(one.transport, one.address, correction.document_sha256, purpose),
        )
        for one in sent
    ]
