"""The text, its units and the tasks on which it is work."""

from typing import Any

from press.releases import kinds, selectors
from press.releases.models import Release
from press.releases.states import State
from tasks.models import Task


def context(user: Any, release: Release, *, in_file: bool) -> dict[str, Any]:
    return {
        "units": [row.unit for row in release.unit_rows.all()],
        # What the draft still needs before it can be sent for sign-off.
        "missing": [kinds.words_of(name) for name in kinds.missing(release)] if release.state == State.DRAFT else [],
        "attachments": selectors.attachments_of(release),
        "tasks": Task.objects.visible_to(user).filter(release_rows__release=release),
    }
