"""Who lets somebody without an account read a draft."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from press.releases.models import Release
from press.releases.policies.common import OF_DESK, Kind, desk
from press.releases.states import UNISSUED


def may_share(user: Any, release: Release) -> Decision:
    return may_share_person(user, release) and ready_to_share(release)


def may_share_person(user: Any, release: Release) -> Decision:
    """The author too, who may have left the desk for another one of the release's units."""
    return ALLOW if release.author_id == user.pk else desk(user, release, Kind.PRESS_OFFICER, OF_DESK)


def ready_to_share(release: Release) -> Decision:
    if release.state in UNISSUED:
        return ALLOW
    return deny(_("Only what is not issued yet is shown by a preview link."))
