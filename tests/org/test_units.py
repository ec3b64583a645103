"""Units: validity, succession, and what the database itself refuses."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.audit.models import AuditEvent
from comms.core.errors import Invalid
from comms.core.subjects import find
from comms.org.models import Unit, UnitSuccession
from comms.org.selectors import acts_for, lineage_of, present_successors, same_line, units_acted_for, units_in_line
from comms.org.services import unit_record, unit_succeeded
from tests.cast import Cast
from tests.races import at_once, needs_postgresql

ENDED, NEXT = date(2025, 2, 28), date(2025, 3, 1)


def unit(code: str, valid_from: date = date(2020, 1, 1), valid_to: date | None = None, **fields: Any) -> Unit:
    values = {"abbr": code, "kind": "department", "name_vi": code, **fields}
    return unit_record(actor=None, code=code, valid_from=valid_from, valid_to=valid_to, **values)


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2017, 8, 15), set()),
        (date(2017, 8, 16), {"V-PBGDPL"}),
        (date(2022, 12, 31), {"V-PBGDPL"}),
        (date(2023, 1, 1), {"C-PBGDPL"}),
        (date(2025, 2, 28), {"C-PBGDPL"}),
        (date(2025, 3, 1), {"C-PBGDPL-TGPL"}),
        (date(2099, 1, 1), {"C-PBGDPL-TGPL"}),
    ],
)
def test_first_and_last_day_belong_to_the_unit(cast: Cast, day: date, valid: set[str]) -> None:
    """On each day exactly one unit of the line is valid, by the query as by the object."""
    line = [cast.units[code] for code in ("V-PBGDPL", "C-PBGDPL", "C-PBGDPL-TGPL")]
    assert {item.code for item in Unit.objects.valid_on(day) if item in line} == valid
    assert {item.code for item in line if item.is_valid_on(day)} == valid


def test_the_ministrys_units_leave_out_itself_and_the_local_bodies(cast: Cast) -> None:
    codes = set(Unit.objects.ministry_units(date(2026, 1, 1)).values_list("code", flat=True))
    assert {"VP", "CNTT", "C-PBGDPL-TGPL"} <= codes
    assert not {"BTP", "STP-HUE", "V-PBGDPL"} & codes


def test_work_goes_to_the_present_successors(cast: Cast) -> None:
    """Renamed, then merged: the department of 2022 is carried on by the agency of today, on any day by one unit."""
    old, middle, new = (cast.units[code] for code in ("V-PBGDPL", "C-PBGDPL", "C-PBGDPL-TGPL"))
    assert present_successors(old) == [new]
    assert present_successors(old, date(2023, 6, 1)) == [middle]
    assert present_successors(old, date(2022, 6, 1)) == [old]
    assert [(step.predecessor.code, step.kind) for step in lineage_of(old)] == [
        ("V-PBGDPL", "renamed"),
        ("C-PBGDPL", "merged"),
    ]


def test_a_split_unit_has_several_successors(cast: Cast) -> None:
    whole = unit("W", valid_to=ENDED)
    parts = [unit("W-1", NEXT), unit("W-2", NEXT)]
    unit_succeeded(actor=None, predecessor=whole, successors=parts, kind="split")
    assert set(present_successors(whole)) == set(parts)
    assert units_in_line([parts[0].pk]) == {whole.pk, parts[0].pk}
    assert same_line(whole.pk, parts[1].pk)
    assert not same_line(parts[0].pk, parts[1].pk)
    assert not same_line(whole.pk, None)


def test_rights_follow_the_line_forward_only(cast: Cast) -> None:
    """Who acts for the agency of today acts for what it succeeded; a merged sister is part of it, a stranger is not."""
    acted = units_acted_for(cast.officer, "officer")
    assert {cast.units[code].pk for code in ("C-PBGDPL-TGPL", "C-PBGDPL", "V-PBGDPL", "TGPL")} == acted
    assert not acts_for(cast.officer, cast.units["VP"].pk)
    assert not acts_for(cast.officer, cast.units["V-PBGDPL"].pk, "unit_head")
    assert not acts_for(cast.officer, None)
    assert units_acted_for(None) == set()


def test_a_unit_is_recorded_once(cast: Cast) -> None:
    """The same facts again change nothing and leave no evidence; new facts raise the version and leave one event."""
    events = AuditEvent.objects.count()
    unit("X", name_vi="Vụ X")
    assert unit("X", name_vi="Vụ X").version == 1
    assert AuditEvent.objects.count() == events + 1
    changed = unit("X", name_vi="Vụ Y")
    assert (changed.version, changed.name_vi) == (2, "Vụ Y")
    assert AuditEvent.objects.count() == events + 2
    assert Unit.objects.get(code="X").folded == "x x vu y"


def test_a_unit_cannot_end_before_it_begins(db: Any) -> None:
    with pytest.raises(Invalid) as refused:
        unit("X", date(2026, 1, 2), date(2026, 1, 1))
    assert refused.value.errors["valid_to"][0].code == "order"
    assert not Unit.objects.exists()
    assert unit("X", date(2026, 1, 2), date(2026, 1, 2)).is_valid_on(date(2026, 1, 2))


def test_a_line_never_runs_in_a_circle(cast: Cast) -> None:
    """Neither itself, nor a successor's successor, comes before a unit."""
    old, new = cast.units["V-PBGDPL"], cast.units["C-PBGDPL-TGPL"]
    for predecessor, successor in ((old, old), (new, old)):
        with pytest.raises(Invalid) as refused:
            unit_succeeded(actor=None, predecessor=predecessor, successors=[successor], kind="renamed")
        assert refused.value.errors["successors"][0].code == "circular"
    assert present_successors(old) == [new]


