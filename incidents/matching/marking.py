"""A text cut where its matched words begin and end, so that a page can mark them without writing markup."""

import re
from collections.abc import Collection

from comms.core.text import nfc

_PIECE = re.compile(r"\d[\d.,]*\d|\d+|[^\W\d_]+|[\W_]+")


def marked(text: str, words: Collection[str]) -> list[tuple[str, bool]]:
    """[(piece, is it a matched word), …]; joined, the pieces are the text.  Letter case makes no difference."""
    wanted = {part.casefold() for word in words for part in _PIECE.findall(nfc(word))}
    pieces: list[tuple[str, bool]] = []
    for piece in _PIECE.findall(nfc(text)):
        hit = piece.casefold() in wanted and any(char.isalnum() for char in piece)
        if pieces and pieces[-1][1] == hit:
            pieces[-1] = (pieces[-1][0] + piece, hit)
        else:
            pieces.append((piece, hit))
    return pieces
