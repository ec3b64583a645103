"""Two neighbouring words of a claim as one number: by the rare ones an earlier claim is found in an index."""

from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from incidents.matching.reading import Reading

# Pairs of one claim that are indexed; a longer text is found by its beginning.
MOST_PAIRS = 128


@lru_cache(maxsize=50_000)
def number_of(one: str, other: str) -> int:
    """A signed 64-bit number, the same on every machine and in both orders of the two words."""
    first, second = sorted((one, other))
    return int.from_bytes(blake2b(f"{first} {second}".encode(), digest_size=8).digest(), "big", signed=True)


def pairs_of(reading: Reading) -> list[int]:
    """The pairs in the order of the text, each once.  A claim of one word is paired with itself."""
    keys = [word.key for word in reading.words]
    beside = list(pairwise(keys)) or [(key, key) for key in keys]
    return list(dict.fromkeys(number_of(*pair) for pair in beside))[:MOST_PAIRS]
