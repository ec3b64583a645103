"""Every verb in every state: what is not in the table is refused with 409 and changes nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from comms.core import clock
from comms.core.errors import IllegalTransition
from press.releases.models import Release
from press.releases.states import RELEASE, State
from tests.cast import Cast
from tests.press.releases import building
from tests.press.releases.building import do

SOON = datetime(2026, 11, 21, 10, 0, tzinfo=clock.HANOI)


def scheduled(cast: Cast) -> Release:
    return do("schedule", building.approved(cast), cast.spokesperson, scheduled_for=SOON)


def corrected(cast: Cast) -> Release:
    original = building.issued(cast)
    erratum = do("correct", original, cast.press_officer, note="Ngày đúng là 06/9/2022.")
    for verb, actor in [
        ("submit", cast.press_officer),
        ("sign", cast.unit_head),
        ("sign", cast.legal_checker),
        ("sign", cast.verifier),
        ("approve", cast.spokesperson),
        ("issue", cast.spokesperson),
    ]:
        do(verb, erratum, actor)
    original.refresh_from_db()
    return original


MAKE: dict[str, Callable[[Cast], Release]] = {
    State.DRAFT: building.draft,
    State.IN_REVIEW: building.signed,
    State.APPROVED: building.approved,
    State.SCHEDULED: scheduled,
    State.ISSUED: building.issued,
    State.CORRECTED: corrected,
    State.WITHDRAWN: lambda cast: do("withdraw", building.issued(cast), cast.spokesperson, reason="Sai"),
    State.VOID: lambda cast: do("void", building.draft(cast), cast.press_officer, reason="Thừa"),
}
# The contract: verb → (states it is legal in, state it leads to; None: stays).
TABLE: dict[str, tuple[set[str], str | None]] = {
    "submit": ({"draft"}, "in_review"),
    "sign": ({"in_review"}, None),
    "return": ({"in_review", "approved"}, "draft"),
    "approve": ({"in_review"}, "approved"),
    "schedule": ({"approved"}, "scheduled"),
    "unschedule": ({"scheduled"}, "approved"),
    "issue": ({"approved"}, "issued"),  # a scheduled one at its time: test_schedule
    "issue_urgent": ({"draft", "in_review"}, "issued"),
    "review_urgent": ({"issued"}, None),  # of an urgent issue; corrected or withdrawn: test_urgent
    "correct": ({"issued", "corrected"}, None),
    "translate": ({"draft", "in_review", "approved", "scheduled", "issued", "corrected"}, None),
    "withdraw": ({"issued", "corrected"}, "withdrawn"),
    "void": ({"draft", "in_review", "approved", "scheduled", "issued"}, "void"),
}
WHO = {
    "submit": "press_officer",
    "sign": "unit_head",
    "return": "spokesperson",
    "correct": "press_officer",
    "translate": "press_officer",
    "review_urgent": "unit_head",
}
WITH: dict[str, dict[str, Any]] = {
    "issue_urgent": {"reason": "Tin sai đang lan nhanh"},
    "return": {"comment": "Sửa"},
    "schedule": {"scheduled_for": SOON},
    "correct": {"note": "Sai ngày"},
    "translate": {"language": "en"},
    "withdraw": {"reason": "Sai"},
    "void": {"reason": "Thừa"},
}


# Where the verb needs more than the state.
OTHERWISE: dict[str, Callable[[Cast], Release]] = {
    "sign": building.in_review,
    "review_urgent": lambda cast: do("issue_urgent", building.draft(cast), cast.spokesperson, reason="Khẩn"),
}
IN_ANOTHER_WAY = {("sign", "in_review"), ("review_urgent", "issued")}


def test_the_table_is_complete() -> None:
    assert set(RELEASE) == set(TABLE)
    assert set(MAKE) == set(State.values)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", TABLE)
def test_transition(cast: Cast, state: str, verb: str) -> None:
    release = OTHERWISE[verb](cast) if (verb, state) in IN_ANOTHER_WAY else MAKE[state](cast)
    assert release.state == state
    actor = getattr(cast, WHO.get(verb, "spokesperson"))
    sources, target = TABLE[verb]
    before = release.version
    if state in sources:
        do(verb, release, actor, **WITH.get(verb, {}))
        release.refresh_from_db()
        assert release.state == (target or state)
        assert release.version == before + 1
    else:
        with pytest.raises(IllegalTransition):
            do(verb, release, actor, **WITH.get(verb, {}))
        release.refresh_from_db()
        assert (release.state, release.version) == (state, before)


def test_schedule_takes_a_future_instant_only(cast: Cast) -> None:
    from comms.core.errors import Invalid

    release = building.approved(cast)
    for at in (None, clock.now(), clock.now() - timedelta(minutes=1), datetime(2026, 11, 22, 9, 0)):  # noqa: DTZ001  # the naive one is refused
        with pytest.raises(Invalid):
            do("schedule", release, cast.spokesperson, scheduled_for=at)
