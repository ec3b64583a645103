"""Who writes a text."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from press.releases.models import Release
from press.releases.policies.common import OF_DESK, Kind, desk, holds


def may_create(user: Any, release: Release | None = None) -> Decision:
    return ALLOW if holds(user, Kind.PRESS_OFFICER) else deny(_("Releases are drafted by press officers."))


def may_update(user: Any, release: Release) -> Decision:
    return desk(user, release, Kind.PRESS_OFFICER, OF_DESK)
