"""What a sentence says, as far as words alone can tell: what it is about, its figures, what it denies.

Vietnamese is written in syllables; two sentences are near-same when they share most syllables that carry meaning.
Everything here is pure and bounded by the length of its input.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from comms.core.text import fold, nfc

# ("when", (year, month, day)), ("time", (hour, minute)), ("document", text), ("percent", n), ("number unit", n).
Figure = tuple[str, tuple[object, ...]]

_END = re.compile(r"(?<=[.!?…;])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_STOP = _set(
    "va la cua cac nhung cho voi de trong khi da se dang nay do duoc bi co tu den tai theo ve ra vao thi ma cung nhu "
    "boi rang ngay thang nam mot viec su o tren hon con nen phai toi chung ong ba quy kinh thua xin vang "
    "the a an of to in on at and is are was were be been for by with that this it as from will has have its"
)
# Between a denial and the word that it denies.
_LIGHT = _STOP | _set("he chuyen hoan toan can muon bao gio any ever yet")
_DENIALS = frozenset({"không", "chưa", "chẳng", "chả", "đừng"})
_DENIALS_BARE = frozenset({"khong", "chua", "chang", "not", "no", "never", "cannot", "without"})
_NOT_A_DENIAL_BEFORE = frozenset(
    ["gian", "khi", "quan", "luu", "phan", "trung", "chi", "nhung", "it", "ngung"]
)  # không gian, không chỉ …
_NOT_A_DENIAL_AFTER = frozenset({"hang", "hay"})  # hàng không, hay không

_UNITS = "ngày|giờ|tháng|năm|tuần|lần|phút|quý|tỉnh|người|đơn vị|vụ|cục|phần trăm|days?|hours?|months?|years?|weeks?"
_IN_WORDS = {
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_SPELLED = re.compile(rf"(?<!mười )(?<!mươi )\b({'|'.join(_IN_WORDS)})(?=\s+(?:{_UNITS})\b)")
_SCALES = {
    "nghìn": 10**3,
    "ngàn": 10**3,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
}
_SCALE = "|".join(_SCALES)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(_MONTHS)
_AMOUNT = r"\d+(?:[.,]\d{3})*(?:[.,]\d+)?"
_FIGURES = re.compile(
    r"(?P<document>\b\d{1,5}(?:/\d{4})?/[^\W\d_][\w-]*)"
    r"|\bngày\s+(?P<d1>\d{1,2})\s+tháng\s+(?P<m1>\d{1,2})(?:\s+năm\s+(?P<y1>\d{4}))?\b"
    r"|\b(?P<d2>\d{1,2})(?P<dot>[/.-])(?P<m2>\d{1,2})(?P=dot)(?P<y2>\d{4})\b"
    r"|\b(?!24/7\b)(?P<d3>\d{1,2})/(?P<m3>\d{1,2})\b(?!/)"
    r"|\b(?:tháng\s+)?(?P<m4>\d{1,2})/(?P<y4>\d{4})\b"
    r"|\btháng\s+(?P<m5>\d{1,2})(?:\s+năm\s+(?P<y5>\d{4}))?\b"
    rf"|\b(?P<d6>\d{{1,2}})\s+(?P<m6>{_MONTH})(?:,?\s+(?P<y6>\d{{4}}))?\b"
    rf"|\b(?P<m7>{_MONTH})\s+(?P<d7>\d{{1,2}})(?:,?\s+(?P<y7>\d{{4}}))?\b"
    r"|\b(?:năm|in)\s+(?P<y8>\d{4})\b"
    r"|\b(?P<hour>\d{1,2})(?:h|:|\s+giờ\s+)(?P<minute>\d{2})\b"
    r"|\b(?P<hour2>\d{1,2})h\b|\blúc\s+(?P<hour3>\d{1,2})\s+giờ\b"
    rf"|(?P<percent>{_AMOUNT})\s*(?:%|phần trăm|percent)"
    rf"|\b(?P<amount>{_AMOUNT})(?:\s*(?P<scale>{_SCALE})\b)?(?:\s+(?P<unit>[^\W\d_]+))?"
)


@dataclass(frozen=True)
class Sentence:
    """`words`: the folded syllables that carry meaning; `denied` those right behind a denial, `plain` all others."""

    text: str
    words: frozenset[str]
    denied: frozenset[str]
    plain: frozenset[str]
    figures: tuple[tuple[Figure, str], ...]


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text that say something."""
    parts = (_sentence(part.strip()) for part in _END.split(nfc(text)) if part.strip())
    return tuple(sentence for sentence in parts if sentence.words)


