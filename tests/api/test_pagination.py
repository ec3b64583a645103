"""Pages stay put: every row once, in order, both ways, while rows come and go."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import F
from rest_framework.test import APIClient

from comms.api.pagination import columns_of
from plans.models import Plan
from tests.api.trial import TRIALS
from tests.cast import Cast

pytestmark = pytest.mark.urls("tests.api.trial")

YEARS = [2024, None, 2022, 2024, None, 2023, 2022, 2024, 2021, None, 2023]
ENDS = [
    None,
    date(2026, 5, 1),
    None,
    date(2026, 1, 2),
    date(2026, 5, 1),
    None,
    date(2027, 1, 1),
    None,
    None,
    None,
    None,
]


@pytest.fixture
def plans(cast: Cast) -> list[Plan]:
    return [
        Plan.objects.create(
            code=f"KH-{number:02}",
            title="x",
            starts=date(2021, 1, 1),
            year=year,
            ends=ends,
            owner_unit=cast.units["VP"],
        )
        for number, (year, ends) in enumerate(zip(YEARS, ENDS, strict=True))
    ]


def walk(client: APIClient, address: str | None, step: str) -> list[list[str]]:
    """The ids of each page, following `next` or `previous`."""
    pages = []
    while address:
        body = client.get(address).json()
        pages.append([row["id"] for row in body["results"]])
        address = body[step]
        assert len(pages) < 50, "the pages run in a circle"
    return pages


def last_page(client: APIClient, address: str) -> str:
    while following := client.get(address).json()["next"]:
        address = following
    return address


@pytest.mark.parametrize(
    "ordering", ["year", "-year", "ends", "-ends", "code", "-code", "created_at", "-year,ends", "year,-code"]
)
@pytest.mark.parametrize("size", [1, 2, 3, 4, 11, 12])
def test_every_row_once_in_order_both_ways(caller: Any, plans: list[Plan], ordering: str, size: int) -> None:
    """Forward and back, with ties and with empty values, which come last."""
    client = caller("leader")
    terms = [
        F(name[1:]).desc(nulls_last=True) if name.startswith("-") else F(name).asc(nulls_last=True)
        for name in ordering.split(",")
    ]
    tie = "-pk" if ordering.startswith("-") else "pk"
    expected = [str(pk) for pk in Plan.objects.order_by(*terms, tie).values_list("pk", flat=True)]
    first = f"{TRIALS}?ordering={ordering}&page_size={size}"
    forward = walk(client, first, "next")
    assert [pk for page in forward for pk in page] == expected
    assert all(len(page) == size for page in forward[:-1])
    backward = walk(client, last_page(client, first), "previous")
    assert backward[::-1] == forward


def test_the_ends_of_the_list_have_no_further_page(caller: Any, plans: list[Plan]) -> None:
    client = caller("leader")
    only = client.get(f"{TRIALS}?page_size=11").json()
    assert (only["next"], only["previous"]) == (None, None)
    first = client.get(f"{TRIALS}?page_size=6").json()
    assert first["previous"] is None
    second = client.get(first["next"]).json()
    assert second["next"] is None
    assert client.get(second["previous"]).json() == first
    assert client.get(f"{TRIALS}?state=closed").json() == {"next": None, "previous": None, "results": []}


def test_rows_that_come_in_between_move_nothing(caller: Any, plans: list[Plan], cast: Cast) -> None:
    """A row inserted before the cursor is not shown twice over, and a deleted one leaves no hole."""
    client = caller("leader")
    first = client.get(f"{TRIALS}?ordering=code&page_size=3&fields=code").json()
    Plan.objects.create(code="KH-00a", title="x", starts=date(2021, 1, 1), owner_unit=cast.units["VP"])
    Plan.objects.filter(code__in=["KH-02", "KH-03"]).delete()
    second = client.get(first["next"]).json()
    assert [row["code"] for row in second["results"]] == ["KH-04", "KH-05", "KH-06"]


def test_the_links_keep_the_question(caller: Any, plans: list[Plan]) -> None:
    """Filters, fields and size stand in `next`; a cursor of one order is refused in another."""
    client = caller("leader")
    link = client.get(f"{TRIALS}?ordering=code&page_size=2&fields=code&state=draft&state=issued").json()["next"]
    asked = parse_qs(urlsplit(link).query)
    assert asked["state"] == ["draft", "issued"]
    assert (asked["page_size"], asked["fields"]) == (["2"], ["code"])
    (cursor,) = asked["cursor"]
    assert client.get(f"{TRIALS}?ordering=-code&cursor={cursor}").json()["errors"]["cursor"][0]["code"] == "cursor"
    assert client.get(f"{TRIALS}?ordering=year&cursor={cursor}").status_code == 400
    assert client.get(f"{TRIALS}?ordering=code&cursor={cursor[:-4]}").status_code == 400


def test_a_page_shows_only_what_its_reader_may_see(caller: Any, plans: list[Plan]) -> None:
    """A cursor given to one person opens nothing to another."""
    link = caller("leader").get(f"{TRIALS}?page_size=2").json()["next"]
    assert caller("outsider").get(link).json()["results"] == []


def test_the_order_is_total(db: Any) -> None:
    """The id stands at the end of every order, once."""
    for names, expected in {
        (): ["starts", "code", "id"],
        ("year",): ["year", "id"],
        ("-id",): ["id"],
        ("year", "pk"): ["year", "pk"],
    }.items():
        columns = columns_of(Plan.objects.order_by(*names) if names else Plan.objects.all())
        assert [column.path for column in columns] == expected


def test_a_page_in_the_middle_costs_as_many_queries_as_the_first(
    caller: Any, plans: list[Plan], django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = caller("leader")
    address = f"{TRIALS}?page_size=2&ordering=year"
    client.get(address)
    counts = []
    while address:
        with CaptureQueriesContext(connection) as queries:
            address = client.get(address).json()["next"]
        counts.append(len(queries))
    assert len(counts) == 6
    assert len(set(counts)) == 1
    assert not any("COUNT(" in query["sql"] for query in queries.captured_queries)
