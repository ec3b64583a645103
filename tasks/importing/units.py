"""Which units a cell names: codes, abbreviations or full names as of the plan's day; nothing is guessed.

A cell is cut into words and separators.  At each place the longest name counts, so that a comma or a *và* inside a name
does not part it; what follows a name must be a separator, or the whole piece is unknown.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from comms.core.text import fold
from comms.org.models import Unit
from plans.states import UnitGroup
from tasks.importing.grids import clean

K = Unit.Kind

KIND_WORDS = {
    K.OFFICE: ("văn phòng", "vp"),
    K.DEPARTMENT: ("vụ",),
    K.AGENCY: ("cục",),
    K.GENERAL_DEPARTMENT: ("tổng cục",),
    K.INSPECTORATE: ("thanh tra",),
    K.CENTRE: ("trung tâm", "tt"),
    K.INSTITUTE: ("viện",),
    K.ACADEMY: ("học viện",),
    K.PRESS_BODY: ("báo", "tạp chí"),
    K.LOCAL: ("sở tư pháp", "stp"),
}
GROUP_NAMES = (
    "các đơn vị thuộc bộ",
    "các đơn vị thuộc bộ tư pháp",
    "các đơn vị trực thuộc bộ",
    "các đơn vị thuộc, trực thuộc bộ",
    "thủ trưởng các đơn vị thuộc bộ",
    "thủ trưởng các đơn vị thuộc bộ tư pháp",
    "the units of the ministry",
)
MAX_PIECE = 300
MAX_SUGGESTED = 300
_OF_MINISTRY = (["thuoc", "bo", "tu", "phap"], ["thuoc", "bo"], ["bo", "tu", "phap"])
_PREFIXES = re.compile(r"(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|phối hợp)\s*:", re.IGNORECASE)
_TOKENS = re.compile(r"(?P<word>\w+)|(?P<mark>[^\w\s])|(?P<line>\n)")
_BREAKS = {"\n", ";", ",", "/", "-", "+", ".", "(", ")", "•", "·", "*", ":", "–", "—", ""}


@dataclass(frozen=True)
class Unread:
    """A piece of a cell that names no unit of the day.  `unit` is set when it names one that did not exist then;
    `others` are what was perhaps meant."""

    text: str
    others: tuple[str, ...] = ()
    unit: Unit | None = None


@dataclass
class Named:
    """What a cell names, in its order."""

    units: list[Unit] = field(default_factory=list)
    group: str = ""
    unread: list[Unread] = field(default_factory=list)
    twice: list[Unit] = field(default_factory=list)


@dataclass(frozen=True)
class _Token:
    text: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class _Alias:
    words: tuple[str, ...]
    marks: frozenset[str]
    units: tuple[Unit, ...]
    group: str = ""


class UnitReader:
    """Reads cells in the names of one day.  Equal cells are read once."""

    def __init__(self, units: Iterable[Unit], day: date) -> None:
        self.day = day
        self.units = list(units)
        self._read: dict[str, Named] = {}
        self._suggested: dict[str, tuple[str, ...]] = {}

    def read(self, text: str) -> Named:
        """The units and the group that the cell names; `unread` is what it says besides."""
        if text not in self._read:
            self._read[text] = self._named(clean(text))
        return self._read[text]

    @cached_property
    def _aliases(self) -> dict[str, list[_Alias]]:
        """By their first word, those with the most words first."""
        meant: dict[tuple[str, ...], dict[str, Unit]] = defaultdict(dict)
        marks: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for unit in self.units:
            for name in set(_names(unit)):
                tokens = _tokens(name)
                words = tuple(token.text for token in tokens if token.kind == "word")
                if words:
                    meant[words][unit.code] = unit
                    marks[words].update(token.text for token in tokens if token.kind == "mark")
        aliases = [_Alias(words, frozenset(marks[words]), tuple(units.values())) for words, units in meant.items()]
        for name in GROUP_NAMES:
            words = tuple(token.text for token in _tokens(name) if token.kind == "word")
            aliases.append(_Alias(words, frozenset({","}), (), UnitGroup.MINISTRY_UNITS))
        found: dict[str, list[_Alias]] = defaultdict(list)
        for alias in sorted(aliases, key=lambda one: -len(one.words)):
            found[alias.words[0]].append(alias)
        return found

    def _named(self, text: str) -> Named:
        named = Named()
        text = _PREFIXES.sub(" ", text)
        tokens = _tokens(text)
        at = 0
        while at < len(tokens):
            if not _begins(tokens, at):
                at += 1
                continue
            match = self._match(tokens, at)
            if match is None:
                at = self._skip(named, tokens, at, text)
                continue
            alias, after = match
            self._take(named, alias, text[tokens[at].start : tokens[after - 1].end], tokens, at)
            at = after
        return named

    def _match(self, tokens: list[_Token], at: int) -> tuple[_Alias, int] | None:
        """The longest name that stands here; of equally long ones, one of a unit of the day."""
        matches = []
        for alias in self._aliases.get(tokens[at].text, ()):
            after = _end_of(alias, tokens, at)
            if after is not None and _ends(tokens, after := _past_ministry(tokens, after)):
                matches.append((alias, after))
        valid = [one for one in matches if one[0].group or any(unit.is_valid_on(self.day) for unit in one[0].units)]
        return next(iter(valid or matches), None)

    def _take(self, named: Named, alias: _Alias, text: str, tokens: list[_Token], at: int) -> None:
        if alias.group:
            named.group = alias.group
            return
        valid = [unit for unit in alias.units if unit.is_valid_on(self.day)]
        if len(valid) != 1:
            others = tuple(_label(unit) for unit in valid) or self._carrying_on(alias.units)
            gone = alias.units[0] if not valid and len(alias.units) == 1 else None
            named.unread.append(Unread(text, others, gone))
        elif valid[0] not in named.units:
            named.units.append(valid[0])
        elif not (at and tokens[at - 1].text == "(" and named.units[-1] == valid[0]):
            named.twice.append(valid[0])

    def _carrying_on(self, gone: Iterable[Unit]) -> tuple[str, ...]:
        """The units of the day that share a name or an abbreviation with one that is gone."""
        abbreviations = {unit.abbr for unit in gone}
        same = [unit for unit in self.units if unit.abbr in abbreviations and unit.is_valid_on(self.day)]
        return tuple(_label(unit) for unit in same) or self._suggest(next(iter(gone)).name_vi)

    def _skip(self, named: Named, tokens: list[_Token], at: int, text: str) -> int:
        """Past what names nothing, as far as the next line, semicolon, or name that begins there."""
        after = at + 1
        while after < len(tokens) and tokens[after].text not in {"\n", ";"}:
            if _begins(tokens, after) and tokens[after - 1].text != "(" and self._match(tokens, after):
                break
            after += 1
        piece = text[tokens[at].start : tokens[after - 1].end].strip(" ,-–.").removesuffix(" và")[:MAX_PIECE]
        named.unread.append(Unread(piece, self._suggest(piece)))
        return after

    def _suggest(self, text: str) -> tuple[str, ...]:
        """The names of the day that look most like the text."""
        if text not in self._suggested:
            if len(self._suggested) >= MAX_SUGGESTED:
                return ()
            close = get_close_matches(fold(text), self._labels, n=3, cutoff=0.55)
            self._suggested[text] = tuple(dict.fromkeys(self._labels[one] for one in close))
        return self._suggested[text]

    @cached_property
    def _labels(self) -> dict[str, str]:
        valid = [unit for unit in self.units if unit.is_valid_on(self.day)]
        return {fold(name): _label(unit) for unit in valid for name in _names(unit)}


def _label(unit: Unit) -> str:
    return f"{unit.name} ({unit.abbr})"


def _names(unit: Unit) -> Iterator[str]:
    """Every way in which a document may call the unit."""
    yield from (name for name in (unit.code, unit.abbr, unit.name_vi, unit.name_en) if name)
    bare = unit.code.partition("-")[2] if unit.code[:2] in {"V-", "C-"} else ""
    short = {unit.abbr, unit.code, bare, *_initials(unit)}
    for word in KIND_WORDS.get(K(unit.kind), ()):
        yield from (f"{word} {abbr}" for abbr in short if abbr)
    if unit.kind == K.OFFICE:
        yield from ("Văn phòng", "Văn phòng Bộ", "VP Bộ", "VPB")
    if unit.kind == K.INSPECTORATE:
        yield from ("Thanh tra Bộ", "Thanh tra", "TTr Bộ")


def _initials(unit: Unit) -> tuple[str, str]:
    """«Cục Công nghệ thông tin» → «cntt»: the first letters without the word of its kind, and without *và* or parted by
    it."""
    name = fold(unit.name_vi)
    for word in KIND_WORDS.get(K(unit.kind), ()):
        name = name.removeprefix(f"{fold(word)} ")
    parts = ["".join(word[0] for word in re.findall(r"\w+", part)) for part in name.split(" va ")]
    return "".join(parts), " và ".join(parts)


def _tokens(text: str) -> list[_Token]:
    """Words folded, `&` as the word it stands for; places are those of `text`."""
    return [
        _Token("va", "word", *match.span())
        if match[0] == "&"
        else _Token(fold(match[0]) or match[0], str(match.lastgroup), *match.span())
        for match in _TOKENS.finditer(text)
    ]


def _begins(tokens: list[_Token], at: int) -> bool:
    """Is this a word with which a name may begin: not a mark, not the *và* between two, not the 1 of a list?"""
    token = tokens[at]
    if token.kind != "word":
        return False
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if token.text.isdecimal() and following in {".", ")"}:
        return False
    return token.text not in {"va", "cung", "voi"} or at == len(tokens) - 1 == 0


def _end_of(alias: _Alias, tokens: list[_Token], at: int) -> int | None:
    """Where the name ends that begins here; between its words only its own marks may stand, and a broken line."""
    for index, word in enumerate(alias.words):
        while index and at < len(tokens) and (tokens[at].kind == "line" or tokens[at].text in alias.marks):
            at += 1
        if at >= len(tokens) or tokens[at].text != word:
            return None
        at += 1
    return at


def _past_ministry(tokens: list[_Token], at: int) -> int:
    """Past *thuộc Bộ*, *Bộ Tư pháp*, which only say whose unit it is."""
    for words in _OF_MINISTRY:
        if [token.text for token in tokens[at : at + len(words)]] == words:
            return at + len(words)
    return at


def _ends(tokens: list[_Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].text in _BREAKS or tokens[at].text in {"va", "cung"}
