"""Who writes a text."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.selectors import holds
from press.releases.models import Release
from press.releases.policies.common import OF_DESK, Kind, desk


def may_create(user: Any, release: Release | None = None) -> Decision:
    return ALLOW if holds(user, Kind.PRESS_OFFICER) else deny(_("Releases are drafted by press officers."))


def may_translate(user: Any, release: Release) -> Decision:
    return may_translate_person(user, release) and ready_to_translate(release)


def may_translate_person(user: Any, release: Release) -> Decision:
    return desk(user, release, Kind.PRESS_OFFICER, OF_DESK)


def ready_to_translate(release: Release) -> Decision:
    """A translation is made of the original, and corrected by an erratum in its own language."""
    if release.variant_of_id:
        return deny(_("This is a translation itself: begin from its original."))
    if release.corrects_id:
        return deny(_("An erratum is not translated: each language version has an erratum of its own."))
    return ALLOW


def may_update(user: Any, release: Release) -> Decision:
    return desk(user, release, Kind.PRESS_OFFICER, OF_DESK)
