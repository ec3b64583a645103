"""Whether one claim says what another said: text alone, no database.

`pairs` finds candidates, `likeness` judges one.  Vietnamese law says nothing on this; a person confirms.
"""

from incidents.matching.likeness import THRESHOLD, Likeness, likeness
from incidents.matching.marking import marked
from incidents.matching.pairs import pairs_of
from incidents.matching.reading import Reading, read

__all__ = ["THRESHOLD", "Likeness", "Reading", "likeness", "marked", "pairs_of", "read"]
