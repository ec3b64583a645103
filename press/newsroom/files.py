"""Pictures and documents that go out with a release, as pages, feeds and search engines name them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from press.newsroom import addresses
from press.releases import pictures
from press.releases.models import Release, ReleaseAttachment


@dataclass(frozen=True)
class PublicFile:
    """`width` and `height` in pixels: of a picture that can be read, else None."""

    row: ReleaseAttachment
    url: str
    width: int | None = None
    height: int | None = None

    @property
    def is_picture(self) -> bool:
        return self.row.role == ReleaseAttachment.Role.PICTURE


def public_files(
    release: Release, rows: Iterable[ReleaseAttachment], located: Callable[[str], str] = str
) -> list[PublicFile]:
    """`rows` come from a query of what is public.  `located`: what makes an address of a path."""
    files = []
    for row in rows:
        url = located(addresses.file_url(release, row))
        size = pictures.size_of(row.file) if row.role == ReleaseAttachment.Role.PICTURE else None
        files.append(PublicFile(row, url, *(size or ())))
    return files
