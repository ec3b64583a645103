"""Nobody judges a result whose unit submitted it or leads it now, however the task came to that unit."""

from collections.abc import Callable
from typing import Any

import pytest

from comms.core.errors import NotAllowed
from comms.notify.models import Notification
from comms.org.services import user_create
from tasks.models import Task
from tasks.selectors.inbox import desk_of, waiting, waiting_line
from tasks.services import handover_make
from tests.cast import Cast
from tests.tasks.amending import amend, change, issued_plan, task
from tests.tasks.build import bring, do
from tests.tasks.reminding import grant, send


def handed_over(cast: Cast, plan: Any) -> None:
    giving, taking = cast.units["C-PBGDPL-TGPL"], cast.units["VP"]
    handover_make(actor=cast.leader, kind="unit", from_unit=giving, to_unit=taking, reason="Sắp xếp")


def amended(cast: Cast, plan: Any) -> None:
    amend(cast, plan, change("4", lead_unit="VP"))


@pytest.fixture(params=[handed_over, amended])
def moved(request: pytest.FixtureRequest, cast: Cast) -> Task:
    """Task 4, submitted by its unit, and led by the verifying unit since."""
    plan = issued_plan(cast)
    bring(cast, task("4"), "submitted")
    way: Callable[[Cast, Any], None] = request.param
    way(cast, plan)
    return task("4")


def told_of(wanted: Task) -> set[str]:
    """Who reads in the digests of a day that the result waits to be verified."""
    send(26)
    notices = Notification.objects.filter(kind="tasks.digest", body__contains=f"{wanted.title}: Kết quả chờ xác nhận")
    return set(notices.values_list("person__username", flat=True))


@pytest.mark.parametrize("verb", ["verify", "reject"])
def test_a_verifying_unit_that_leads_by_now_judges_nothing(cast: Cast, moved: Task, verb: str) -> None:
    """Neither its head nor the head of the unit that submitted; the leadership does."""
    assert (moved.lead_unit.code, moved.state) == ("VP", "submitted")
    for person in (cast.verifier, cast.unit_head):
        with pytest.raises(NotAllowed):
            do(verb, moved, person)
    assert do(verb, moved, cast.leader).state == ("verified" if verb == "verify" else "in_progress")


def test_it_waits_for_the_leadership(cast: Cast, moved: Task) -> None:
    """In its inbox alone, with the reason, and in its reminders alone."""
    found = {name for name, user in cast.people.items() if moved in waiting(desk_of(user))}
    assert found == {"leader"}
    desk = desk_of(cast.leader)
    (line,) = [waiting_line(one, desk) for one in waiting(desk) if one.pk == moved.pk]
    assert len(line.why) == 1
    assert told_of(moved) == {"leader"}


def test_the_leadership_of_the_leading_unit_judges_nothing_either(cast: Cast, moved: Task) -> None:
    """A leader who is an officer of the unit that leads by now."""
    both = user_create(actor=None, username="both", full_name="Hai Vai")
    grant(both, cast.units["BTP"], "leadership")
    grant(both, cast.units["VP"], "officer")
    with pytest.raises(NotAllowed):
        do("verify", moved, both)
    assert moved not in waiting(desk_of(both))
    assert told_of(moved) == {"leader"}
