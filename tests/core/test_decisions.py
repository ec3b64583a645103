"""Decisions with their reasons, and the list of actions that a page and the API show."""

from types import ModuleType
from typing import Any

import pytest
from django.utils import translation

from comms.core.decisions import ALLOW, Decision, actions_for, deny, require
from comms.core.errors import NotAllowed
from tests.core.letter import Letter


def policies_that(**answers: Decision) -> ModuleType:
    module = ModuleType("policies")
    for verb, answer in answers.items():
        setattr(module, f"may_{verb}", lambda user, obj, answer=answer: answer)
    return module


def test_a_refusal_carries_its_reason() -> None:
    with pytest.raises(NotAllowed, match="only the head"):
        require(deny("only the head of the unit"))
    require(ALLOW)
    assert not deny("x")
    assert ALLOW


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("pending", {"send": True, "park": False, "sign": True}),
        ("done", {"send": False, "park": False, "sign": False}),
        ("parked", {"send": False, "park": False, "sign": True}),
    ],
)
def test_every_verb_is_listed_with_the_answer_of_state_and_person(state: str, allowed: dict[str, bool]) -> None:
    policies = policies_that(send=ALLOW, park=deny("not yours"), sign=ALLOW)
    actions = actions_for("somebody", Letter(state=state), Letter.transitions, policies)
    assert [action["verb"] for action in actions] == ["send", "park", "sign"]
    assert {action["verb"]: action["allowed"] for action in actions} == allowed
    assert all(bool(action["reason"]) is not action["allowed"] for action in actions)


def test_the_reason_is_the_policy_s_where_the_state_permits_and_names_the_state_where_not() -> None:
    policies = policies_that(send=ALLOW, park=deny("not yours"), sign=ALLOW)
    with translation.override("en"):
        reasons = {
            action["verb"]: action["reason"]
            for action in actions_for(None, Letter(state="done"), Letter.transitions, policies)
        }
    assert reasons["park"] == "not yours"
    assert "done" in reasons["send"]


def test_a_policy_is_not_asked_about_a_state_that_forbids_the_verb() -> None:
    """The policy may rely on the state."""

    def explode(user: Any, obj: Any) -> Decision:
        raise AssertionError(obj)

    policies = policies_that(park=ALLOW)
    policies.may_send = policies.may_sign = explode  # type: ignore[attr-defined]
    assert len(actions_for(None, Letter(state="done"), Letter.transitions, policies)) == 3


def test_a_verb_without_a_policy_is_a_programming_error() -> None:
    with pytest.raises(AttributeError):
        actions_for(None, Letter(state="pending"), Letter.transitions, policies_that(send=ALLOW))