def similar(one: Sentence, other: Sentence, *, same_topic: bool = False) -> frozenset[str]:
    """The syllables that make two sentences near-same; empty when they are not.  Under one topic less is enough."""
    shared = one.words & other.words
    smaller = min(len(one.words), len(other.words))
    of_both = 2 * len(shared) / (len(one.words) + len(other.words))
    of_smaller = len(shared) / smaller
    if len(shared) < 3:
        return shared if len(shared) == smaller >= 2 and of_both >= 0.66 and one.figures and other.figures else _NONE
    enough = of_smaller >= 0.6 and of_both >= 0.4 if same_topic else of_smaller >= 0.7 and of_both >= 0.5
    return shared if enough else _NONE


def other_figures(one: Sentence, other: Sentence) -> tuple[str, str] | None:
    """(figures here, figures there) where both give a figure of one kind and the other has another one."""
    here, there = _without(one, other), _without(other, one)
    kinds = {kind for (kind, _value), _text in here} & {kind for (kind, _value), _text in there}
    if not kinds:
        return None
    return _written(here, kinds), _written(there, kinds)


def denied_once(one: Sentence, other: Sentence) -> frozenset[str]:
    """What exactly one of the two denies."""
    only_one = (one.denied - one.plain) & (other.plain - other.denied)
    only_other = (other.denied - other.plain) & (one.plain - one.denied)
    return only_one | only_other


def shared_figures(one: Sentence, other: Sentence) -> list[str]:
    """Figures as written in `one` that `other` gives too."""
    return [text for figure, text in one.figures if any(_same(figure, known) for known, _text in other.figures)]


def as_written(sentence: Sentence, folded: frozenset[str], *, following: int = 0) -> tuple[str, ...]:
    """The syllables as the sentence writes them, in its order; with `following`, so many more behind each."""
    tokens = _WORD.findall(sentence.text)
    places = [at for at, token in enumerate(tokens) if fold(token) in folded]
    return tuple(dict.fromkeys(" ".join(tokens[at : at + 1 + following]) for at in places))


def phrase_in(phrase: str, sentence: str) -> str:
    """The words of the sentence that are the phrase, whatever their marks where one of the two has none; "" if it does
    not stand there as whole words, or only behind a denial that is not its own."""
    wanted = [word.group() for word in _ALL.finditer(nfc(phrase).casefold())]
    found = list(_ALL.finditer(nfc(sentence).casefold()))
    tokens = [word.group() for word in found]
    if not wanted:
        return ""
    denials = _denials(tokens)
    for start in range(len(tokens) - len(wanted) + 1):
        span = range(start, start + len(wanted))
        if not all(_same_word(want, tokens[at]) for want, at in zip(wanted, span, strict=True)):
            continue
        before = start - 1
        while before >= 0 and fold(tokens[before]) in _LIGHT and before not in denials:
            before -= 1
        if before not in denials:
            return nfc(sentence)[found[start].start() : found[span[-1]].end()]
    return ""


_NONE: frozenset[str] = frozenset()
_ALL = re.compile(r"\w+(?:[.,/:]\d+)*")


def _sentence(text: str) -> Sentence:
    low = _SPELLED.sub(lambda spelled: str(_IN_WORDS[spelled.group(1)]), text.casefold())
    figures = tuple(_figures(low))
    tokens = _WORD.findall(_blank_figures(low))
    denials = _denials(tokens)
    denied: set[str] = set()
    plain: set[str] = set()
    open_denial = False
    for at, token in enumerate(tokens):
        word = fold(token)
        if at in denials:
            open_denial = not open_denial  # «không thể không»: the second takes the first back
        elif open_denial and word in _LIGHT:
            continue
        elif word not in _STOP and token not in _DENIALS:
            (denied if open_denial else plain).add(word)
            open_denial = False
    return Sentence(text, frozenset(denied | plain), frozenset(denied), frozenset(plain), figures)


