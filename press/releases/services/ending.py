"""What can happen to a text after it has been issued, and voiding one that will not be."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from comms.audit.services import record
from comms.core import checks, clock
from comms.core.clock import HANOI
from comms.core.decisions import require
from comms.core.legal_dates import legal_date
from comms.core.states import change, move
from comms.org.models import User
from press.events import release_revoked
from press.releases import content, policies
from press.releases.models import Release
from press.releases.services import correction_clocks
from press.releases.services.common import check_legal, check_ready, taken, taken_with_original
from press.releases.services.drafting import draft
from press.releases.services.numbers import number_void
from press.releases.services.variants import end_variants
from press.releases.states import STANDING, Kind, State

# What an erratum has from its original; its title names the original.
_TAKEN_OVER = {"title", "signer_post", "signer_name", "recipients", "contact"}


@transaction.atomic
def release_correct(
    *,
    actor: User,
    release_id: UUID,
    version: int,
    note: str,
    major: bool = False,
    legal_documents: bool = False,
    error_found_at: datetime | None = None,
    received_at: datetime | None = None,
) -> Release:
    """Begin the erratum of an issued release and return it: a document of its own, signed off and issued like any.

    The original stays as it is until the erratum is issued; its embargo and its tasks come along.
    `legal_documents`: the actor decides that TT 07/2021/TT-BTP applies, whose clocks then run on the erratum from
    `error_found_at` and from `received_at` (now where none is given).
    Raises NotAllowed, StaleVersion, IllegalTransition, Invalid.
    """
    original = taken(actor, release_id)
    require(policies.may_correct(actor, original))
    check_legal(original, "correct", version)
    note = content.reason(note, name="note")
    instants = correction_clocks.checked(original, legal_documents, error_found_at, received_at)
    if instants:
        correction_clocks.hold([original])
    move(original, "correct", expected_version=version)
    erratum = Release(author=actor, desk_unit=original.desk_unit, corrects=original)
    erratum = draft(
        actor,
        erratum,
        units=[row.unit for row in original.unit_rows.select_related("unit")],
        tasks=[],
        fields={
            "kind": Kind.ERRATUM,
            "title": _erratum_title(original),
            "body": note,
            "signer_post": original.signer_post,
            "signer_name": original.signer_name,
            "recipients": original.recipients,
            "contact": original.contact,
            "language": original.language,
            "embargo_until": original.embargo_until if original.under_embargo else None,
            "illustrative": [name for name in original.illustrative if name in _TAKEN_OVER],
            "correction_note": note,
            "correction_major": major,
        },
        taken_over=list(original.task_rows.values_list("task_id", flat=True)),
    )
    record(
        actor=actor,
        action="press.release.erratum_drafted",
        target=original,
        erratum_id=erratum.pk,
        major=major,
        legal_documents=legal_documents,
        **instants,
    )
    if instants:
        correction_clocks.start(actor, erratum, note, **instants)
    return erratum


@transaction.atomic
def release_withdraw(*, actor: User, release_id: UUID, version: int, reason: str, notice: str = "") -> Release:
    """Take an issued release back.  Number, document and text stay, under `notice`, which the public reads; `reason` is
    for the file.

    An original without another standing erratum is issued again, not corrected.
    Raises NotAllowed, StaleVersion, IllegalTransition, Invalid without a reason.
    """
    release = taken_with_original(Release.objects.visible_to(actor), release_id)
    require(policies.may_withdraw(actor, release))
    check_legal(release, "withdraw", version)
    reason = content.reason(reason)
    notice = checks.text("notice", notice, content.Limit.REASON)
    move(
        release,
        "withdraw",
        expected_version=version,
        end_reason=reason,
        withdrawal_notice=notice,
        withdrawn_at=clock.now(),
    )
    original = _no_longer_corrected(release)
    variants = end_variants(release, reason=reason, notice=notice)
    _announce(actor, [release, *variants])
    record(actor=actor, action="press.release.withdrawn", target=release, reason=reason, notice=notice)
    _record_followed(actor, release, variants, original)
    return release


@transaction.atomic
def release_void(*, actor: User, release_id: UUID, version: int, reason: str) -> Release:
    """Drop a release that was not published.  A number it took stays in the book, marked with reason and person.

    Of an issued erratum its original is as after a withdrawal.
    Raises NotAllowed, StaleVersion, IllegalTransition (also when it has been published).
    """
    release = taken_with_original(Release.objects.visible_to(actor), release_id)
    require(policies.may_void_person(actor, release))
    check_legal(release, "void", version)
    check_ready(policies.ready_to_void(release))
    reason = content.reason(reason)
    move(release, "void", expected_version=version, end_reason=reason, scheduled_for=None, scheduled_by=None)
    number_void(actor=actor, release=release, reason=reason)
    original = _no_longer_corrected(release)
    variants = end_variants(release, reason=reason)
    _announce(actor, [release, *variants])
    record(actor=actor, action="press.release.voided", target=release, reason=reason, symbol=release.symbol)
    _record_followed(actor, release, variants, original)
    return release


def _announce(actor: User, ended: list[Release]) -> None:
    """The last locks before the first evidence: the clocks of corrections, then those of the receivers, who hear of all
    that ended at once."""
    correction_clocks.hold(_corrected(ended))
    if issued := [release for release in ended if release.issued_at is not None]:
        release_revoked.send(sender=Release, releases=issued, actor=actor)


def _record_followed(actor: User, release: Release, variants: list[Release], original: Release | None) -> None:
    """The evidence of what ended with the release or stands again without it, and of the clocks."""
    for variant in variants:
        action = "press.release.voided" if variant.state == State.VOID else "press.release.withdrawn"
        record(actor=actor, action=action, target=variant, reason=variant.end_reason, with_original=release.pk)
    if original:
        record(actor=actor, action="press.release.correction_lapsed", target=original, erratum_id=release.pk)
    for each in _corrected([release, *variants]):
        correction_clocks.settle(actor, each)


def _corrected(ended: list[Release]) -> list[Release]:
    """Whose corrections may be owed otherwise now: of an erratum its original, else the issued release itself."""
    return [release.corrects or release for release in ended if release.corrects or release.issued_at]


def _no_longer_corrected(erratum: Release) -> Release | None:
    """The locked original of an erratum that has just ended, set back to “issued” unless another erratum stands."""
    original: Release | None = erratum.corrects
    if original is None or original.state != State.CORRECTED:
        return None
    if Release.objects.filter(corrects=original, state__in=STANDING).exists():
        return None
    change(original, expected_version=None, state=State.ISSUED)
    return original


def _erratum_title(original: Release) -> str:
    """In the language of the document, not of the reader: it is part of the text."""
    if original.issued_at is None:
        raise ValueError("only an issued release is corrected")
    day = original.issued_at.astimezone(HANOI).date()
    if original.language == "en":
        title = f"Erratum to {original.symbol or original.title} of {day:%d %B %Y}"
    else:
        named = f"văn bản số {original.symbol}" if original.symbol else f"“{original.title}”"
        title = f"Đính chính {named} {legal_date(day)}"
    return title[: content.Limit.TITLE]
