"""The page that says who reads a plan and why, and on which the access list is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from plans.models import Plan
from plans.selectors import plan_readers
from tests.cast import Cast
from tests.plans.build import draft, plan_of_2022
from tests.plans.test_readers import opened
from tests.tasks.build import alone, task_of


def codes(plan: Plan) -> list[tuple[str | None, int, bool]]:
    """(unit, number of reasons, on the list) of each reader."""
    return [(row.unit.code if row.unit else None, len(row.why), row.listed) for row in plan_readers(plan)]


def signed_in(client: Client, person: Any, language: str = "en") -> Client:
    client.force_login(person)
    client.cookies["django_language"] = language
    return client


def test_each_unit_once_with_its_reasons(cast: Cast) -> None:
    """The owner also leads, the verifying unit stands on the list; a group is one line."""
    plan = draft(cast, verifying_unit=cast.units["VP"])
    task_of(cast, plan, lead_unit=cast.units["C-PBGDPL-TGPL"])
    opened(cast, plan, "VP")
    opened(cast, plan, "CTXD-VB")
    assert codes(plan) == [
        ("C-PBGDPL-TGPL", 2, False),
        ("VP", 2, True),
        ("CNTT", 1, False),
        (None, 1, False),
        ("CTXD-VB", 1, True),
    ]


def test_the_head_puts_a_unit_on_the_list_and_takes_it_off(cast: Cast, client: Client) -> None:
    plan = draft(cast)
    address = f"/plans/{plan.pk}/readers/"
    head = signed_in(client, cast.unit_head)
    assert address in head.get(plan.get_absolute_url()).content.decode()
    unit = cast.units["CTXD-VB"]
    done = head.post(address, {"unit": unit.pk, "version": 1}, follow=True).content.decode()
    assert "The unit reads the plan from now on." in done
    assert "stands on the access list" in done
    again = head.post(address, {"unit": unit.pk, "version": 2})
    assert again.status_code == 400
    assert head.post(f"{address}CTXD-VB/off/", {"version": 1}).status_code == 412
    off = head.post(f"{address}CTXD-VB/off/", {"version": 2}, follow=True).content.decode()
    assert "was taken off the list" in off
    assert not plan.readers.exists()


def test_somebody_else_was_faster(cast: Cast, client: Client) -> None:
    plan = draft(cast)
    opened(cast, plan)
    head = signed_in(client, cast.unit_head)
    sent = {"unit": cast.units["CNTT"].pk, "version": 1}
    answer = head.post(f"/plans/{plan.pk}/readers/", sent)
    assert answer.status_code == 412
    assert "Plan opened to a unit for reading" in answer.content.decode()


@pytest.mark.parametrize(("name", "keeps"), [("unit_head", True), ("leader", True), ("officer", False)])
def test_who_may_not_keep_the_list_reads_why(cast: Cast, client: Client, name: str, keeps: bool) -> None:
    plan = draft(cast)
    opened(cast, plan)
    person, address = signed_in(client, getattr(cast, name)), f"/plans/{plan.pk}/readers/"
    page = person.get(address).content.decode()
    assert ("Only the head of the plan&#x27;s owner unit or the leadership may do this." in page) is not keeps
    assert ('aria-disabled="true"' in page) is not keeps
    if not keeps:
        assert person.post(address, {"unit": cast.units["CNTT"].pk, "version": 2}).status_code == 403
        assert person.post(f"{address}CTXD-VB/off/", {"version": 2}).status_code == 403


def test_who_does_not_see_the_plan_finds_no_list(cast: Cast, client: Client) -> None:
    plan = draft(cast)
    outsider = signed_in(client, cast.outsider)
    assert outsider.get(f"/plans/{plan.pk}/readers/").status_code == 404
    assert outsider.post(f"/plans/{plan.pk}/readers/CNTT/off/", {"version": 1}).status_code == 404


def test_more_readers_ask_no_more(cast: Cast, client: Client, queries_do_not_grow: Callable[[Any, Any], None]) -> None:
    plan = plan_of_2022(cast)
    alone(cast, plan)
    opened(cast, plan, "CNTT", actor=cast.leader)
    leader = signed_in(client, cast.leader)

    def grow() -> None:
        for unit in ("VP", "CTXD-VB", "C-PBGDPL-TGPL"):
            opened(cast, plan, unit, actor=cast.leader)

    queries_do_not_grow(lambda: leader.get(f"/plans/{plan.pk}/readers/"), grow)
