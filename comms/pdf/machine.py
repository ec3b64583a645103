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
        found = subprocess.run(
            ["/usr/bin/fc-list", "--format", "%{style[0]}\\n"],
            env={"FONTCONFIG_FILE": settings.PDF_FONTCONFIG, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ["fontconfig"]
    return [] if set(found.stdout.splitlines()) >= STYLES else [FONT]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
