"""What a draft is warned of.  The labelled set is measured, and the measure may not fall."""

from datetime import date
from typing import Any

import pytest

from press.messages.checking import warnings_for
from press.messages.models import MessageLine
from tests.cast import Cast
from tests.press.messages.conftest import MakeLine
from tests.press.messages.sentences import CASES, IN_FORCE, LAPSED

TODAY = date(2026, 11, 21)


@pytest.fixture
def lines(line_of: MakeLine) -> None:
    for line in IN_FORCE:
        line_of(**line)
    for line in LAPSED:
        made = line_of(**line, valid_from=date(2026, 9, 1))
        MessageLine.objects.filter(pk=made.pk).update(valid_to=date(2026, 10, 31))


@pytest.mark.usefixtures("lines")
def test_the_labelled_sentences(cast: Cast, capsys: Any) -> None:
    """At least 95 of 100 warnings are right, and at least 90 of 100 that are due come."""
    right = wrong = missed = 0
    report = []
    for sentence, expected in CASES:
        found = {str(w.kind.value) for w in warnings_for(sentence, "", TODAY, reader=cast.press_officer)}
        right += len(found & expected)
        wrong += len(found - expected)
        missed += len(expected - found)
        if found != expected:
            report.append(f"{sorted(found)} instead of {sorted(expected)}: {sentence}")
    precision, recall = right / (right + wrong), right / (right + missed)
    measured = f"{len(CASES)} sentences: precision {precision:.3f}, recall {recall:.3f}"
    print("\n".join([measured, *report]))  # noqa: T201  # the measure, shown with -s
    assert len(CASES) >= 40
    assert precision >= 0.95, report
    assert recall >= 0.90, report
