"""Pages of units: the list by time, search and kind; one unit with its line and its roles."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from comms.org.services import unit_record, unit_succeeded
from tests.cast import Cast


@pytest.fixture
def reader(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.outsider)
    return client


def groups(client: Client, query: str = "") -> dict[str, list[str]]:
    answer = client.get(f"/units/{query}")
    assert answer.status_code == 200
    return {str(title): sorted(unit.code for unit in units) for title, units in answer.context["groups"]}


def test_present_and_former_units_stand_apart(reader: Client) -> None:
    found = groups(reader)
    assert list(found) == ["Đơn vị hiện nay", "Đơn vị trước đây"]
    assert found["Đơn vị trước đây"] == ["C-PBGDPL", "TGPL", "V-PBGDPL"]
    assert "C-PBGDPL-TGPL" in found["Đơn vị hiện nay"]


def test_a_day_shows_the_units_of_that_day(reader: Client) -> None:
    """On 5 February 2022 (day first) the department of that time is a present unit."""
    found = groups(reader, "?at=05/02/2022")
    assert list(found) == ["Đơn vị hiện nay"]
    assert found["Đơn vị hiện nay"] == ["BTP", "CNTT", "TGPL", "V-PBGDPL", "VP"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?search=pho bien", ["C-PBGDPL", "C-PBGDPL-TGPL", "V-PBGDPL"]),
        ("?search=Phổ BIẾN", ["C-PBGDPL", "C-PBGDPL-TGPL", "V-PBGDPL"]),
        ("?kind=local", ["STP-HUE"]),
        ("?search=cong+nghe&kind=agency", ["CNTT"]),
        ("?search=nothing-of-this", []),
        ("?at=31/02/2022", []),
        ("?kind=unknown", []),
    ],
)
def test_filters_narrow_the_list(reader: Client, query: str, codes: list[str]) -> None:
    """Search ignores marks and case; a filter that makes no sense shows nothing rather than everything."""
    assert sorted(code for found in groups(reader, query).values() for code in found) == codes


def test_an_empty_list_says_so_and_offers_the_way_out(reader: Client) -> None:
    page = reader.get("/units/?search=nothing-of-this").content.decode()
    assert "Không có đơn vị phù hợp" in page
    assert '<a href="/units/">Xóa lọc</a>' in page


def test_a_unit_shows_its_whole_line(reader: Client) -> None:
    """Where it came from and what came of it, oldest first; not what others brought into its successor."""
    first, second, third = ("V-PBGDPL", "C-PBGDPL"), ("C-PBGDPL", "C-PBGDPL-TGPL"), ("TGPL", "C-PBGDPL-TGPL")
    for code, line in {"V-PBGDPL": [first, second], "C-PBGDPL-TGPL": [first, second, third], "VP": []}.items():
        steps = reader.get(f"/units/{code}/").context["lineage"]
        assert [(step.predecessor.code, step.successor.code) for step in steps] == line


def test_a_step_of_the_line_has_the_day_on_which_it_happened(reader: Client, cast: Cast) -> None:
    """A unit that went into an older one did so when it ended, not when the older one began."""
    small = unit_record(
        actor=None,
        code="PN",
        abbr="PN",
        kind="agency",
        name_vi="Cục Công tác phía Nam",
        valid_from=date(2018, 1, 1),
        valid_to=date(2022, 12, 31),
    )
    unit_succeeded(actor=None, predecessor=small, successors=[cast.units["VP"]], kind="merged")
    page = reader.get("/units/VP/").content.decode()
    assert "hợp nhất · 01/01/2023" in page


def test_a_unit_shows_who_holds_a_role_today(reader: Client, cast: Cast) -> None:
    page = reader.get("/units/VP/").content.decode()
    for person in (cast.press_officer, cast.spokesperson, cast.verifier):
        assert person.full_name in page
    assert cast.leader.full_name not in page


def test_what_is_not_confirmed_is_marked(reader: Client) -> None:
    unit_record(
        actor=None,
        code="X",
        abbr="X",
        kind="local",
        name_vi="Sở <b>X</b>",
        valid_from=date(2020, 1, 1),
        confidence="K",
        source="Trang của tỉnh",
    )
    page = reader.get("/units/X/").content.decode()
    assert "cần xác nhận" in page
    assert "Trang của tỉnh" in page
    assert "Sở &lt;b&gt;X&lt;/b&gt;" in page
    assert "<b>X</b>" not in page
    assert "cần xác nhận" not in reader.get("/units/VP/").content.decode()


def test_the_list_does_not_ask_more_for_more_units(
    reader: Client, queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None]
) -> None:
    def grow() -> None:
        for number in range(20):
            unit_record(
                actor=None,
                code=f"N{number}",
                abbr=f"N{number}",
                kind="local",
                name_vi=f"Sở {number}",
                valid_from=date(2020, 1, 1),
            )

    queries_do_not_grow(lambda: reader.get("/units/"), grow)
