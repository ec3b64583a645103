"""What came of the release: its errata, its original, its end."""

from typing import Any

from press.releases.models import Release


def context(user: Any, release: Release, *, in_file: bool) -> dict[str, Any]:
    visible = Release.objects.visible_to(user)
    return {
        "errata": list(visible.filter(corrects=release).order_by("created_at")),
        "original": visible.filter(errata=release).first(),
    }