def _blank_figures(text: str) -> str:
    """Without figures, but with the unit of a number: it carries meaning."""
    return _FIGURES.sub(lambda found: f" {found.group('unit') or ''} ", text)


def _denials(tokens: list[str]) -> set[int]:
    marked = any(fold(token) != token for token in tokens)
    found = set()
    for at, token in enumerate(tokens):
        known = token in _DENIALS if marked else token in _DENIALS_BARE or token.endswith(("n't", "n’t"))
        if not known or at == len(tokens) - 1:  # at the end it asks: «… chưa?»
            continue
        after, before = fold(tokens[at + 1]), fold(tokens[at - 1]) if at else ""
        if after not in _NOT_A_DENIAL_BEFORE and before not in _NOT_A_DENIAL_AFTER:
            found.add(at)
    return found


def _figures(text: str) -> Iterator[tuple[Figure, str]]:
    for found in _FIGURES.finditer(text):
        parts = {name: value for name, value in found.groupdict().items() if value}
        figure = _figure(parts)
        if figure is not None:
            written = " ".join(found.group().split())
            yield figure, written.upper() if figure[0] == "document" else written


def _figure(parts: dict[str, str]) -> Figure | None:
    if "document" in parts:
        return "document", (fold(parts["document"]),)
    if "percent" in parts:
        return "percent", (_amount(parts["percent"]),)
    if "amount" in parts:
        unit = {"vnd": "dong"}.get(fold(parts.get("unit", "")), fold(parts.get("unit", "")))
        return f"number {unit}", (_amount(parts["amount"]) * _SCALES.get(parts.get("scale", ""), 1),)
    hour = parts.get("hour") or parts.get("hour2") or parts.get("hour3")
    if hour:
        return "time", (int(hour), int(parts.get("minute", 0)))
    when = {name[0]: value for name, value in parts.items() if name[0] in "ymd" and name[1:].isdigit()}
    month = when.get("m")
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month else None
    year, day = (int(when[name]) if name in when else None for name in "yd")
    if not 1 <= (number or 1) <= 12 or not 1 <= (day or 1) <= 31:
        return None  # 24/24
    return "when", (year, number, day)


def _amount(text: str) -> float:
    """1.250 and 1,250 are thousands, 1,5 and 1.5 are not."""
    grouped = re.fullmatch(r"\d{1,3}((?:[.,]\d{3})+)([.,]\d+)?", text)
    if grouped and not text.startswith("0"):
        whole = re.sub(r"[.,]", "", text[: len(text) - len(grouped.group(2) or "")])
        return float(f"{whole}.{(grouped.group(2) or '.0')[1:]}")
    return float(text.replace(",", ".").replace(".", "", text.replace(",", ".").count(".") - 1))


def _same(one: Figure, other: Figure) -> bool:
    if one[0] != other[0]:
        return False
    if one[0] != "when":
        return one[1] == other[1]
    return all(a is None or b is None or a == b for a, b in zip(one[1], other[1], strict=True))


def _without(one: Sentence, other: Sentence) -> list[tuple[Figure, str]]:
    known = [figure for figure, _text in other.figures]
    return [(figure, text) for figure, text in one.figures if not any(_same(figure, there) for there in known)]


def _written(figures: list[tuple[Figure, str]], kinds: set[str]) -> str:
    return ", ".join(text for (kind, _value), text in figures if kind in kinds)


def _same_word(want: str, there: str) -> bool:
    """One spelling, wherever the tone mark is put; without marks where one of the two was typed without any."""
    if want == there:
        return True
    if fold(want) != fold(there):
        return False
    return want == fold(want) or there == fold(there) or _marks(want) == _marks(there)


def _marks(word: str) -> tuple[list[str], int]:
    decomposed = unicodedata.normalize("NFD", word)
    return sorted(char for char in decomposed if unicodedata.combining(char)), word.count("đ")
