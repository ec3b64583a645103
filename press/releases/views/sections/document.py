"""The paper: the preview, and the issued document with its hash."""

from typing import Any

from comms.org.models import Role
from comms.org.selectors import holds, reads_everything
from press.releases import selectors
from press.releases.models import Release
from press.releases.states import State


def context(user: Any, release: Release, *, in_file: bool) -> dict[str, Any]:
    reads_contacts = reads_everything(user) or holds(user, Role.Kind.PRESS_OFFICER, Role.Kind.SPOKESPERSON)
    return {
        "public_slug": selectors.public_slug(release) if _is_public(release) else "",
        # Who got it is told to those who may read the contacts of the press.
        "shows_deliveries": in_file and reads_contacts and release.document_sha256 != "",
    }


def _is_public(release: Release) -> bool:
    return (
        release.state in {State.ISSUED, State.CORRECTED} and bool(release.document_sha256) and not release.under_embargo
    )
