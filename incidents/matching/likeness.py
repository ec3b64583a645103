"""How much two claims say the same, and by which words."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from incidents.matching.reading import Reading, Word

# Of 100: midway between the best wrong (55) and the worst right (77) of the half of the labelled set that is for
# choosing (`tests/incidents/labelled_claims.csv`); the other half only judges it.
THRESHOLD = 66
# What two claims that contradict each other in a number, a name or a "not" reach at most: never a suggestion.
AGAINST = 40
# Weight of the words that both must share: two words in common say nothing.
LEAST_SHARED = 2.5
_SHARE, _SIDE_BY_SIDE, _BOTH = 0.55, 0.25, 0.20
# From this length on one slip of the keys leaves a syllable recognisable.
_LONG_ENOUGH = 4


@dataclass(frozen=True)
class Likeness:
    """`score` is 0–100; `words` are those shared, as they stand in the new text, in its order; `against` says what
    speaks against it: number, negation, opposite, denial, place, agency."""

    score: int
    words: tuple[str, ...]
    against: tuple[str, ...]


def likeness(new: Reading, earlier: Reading) -> Likeness:
    """Compare a new claim with an earlier one.

    The share of the shorter one that the other has too counts most, then whether the words stand side by side, then
    the share of both: a shortened claim is still the claim, the same words all over an article are not.
    """
    shared = _shared(new, earlier)
    weight = sum((word.weight + other.weight) / 2 for word, other in shared)
    shorter, both = min(new.weight, earlier.weight), new.weight + earlier.weight
    if not shared or (weight < LEAST_SHARED and not _same_words(new, earlier)):
        return Likeness(0, (), ())
    beside = _beside(new, earlier, shared)
    score = _SHARE * min(1.0, weight / shorter) + _SIDE_BY_SIDE * beside + _BOTH * 2 * weight / both
    against = tuple(_against(new, earlier))
    spans = sorted({(word.start, word.end) for word, _ in shared})
    words = tuple(dict.fromkeys(new.text[start:end] for start, end in spans))
    points = min(100, round(100 * score))
    return Likeness(min(points, AGAINST) if against else points, words, against)


def _shared(new: Reading, earlier: Reading) -> list[tuple[Word, Word]]:
    """Each word of the new text with the word of the earlier one that it is: the same, or one slip away from it."""
    free: dict[str, list[Word]] = defaultdict(list)
    for word in earlier.words:
        free[word.key].append(word)
    pairs, left = [], []
    for word in new.words:
        if free.get(word.key):
            pairs.append((word, free[word.key].pop(0)))
        else:
            left.append(word)
    others = [word for words in free.values() for word in words if _may_slip(word)]
    for word in left:
        if not _may_slip(word):
            continue
        for other in others:
            if OSA.distance(word.folded, other.folded, score_cutoff=1) <= 1:
                pairs.append((word, other))
                others.remove(other)
                break
    return pairs


def _same_words(new: Reading, earlier: Reading) -> bool:
    return [word.key for word in new.words] == [word.key for word in earlier.words]


def _may_slip(word: Word) -> bool:
    return len(word.folded) >= _LONG_ENOUGH and not word.folded.isdigit()


def _beside(new: Reading, earlier: Reading, shared: list[tuple[Word, Word]]) -> float:
    """The share of neighbours in the shorter text that are neighbours in the other, in either order."""
    same = {word.key: other.key for word, other in shared}
    one = Counter(frozenset(pair) for pair in pairwise([same.get(word.key, word.key) for word in new.words]))
    two = Counter(frozenset(pair) for pair in pairwise([word.key for word in earlier.words]))
    least = min(one.total(), two.total())
    return (one & two).total() / least if least else 1.0


def _against(new: Reading, earlier: Reading) -> Iterator[str]:
    if _each_has_its_own(new.numbers, earlier.numbers):
        yield "number"
    if any(_denied_by_one(one, other) for one, other in ((new, earlier), (earlier, new))):
        yield "negation"
    for index, side in new.sides:
        other = (index, 1 - side)
        if other in earlier.sides and other not in new.sides and (index, side) not in earlier.sides:
            yield "opposite"
            break
    if new.denial != earlier.denial:
        yield "denial"
    if _each_has_its_own(new.places, earlier.places):
        yield "place"
    if _each_has_its_own(new.agencies, earlier.agencies):
        yield "agency"


def _each_has_its_own(one: frozenset[int] | frozenset[str], other: frozenset[int] | frozenset[str]) -> bool:
    """Names or numbers differ, and neither text only leaves some out."""
    return bool(set(one) - set(other)) and bool(set(other) - set(one))


def _denied_by_one(one: Reading, other: Reading) -> bool:
    said = Counter(word.key for word in one.words)
    heard = {word.key for word in other.words}
    return any(said[key] == 1 and key in heard and key not in other.doubted for key in one.denied)
