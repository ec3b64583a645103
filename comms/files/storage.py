"""Files on the disk of this machine: a file has its final name when it is whole and on the disk, or not at all."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Writes beside the final name, forces it to the disk and renames: a full disk leaves no half file there.

    What a crash leaves beside it is swept with the other bytes that belong to nothing.
    """

    def _save(self, name: str, content: Any) -> str:
        final = Path(self.path(name))
        final.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=final.parent, prefix=".unfinished-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if self.file_permissions_mode is not None:
                Path(beside).chmod(self.file_permissions_mode)
            Path(beside).rename(final)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        self._force_directory(final.parent)
        return name

    @staticmethod
    def _force_directory(place: Path) -> None:
        """The name itself is on the disk only when its directory is."""
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
