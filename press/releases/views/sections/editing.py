"""The versions of the text."""

from typing import Any

from press.releases.models import Release


def context(user: Any, release: Release, *, in_file: bool) -> dict[str, Any]:
    return {"versions": list(reversed(release.versions.all())) if in_file else []}
