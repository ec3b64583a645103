"""System checks: what the machine lacks is named at start, in one line with the package's name."""

from typing import Any

from django.core.checks import CheckMessage, Error

from comms.pdf import signing
from comms.pdf.machine import missing_fonts, missing_libraries


def machine_can_render(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """E001: a library is missing.  E002: the font is missing.  English, for the person who installs."""
    libraries = [
        Error(
            f"PDF documents need a library of the Debian package {package}: apt-get install {package}",
            id="comms.pdf.E001",
        )
        for package in missing_libraries()
    ]
    fonts = [
        Error(
            f"PDF documents need the fonts of the Debian package {package}: apt-get install {package}",
            id="comms.pdf.E002",
        )
        for package in missing_fonts()
    ]
    return [*libraries, *fonts]


def signing_is_configured_well(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """E003: the settings of the digital signature do not fit, or its file cannot be opened."""
    return [Error(f"Digital signature: {problem}", id="comms.pdf.E003") for problem in signing.problems()]
