"""The same release in another language: a text with its own sign-off, named by the number of its original."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.states import move
from comms.org.models import User
from press.releases import policies
from press.releases.models import Release
from press.releases.services.common import check_legal, check_ready, content_of, taken
from press.releases.services.drafting import draft
from press.releases.states import LANGUAGES, UNISSUED, State

# What belongs to the original alone; the pictures are described in its language.
_NOT_TAKEN_OVER = {"units", "corrects", "variant_of", "attachments", "language"}


@transaction.atomic
def release_translate(*, actor: User, release_id: UUID, version: int, language: str) -> Release:
    """Begin the release in another language and return the draft: the text of the original, to be written over.

    Its units, embargo and tasks come along; it takes no number, and is issued after its original.  An erratum has no
    translation of its own: each language version is corrected by an erratum in its language.
    Raises NotAllowed, StaleVersion, IllegalTransition, Invalid for a language that is none or the original's, Conflict
    `variant_exists`.
    """
    original = taken(actor, release_id)
    require(policies.may_translate_person(actor, original))
    check_legal(original, "translate", version)
    check_ready(policies.ready_to_translate(original))
    if language not in dict(LANGUAGES):
        raise Invalid.field("language", _("A release is written in Vietnamese or English."), code="choice")
    if language == original.language:
        raise Invalid.field("language", _("The release is written in this language."), code="same")
    if original.variants.filter(language=language).exclude(state=State.VOID).exists():
        raise Conflict(_("There is a version in this language."), code="variant_exists")
    move(original, "translate", expected_version=version)
    fields = {name: value for name, value in content_of(original).items() if name not in _NOT_TAKEN_OVER}
    variant = draft(
        actor,
        Release(author=actor, desk_unit=original.desk_unit, variant_of=original),
        units=[row.unit for row in original.unit_rows.select_related("unit")],
        tasks=[],
        fields={**fields, "language": language, "illustrative": original.illustrative},
        taken_over=list(original.task_rows.values_list("task_id", flat=True)),
    )
    record(
        actor=actor, action="press.release.variant_drafted", target=original, variant_id=variant.pk, language=language
    )
    return variant


def end_variants(original: Release, *, reason: str, notice: str = "") -> list[Release]:
    """A withdrawn or voided original takes its language versions along, locked by `taken_with_original`: what the
    public can read is withdrawn, everything else void.  The caller announces and records."""
    ended = []
    for variant in original.variants.exclude(state__in=[State.VOID, State.WITHDRAWN]).order_by("pk"):
        if variant.state in UNISSUED or (variant.state == State.ISSUED and policies.ready_to_void(variant)):
            move(variant, "void", expected_version=None, end_reason=reason, scheduled_for=None, scheduled_by=None)
        else:
            move(
                variant,
                "withdraw",
                expected_version=None,
                end_reason=reason,
                withdrawal_notice=notice,
                withdrawn_at=clock.now(),
            )
        ended.append(variant)
    return ended
