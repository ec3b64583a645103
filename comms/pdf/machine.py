"""What the machine must bring: libraries and fonts, named by their Debian packages."""

import ctypes
import subprocess

from django.conf import settings

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT = "fonts-croscore"
STYLES = {"Regular", "Bold", "Italic", "Bold Italic"}


def missing_packages() -> list[str]:
    """Debian packages to install before a document can be rendered; empty when all is there."""
    return missing_libraries() + missing_fonts()


def missing_libraries() -> list[str]:
    return [package for library, package in LIBRARIES.items() if not _loads(library)]


def missing_fonts() -> list[str]:
    """The font's package, unless fontconfig finds the document's font in all four styles."""
    try:
        found = faces("%{style[0]}")
    except FontconfigMissing:
        return ["fontconfig"]
    return [] if set(found) >= STYLES else [FONT]


class FontconfigMissing(Exception):
    """The program that lists the fonts is not there, or does not answer."""


def faces(about: str) -> list[str]:
    """One line for each face that a document may use, in the words of fontconfig.  Raises FontconfigMissing."""
    try:
        found = subprocess.run(  # noqa: S603  # a fixed command
            ["/usr/bin/fc-list", "--format", f"{about}\\n"],
            env={"FONTCONFIG_FILE": settings.PDF_FONTCONFIG, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FontconfigMissing from error
    return found.stdout.splitlines()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
