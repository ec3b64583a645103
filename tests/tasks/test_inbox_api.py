"""The inbox over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from tasks.services import Coordinating
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.plans.build import plan_of_2022
from tests.tasks.build import alone, at, bring, task_of

ADDRESS = "/api/v1/tasks/inbox/"
Row = tuple[str, str | None, str | None]


@pytest.fixture
def rows(caller: Caller) -> Callable[..., list[Row]]:
    """(number, role, next date of the part) of what a person gets."""

    def asked(person: str, query: str = "") -> list[Row]:
        answer = caller(person).get(f"{ADDRESS}{query}")
        assert answer.status_code == 200, answer.content
        found = [(row["no"], row["part"] or {}) for row in answer.json()["results"]]
        return [(no, part.get("role"), part.get("due_on")) for no, part in found]

    return asked


def three_tasks(cast: Cast) -> Any:
    """One that CNTT coordinates, one that waits for the verifying unit, one that is over."""
    plan = plan_of_2022(cast)
    task = task_of(cast, plan, due_on=at(30), coordinating=[Coordinating(cast.units["CNTT"], "Số liệu", at(20))])
    bring(cast, alone(cast, plan, no="7"), "submitted")
    bring(cast, alone(cast, plan, no="8"), "cancelled")
    return task


def test_each_section_for_each_person(cast: Cast, rows: Callable[..., list[Row]]) -> None:
    three_tasks(cast)
    mine, part = ("6", "lead", "2026-11-30"), ("6", "coordinating", "2026-11-20")
    assert rows("officer") == [mine, ("7", "lead", None)]
    assert rows("officer", "?section=mine") == [mine]
    assert rows("coordinator") == rows("coordinator", "?section=coordinating") == [part]
    assert rows("verifier", "?section=waiting") == [("7", None, None)]
    assert rows("officer", "?section=waiting") == rows("leader") == []


def test_what_addresses_all_units(cast: Cast, rows: Callable[..., list[Row]]) -> None:
    """No part of one's own; another unit's as far as one sees the tasks."""
    three_tasks(cast)
    address = "?section=addressed"
    assert rows("verifier", address) == rows("leader", f"{address}&unit=VP") == [("6", None, None)]
    assert rows("officer", address) == rows("coordinator", address) == rows("leader", address) == []
    assert rows("outsider", f"{address}&unit=VP") == []


def test_another_units_work_as_far_as_it_may_be_seen(cast: Cast, rows: Callable[..., list[Row]]) -> None:
    three_tasks(cast)
    part = ("6", "coordinating", "2026-11-20")
    assert rows("leader", "?unit=CNTT") == rows("officer", "?unit=CNTT") == [part]
    assert rows("outsider", "?unit=CNTT") == []
    assert rows("leader", f"?unit={cast.units['V-PBGDPL'].pk}") == rows("officer")


def test_a_row_is_the_task_with_the_part(cast: Cast, caller: Caller) -> None:
    task = three_tasks(cast)
    officer = caller("officer")
    page = officer.get(f"{ADDRESS}?page_size=1").json()
    (row,) = page["results"]
    whole = officer.get(f"/api/v1/tasks/{task.pk}/").json()
    part = row.pop("part")
    assert part == {
        "unit": str(cast.units["V-PBGDPL"].pk), "role": "lead", "state": "assigned", "due_on": "2026-11-30",
    }  # fmt: skip
    assert row == {name: value for name, value in whole.items() if name in row}
    assert [one["no"] for one in officer.get(page["next"]).json()["results"]] == ["7"]


@pytest.mark.parametrize("query", ["?section=all", "?unit=NO", "?state=assigned", "?unit=", "?cursor=x"])
def test_what_the_inbox_does_not_know_is_refused(cast: Cast, caller: Caller, query: str) -> None:
    assert caller("officer").get(f"{ADDRESS}{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["", "?section=mine", "?section=coordinating", "?section=waiting", "?section=addressed", "?unit=CNTT"]
)
def test_more_work_asks_no_more(
    cast: Cast, caller: Caller, query: str, queries_do_not_grow: Callable[[Any, Any], None]
) -> None:
    plan, client = plan_of_2022(cast), caller("unit_head")

    def grow(first: int = 1) -> None:
        for number in range(first, first + 3):
            task_of(cast, plan, no=f"a{number}")
            bring(cast, alone(cast, plan, no=f"b{number}"), "returned")

    grow()
    queries_do_not_grow(lambda: client.get(f"{ADDRESS}{query}"), lambda: grow(10))
