"""One claim as it is compared: its words that count, its numbers, what it denies, whom and where it names."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from comms.core.text import fold, nfc
from incidents.matching.words import (
    AGENCIES,
    COUNTED,
    DENIALS,
    EMPTY,
    LIGHT,
    NOT,
    NUMERALS,
    OPPOSITES,
    PLACES,
    SCALES,
    SHORT,
)

# Words of a claim that are read; a longer text is an article, and its beginning says what it claims.
MOST_WORDS = 400
_TOKEN = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+|[^\W\d_]+")
_PLACES = tuple(f" {name} " for name in PLACES)
_AGENCIES = tuple(f" {name} " for name in AGENCIES)
_END = re.compile(r"[?.!,;:…]")
# A negation is about the next word that says something, not about these.
_BESIDE_NOT = frozenset(
    ["phai", "duoc", "con", "he", "co", "can", "bi", "cho", "dang", "muon", "ai", "bao", "gio", "the", "nen"]
)
_YEAR_OF = frozenset({"thang", "nam", "ngay", "dong"})
# A longer row of digits is no amount and no date: it is compared as a word.
MOST_DIGITS = 19
# How many words a negation may be about.
_REACH = 3
# Spelled alike by many: tr as ch, x as s, gi and r as d, y as i, and endings that sound the same in the south.
_SOUNDS = ((re.compile(r"^ngh"), "ng"), (re.compile(r"^gh"), "g"), (re.compile(r"^gi(?=[aeou])"), "d"))
_FIRST = {"tr": "ch", "gi": "di"}
_ONE = {"r": "d", "x": "s", "k": "c"}
_LAST = {"ng": "n", "nh": "n", "ch": "t"}


@dataclass(frozen=True)
class Word:
    """A syllable or a number: `key` is what is compared, `start` and `end` where it stands in the text."""

    key: str
    folded: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Reading:
    """`denied` are the words right after a "not"; `doubted` those and the next ones, as far as a "not" may reach."""

    text: str
    words: tuple[Word, ...]
    numbers: frozenset[int]
    denied: frozenset[str]
    doubted: frozenset[str]
    places: frozenset[str]
    agencies: frozenset[str]
    sides: frozenset[tuple[int, int]]
    denial: bool

    @property
    def weight(self) -> float:
        return sum(word.weight for word in self.words)


@dataclass(frozen=True)
class _Token:
    folded: str
    start: int
    end: int
    number: int | None = None
    marked: str = ""


# Syllables come again and again.
_folded = lru_cache(maxsize=20_000)(fold)


@lru_cache(maxsize=20_000)
def sound(syllable: str) -> str:
    """The key of a folded syllable: two spellings that people mix up have the same one."""
    for pattern, instead in _SOUNDS:
        syllable = pattern.sub(instead, syllable)
    first, one = syllable[:2], syllable[:1]
    if first in _FIRST:
        syllable = _FIRST[first] + syllable[2:]
    elif one in _ONE:
        syllable = _ONE[one] + syllable[1:]
    syllable = syllable.replace("y", "i")
    if len(syllable) > 2 and syllable[-2:] in _LAST:
        return syllable[:-2] + _LAST[syllable[-2:]]
    return f"{syllable[:-1]}t" if len(syllable) > 2 and syllable[-1] == "c" else syllable


# "Chiệu" is a million too, for whoever writes it so.
_SCALES = {sound(unit): factor for unit, factor in SCALES.items()}


def read(text: str) -> Reading:
    """Read one claim.  The spelling of marks (NFC or NFD, òa or oà), case and punctuation make no difference."""
    text = nfc(text)
    tokens = list(_tokens(text))
    syllables = [token.folded for token in tokens]
    words = tuple(
        Word(sound(token.folded), token.folded, token.start, token.end, _weight(token))
        for token in tokens
        if token.number is not None or (token.folded not in EMPTY and token.folded not in NOT)
    )
    says, denials = _says(text), list(_denied(text, tokens))
    return Reading(
        text=text,
        words=words,
        numbers=frozenset(token.number for token in tokens if token.number is not None),
        denied=frozenset(reach[0] for reach in denials),
        doubted=frozenset(key for reach in denials for key in reach),
        places=_named(syllables, _PLACES),
        agencies=_named(syllables, _AGENCIES),
        sides=frozenset(
            (index, side)
            for index, sides in enumerate(OPPOSITES)
            for side, phrases in enumerate(sides)
            if any(says(phrase) for phrase in phrases)
        ),
        denial=any(says(phrase) for phrase in DENIALS),
    )


def _tokens(text: str) -> Iterator[_Token]:
    raw = [(found.group(), found.start(), found.end()) for found in islice(_TOKEN.finditer(text), MOST_WORDS)]
    following = [*((_folded(piece), end) for piece, _start, end in raw[1:]), ("", 0)]
    scaled = False
    for (piece, start, end), (unit, unit_end) in zip(raw, following, strict=False):
        if scaled:  # this is the "nghìn" of "500 nghìn"
            scaled = False
            continue
        folded = _folded(piece)
        number = _number(piece, folded, unit)
        if number is not None:
            scaled = sound(unit) in _SCALES
            number *= _SCALES.get(sound(unit), 1)
            yield _Token(str(number), start, unit_end if scaled else end, number)
            continue
        for syllable in SHORT.get(folded, folded).split():
            yield _Token(syllable, start, end, None, piece.casefold())


def _number(piece: str, folded: str, unit: str) -> int | None:
    """A number in digits, or in letters where something is counted ("hai triệu"); "năm tháng" stays a word."""
    if piece[0].isdigit():
        digits = re.sub(r"[.,]", "", piece)
        return int(digits) if len(digits) < MOST_DIGITS else None
    if folded in NUMERALS and unit in COUNTED and not (folded == "nam" and unit in _YEAR_OF):
        return NUMERALS[folded]
    return None


def _weight(token: _Token) -> float:
    if token.number is not None:
        return 1.5
    return 0.4 if token.folded in LIGHT else 1.0


def _denied(text: str, tokens: Sequence[_Token]) -> Iterator[list[str]]:
    """For each negation the keys of the words after it.  "… không?" asks, and "không chỉ" denies nothing."""
    written = not text.isascii()
    for index, token in enumerate(tokens):
        if token.folded not in NOT or token.number is not None:
            continue
        if token.folded == "chua" and written and token.marked != "chưa":
            continue
        after = tokens[index + 1 :]
        if not after or _END.search(text[token.end : after[0].start]) or after[0].folded == "chi":
            continue
        if index and tokens[index - 1].folded == "hay":
            continue
        said = [other for other in after if other.folded not in EMPTY and other.folded not in _BESIDE_NOT]
        if said:
            yield [sound(other.folded) for other in said[:_REACH]]


def _named(syllables: Sequence[str], names: Sequence[str]) -> frozenset[str]:
    line = f" {' '.join(syllables)} "
    return frozenset(name for name in names if name in line)


def _says(text: str) -> Callable[[str], bool]:
    """Does the text have a phrase?  With its marks, unless the text is written without any."""
    if text.isascii():
        # As written: "NĐ-CP" read out ends in "định chính phủ", which is no "đính chính".
        bare = f" {' '.join(_TOKEN.findall(text.lower()))} "
        return lambda phrase: f" {_folded(phrase)} " in bare
    line = f" {' '.join(_TOKEN.findall(text.lower()))} "
    return lambda phrase: f" {phrase} " in line
