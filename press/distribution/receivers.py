"""What happens to releases and concerns their recipients: one service call each."""

from collections.abc import Iterable
from typing import Any

from press.distribution.services.deliveries import corrections_owe
from press.releases.models import Release


def on_document_stored(*, release: Release, **_: Any) -> None:
    corrections_owe(release)


def on_release_revoked(*, releases: Iterable[Release], **_: Any) -> None:
    for release in releases:
        corrections_owe(release)
