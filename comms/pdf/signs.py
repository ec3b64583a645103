"""Which characters the fonts of a document have a sign for: known before anything is rendered."""

from functools import lru_cache

from django.conf import settings

from comms.pdf.machine import FontconfigMissing, faces

# Pango sets nothing for these, or a blank, whether or not a font has them: marks that steer letters, and two spaces.
_WITHOUT_SIGN = frozenset(
    {0x61C, 0x1680, 0x17B4, 0x17B5, 0x2065, 0x3000}
    | {*range(0x180B, 0x180F), *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0x1D173, 0x1D17B)}
    | {*range(0xE0000, 0xE1000)}
)
_LINE_SEPARATOR = 0x2028  # the fonts have it; Pango has not


def signless(text: str) -> str:
    """The characters of `text` that no face has, each once, in their order.  Empty also when the machine cannot list
    its fonts: then it cannot render either, and says so by itself."""
    try:
        known = _characters(settings.PDF_FONTCONFIG)
    except FontconfigMissing:
        return ""
    return "".join(char for char in dict.fromkeys(text) if ord(char) not in known and char not in "\t\n\r")


@lru_cache(maxsize=2)
def _characters(_fontconfig: str) -> frozenset[int]:
    """Of all faces together: what one style lacks is taken from another."""
    found: set[int] = set()
    for ranges in faces("%{charset}"):
        for each in ranges.split():
            first, _dash, last = each.partition("-")
            found.update(range(int(first, 16), int(last or first, 16) + 1))
    if not found:
        raise FontconfigMissing
    return frozenset(found - {_LINE_SEPARATOR} | _WITHOUT_SIGN)