def test_a_succession_is_evidence_once(cast: Cast) -> None:
    """A link that is there is left alone; a new one is recorded on the unit that ended."""
    events = AuditEvent.objects.filter(action="org.unit.succeeded")
    before = events.count()
    assert before == UnitSuccession.objects.count()
    old, new = cast.units["V-PBGDPL"], cast.units["C-PBGDPL"]
    unit_succeeded(actor=None, predecessor=old, successors=[new], kind="renamed")
    assert events.count() == before
    unit_succeeded(actor=None, predecessor=old, successors=[new], kind="split")
    assert events.count() == before + 1
    assert events.latest("seq").data == {"successor": "C-PBGDPL", "kind": "split"}


def test_the_database_refuses_what_the_service_refuses(cast: Cast) -> None:
    """Whoever goes round the service meets the constraints."""
    vp = cast.units["VP"]
    wrong: list[Any] = [
        lambda: Unit.objects.filter(pk=vp.pk).update(valid_to=date(2000, 1, 1)),
        lambda: Unit.objects.filter(pk=vp.pk).update(parent=vp.pk),
        lambda: Unit.objects.filter(pk=vp.pk).update(code="BTP"),
        lambda: UnitSuccession.objects.create(predecessor=vp, successor=vp, kind="renamed"),
        lambda: UnitSuccession.objects.create(
            predecessor=cast.units["V-PBGDPL"], successor=cast.units["C-PBGDPL"], kind="split"
        ),
    ]
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_units_are_known_to_those_who_are_signed_in(cast: Cast) -> None:
    vp = cast.units["VP"]
    assert find(cast.outsider, "org.unit", vp.pk) == vp
    cast.outsider.is_active = False
    assert find(cast.outsider, "org.unit", vp.pk) is None
    assert not Unit.objects.visible_to(None).exists()


def test_units_stand_in_the_vietnamese_order(db: Any) -> None:
    for code, name in (("4", "Ủy ban"), ("1", "Cục A"), ("2", "Đoàn"), ("3", "Ê kíp"), ("0", "Ấm")):
        unit(code, name_vi=name)
    assert [item.code for item in Unit.objects.all()] == ["0", "1", "2", "3", "4"]


@needs_postgresql
def test_two_links_that_close_a_circle_together(transactional_db: Any, cast: Cast) -> None:
    """Each alone would do; of the two, over several steps, one is refused."""
    first, last = cast.units["V-PBGDPL"], cast.units["C-PBGDPL-TGPL"]
    other = unit("TOAN-TAM", date(2026, 1, 1))
    results = at_once(
        lambda: unit_succeeded(actor=None, predecessor=last, successors=[other], kind="renamed"),
        lambda: unit_succeeded(actor=None, predecessor=other, successors=[first], kind="renamed"),
    )
    refused = [one for one in results if one is not None]
    assert [type(one) for one in refused] == [Invalid], results
    assert refused[0].errors["successors"][0].code == "circular"
