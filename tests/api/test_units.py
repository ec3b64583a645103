"""Units over HTTP: the exemplar of a resource that is read."""

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from tests.api.conftest import code_of
from tests.cast import Cast

UNITS = "/api/v1/units/"


def test_a_unit_answers_to_its_id_and_to_its_code(api: APIClient, cast: Cast) -> None:
    """Both addresses show the same unit, with its version as a strong ETag."""
    unit = cast.units["V-PBGDPL"]
    by_code, by_id = api.get(f"{UNITS}V-PBGDPL/"), api.get(f"{UNITS}{unit.pk}/")
    assert by_code.json() == by_id.json()
    assert by_code.json() | {"code": "V-PBGDPL", "valid_to": "2022-12-31", "kind": "department"} == by_code.json()
    assert by_code.json()["successors"] == [str(cast.units["C-PBGDPL"].pk)]
    assert by_code.headers["ETag"] == '"1"'
    assert by_code.json()["created_at"] == "2026-11-21T09:00:00+07:00"


def test_the_units_of_a_day(api: APIClient) -> None:
    """`?at=` shows the structure of that day; a day in another form is refused."""
    codes = {row["code"] for row in api.get(f"{UNITS}?at=2022-09-05&fields=code").json()["results"]}
    assert "V-PBGDPL" in codes
    assert "C-PBGDPL-TGPL" not in codes
    assert code_of(api.get(f"{UNITS}?at=05/09/2022")) == "invalid"


def test_lineage_goes_all_the_way(api: APIClient) -> None:
    """The department of 2022 lives on, in two steps, in the agency of today."""
    line = api.get(f"{UNITS}V-PBGDPL/lineage/").json()
    assert [unit["code"] for unit in line["present"]] == ["C-PBGDPL-TGPL"]
    assert {unit["code"] for unit in line["successors"]} == {"C-PBGDPL", "C-PBGDPL-TGPL"}
    back = api.get(f"{UNITS}C-PBGDPL-TGPL/lineage/").json()
    assert {unit["code"] for unit in back["predecessors"]} == {"V-PBGDPL", "C-PBGDPL", "TGPL"}


def test_history_is_worded(api: APIClient) -> None:
    """History says what was done, in the language asked for."""
    last = api.get(f"{UNITS}V-PBGDPL/history/", headers={"Accept-Language": "en"}).json()["results"][-1]
    assert last == {
        "at": "2026-11-21T09:00:00+07:00",
        "actor": "system",
        "actor_unit": "",
        "action": "org.unit.recorded",
        "wording": "unit recorded",
        "data": {"code": "V-PBGDPL"},
    }


def test_search_does_not_mind_marks(api: APIClient) -> None:
    """Accented, unaccented and đ/d find the same units."""
    found = [
        {row["code"] for row in api.get(UNITS, {"search": text, "fields": "code"}).json()["results"]}
        for text in ("giáo dục", "giao duc", "GIÁO  DỤC", "gia\u0301o dục")
    ]
    assert found[0] == {"V-PBGDPL", "C-PBGDPL", "C-PBGDPL-TGPL"}
    assert all(codes == found[0] for codes in found)


def test_units_are_read_only(api: APIClient) -> None:
    """Nothing is declared to write a unit over HTTP: 405 before anything else is looked at."""
    for method, address in (
        ("post", UNITS),
        ("patch", f"{UNITS}VP/"),
        ("put", f"{UNITS}VP/"),
        ("delete", f"{UNITS}VP/"),
    ):
        assert code_of(getattr(api, method)(address, {})) == "method_not_allowed"


def test_the_list_does_not_grow_in_queries(
    api: APIClient, queries_do_not_grow: Callable[..., None], cast: Cast
) -> None:
    """Fifty units cost as many queries as nine."""
    from datetime import date

    from comms.org.services import unit_record

    def grow() -> Any:
        for number in range(20):
            unit_record(
                actor=None,
                code=f"U{number}",
                abbr="U",
                kind="local",
                name_vi=f"Sở {number}",
                valid_from=date(2025, 1, 1),
            )

    queries_do_not_grow(lambda: api.get(UNITS), grow)
