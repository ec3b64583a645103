"""The paper: the preview, and the issued document with its hash."""

from typing import Any

from press.releases import selectors
from press.releases.models import Release
from press.releases.states import State


def context(user: Any, release: Release, *, in_file: bool) -> dict[str, Any]:
    return {"public_slug": selectors.public_slug(release) if _is_public(release) else ""}


def _is_public(release: Release) -> bool:
    return (
        release.state in {State.ISSUED, State.CORRECTED} and bool(release.document_sha256) and not release.under_embargo
    )
