"""The text, its units and the tasks on which it is work."""

from typing import Any

from press.releases.models import Release
from tasks.models import Task


def context(user: Any, release: Release, *, in_file: bool) -> dict[str, Any]:
    return {
        "units": [row.unit for row in release.unit_rows.all()],
        "tasks": Task.objects.visible_to(user).filter(release_rows__release=release),
    }
