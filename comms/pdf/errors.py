"""What a render may end with instead of a document."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.errors import ServiceError, Unavailable


def named(characters: str) -> str:
    """Each as it is, where it can be seen, and by its number: «ខ (U+1781), U+2028»."""
    numbers = [(char, f"U+{ord(char):04X}") for char in characters]
    return ", ".join(f"{char} ({number})" if char.isprintable() else number for char, number in numbers)


class RendererMissing(Unavailable):
    """The machine lacks a library or the font (503); `packages` are the Debian packages to install."""

    code = "renderer_missing"

    def __init__(self, packages: list[str]) -> None:
        self.packages = packages
        super().__init__(
            _("Documents cannot be rendered on this machine: install %(packages)s.") % {"packages": " ".join(packages)}
        )


class RenderFailed(ServiceError):
    """No document came out of this input (400).  `code` says why: `render_timeout`, `render_memory`,
    `render_too_large`, `render_character` (`characters`: the fonts have no sign for them), `render_picture` (one is no
    JPEG or PNG that can be printed), `render_resource` (something outside the bundle was asked for) or
    `render_failed`."""

    code = "render_failed"
    default_detail: Any = _("The document could not be rendered.")
    details: dict[str, Any] = {
        "render_timeout": _("The document takes too long to render. Shorten it."),
        "render_memory": _("The document needs too much memory to render. Shorten it."),
        "render_too_large": _("The text is too long for a document."),
        "render_picture": _("A picture is too large, damaged, or neither JPEG nor PNG."),
    }

    def __init__(self, code: str = "render_failed", characters: str = "") -> None:
        self.characters = characters
        detail = self.details.get(code)
        if characters:
            detail = _("The fonts of the document have no sign for: %(characters)s. Write it in another way.") % {
                "characters": named(characters)
            }
        super().__init__(detail, code=code)


class RenderBusy(RenderFailed, Unavailable):
    """Every child is at work (503)."""

    default_detail = _("Too many documents are being rendered. Try again in a moment.")

    def __init__(self) -> None:
        super().__init__("render_busy")
