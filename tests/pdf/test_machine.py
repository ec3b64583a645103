"""What the machine lacks is named in one line with the Debian package."""

from pathlib import Path

import pytest
from django.core.checks import Error, run_checks
from pytest_django import Settings

from comms.pdf import machine
from comms.pdf.checks import machine_can_render
from comms.pdf.errors import RendererMissing


def test_nothing_is_missing_here() -> None:
    """The machine that runs the tests can render; the check is registered."""
    assert machine.missing_packages() == []
    assert [message for message in run_checks() if str(message.id).startswith("comms.pdf")] == []


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """E001, in one line."""
    monkeypatch.setattr(machine, "LIBRARIES", {"libno-such-pango.so.0": "libpango-1.0-0"})
    (message,) = machine_can_render()
    assert (type(message), message.id) == (Error, "comms.pdf.E001")
    assert "libpango-1.0-0" in message.msg
    assert "\n" not in message.msg


def test_a_missing_font_is_named(settings: Settings, tmp_path: Path) -> None:
    """E002: a machine whose fonts are others has no Tinos in all four styles."""
    settings.PDF_FONTCONFIG = str(tmp_path / "fonts.conf")
    Path(settings.PDF_FONTCONFIG).write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>")
    (message,) = machine_can_render()
    assert message.id == "comms.pdf.E002"
    assert "fonts-croscore" in message.msg


def test_the_error_names_the_packages() -> None:
    """In the sentence that a user reads."""
    assert "fonts-croscore libpango-1.0-0" in RendererMissing(["fonts-croscore", "libpango-1.0-0"]).detail
