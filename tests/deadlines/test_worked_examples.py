"""Every worked example against the engine with the recorded rules; and the file itself."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from comms.core.errors import Invalid
from comms.deadlines.engine import Counted, Term, count
from comms.deadlines.models import Rule
from comms.deadlines.selectors import Explanation, explain, hanoi_date, rule_in_force
from tests.deadlines.conftest import rule_rows
from tests.deadlines.worked import Example, examples

EXAMPLES = examples()


def counted(example: Example) -> Counted | Explanation:
    """As a clock would be counted: the rule of the date in Hanoi, then its term."""
    start = example.instant
    if example.term:
        amount, unit = example.term.split(" ")
        return count(Term(amount, unit), start, example.calendar)
    if example.subject:
        rule = rule_in_force(example.subject, hanoi_date(start))
        assert rule.code == example.rule
    else:
        named = Rule.objects.get(code=example.rule)
        rule = rule_in_force(named.subject, hanoi_date(start), named.code)
    return explain(rule, start, example.calendar)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_engine_counts_as_the_hand_did(rules: Any, example: Example) -> None:
    if example.refusal is None:
        assert counted(example).due_at == datetime.fromisoformat(example.due), example.reasoning
        return
    with pytest.raises(Invalid) as refused:
        counted(example)
    codes = {error.code for errors in refused.value.errors.values() for error in errors}
    assert codes == {example.refusal}


def test_there_are_enough_examples_and_each_says_how_and_by_what() -> None:
    assert len(EXAMPLES) >= 120
    assert [example.number for example in EXAMPLES] == [str(number) for number in range(1, len(EXAMPLES) + 1)]
    for example in EXAMPLES:
        assert len(example.reasoning) > 15, example
        assert example.source.strip(), example
        assert bool(example.term) is not bool(example.rule or example.subject), example
        assert example.instant.tzinfo, example
        assert example.refusal or datetime.fromisoformat(example.due).tzinfo, example


def test_no_example_stands_twice() -> None:
    asked = Counter((row.rule, row.subject, row.term, row.start, row.decreed) for row in EXAMPLES)
    assert asked.most_common(1)[0][1] == 1


def test_the_examples_spread_over_every_rule_and_every_kind_of_trouble() -> None:
    of_rules = Counter(example.rule for example in EXAMPLES if example.refusal is None)
    assert {row["id"] for row in rule_rows() if of_rules[row["id"]] < 2} == set()
    offsets = {example.instant.utcoffset() for example in EXAMPLES}
    assert len(offsets) >= 5, "offsets other than Hanoi"
    assert sum(bool(example.decreed) for example in EXAMPLES) >= 5
    assert {example.refusal for example in EXAMPLES} >= {"no_rule", "ambiguous_rule", "rule_not_in_force", "amount"}
    for day in ("02-29", "2026-11-24", "2026-06-30T23:59", "2026-07-01T00:00", "2026-08-22", "2026-01-10"):
        assert any(day in f"{example.start} {example.reasoning} {example.due}" for example in EXAMPLES) or any(
            "/".join(reversed(day.split("-"))) in example.reasoning for example in EXAMPLES
        ), day
