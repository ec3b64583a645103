"""Vietnamese text: one normal form, a folded form for search, an order for lists, slugs."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_STROKE = str.maketrans("đĐ", "dD")
# The alphabet of the Vietnamese dictionary; a letter with its own place is not a letter with a mark.
_LETTERS = {letter: index for index, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
# Order of the tones: level, grave, hook, tilde, acute, dot.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def nfc(text: str) -> str:
    """The stored form of every text: composed, without zero-width characters."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE))


def fold(text: str) -> str:
    """The searched form: no marks, đ as d, lower case, single spaces.  "Đề  án" → "de an"."""
    decomposed = unicodedata.normalize("NFD", text.translate(_INVISIBLE).translate(_STROKE))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def sort_key(text: str) -> str:
    """A string whose plain order is the Vietnamese one: a ă â b c d đ e ê …, tones only between equals.

    Hexadecimal digits only, four a letter, so that every database collation puts it in the same order.
    """
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text.translate(_INVISIBLE)).casefold():
        marks = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
        letters.append(0x100 + _LETTERS[base] if base in _LETTERS else min(ord(base[:1] or " "), 0xFFFF))
        tones.append(next((_TONES[mark] for mark in marks if mark in _TONES), 0))
    return "".join(f"{rank:04x}" for rank in [*letters, 0]) + "".join(map(str, tones))


def name_sort_key(name: str) -> str:
    """Order of people's names: by the given name, which stands last, then the rest."""
    words = name.split()
    return sort_key(" ".join(words[-1:] + words[:-1]))


def slug(text: str) -> str:
    """An address part: "Đường dây nóng" → "duong-day-nong"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
