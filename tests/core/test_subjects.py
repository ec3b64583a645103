"""The registry by which lower rooms speak of upper objects."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from comms.audit.models import AuditEvent
from comms.core import subjects
from comms.org.models import Unit, User
from tests.cast import Cast


@pytest.fixture(autouse=True)
def only_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "_types", {})
    subjects.register("org.unit", visible=Unit.objects.visible_to, label=str, url=lambda unit: f"/units/{unit.code}/")


def test_a_type_is_named_by_app_and_model(cast: Cast) -> None:
    assert subjects.type_of(cast.units["VP"]) == "org.unit"
    assert subjects.type_of(cast.officer) == "org.user"
    assert subjects.names() == ["org.unit"]


def test_a_registered_object_is_found_by_those_who_may_see_it(cast: Cast) -> None:
    unit = cast.units["VP"]
    assert subjects.find(cast.officer, "org.unit", unit.pk) == unit
    assert subjects.find(AnonymousUser(), "org.unit", unit.pk) is None
    assert subjects.find(cast.officer, "org.unit", uuid.uuid4()) is None


def test_an_unregistered_type_is_invisible_to_everybody(cast: Cast) -> None:
    assert subjects.find(cast.administrator, "org.user", cast.officer.pk) is None
    assert subjects.get("org.user") is None


def test_label_and_address_come_from_the_app(cast: Cast) -> None:
    registered = subjects.get("org.unit")
    assert registered is not None
    assert registered.label(cast.units["VP"]) == "Văn phòng Bộ"
    assert registered.url(cast.units["VP"]) == "/units/VP/"


def events_of(*rows: tuple[str, Any]) -> None:
    AuditEvent.objects.bulk_create(
        AuditEvent(seq=1000 + number, at="2026-11-21T00:00:00Z", subject_type=name, subject_id=pk)
        for number, (name, pk) in enumerate(rows)
    )


def test_rows_are_kept_only_where_the_subject_is_visible(cast: Cast) -> None:
    """Also a row of a registered type whose identifier belongs to another type."""
    events_of(("org.unit", cast.units["VP"].pk), ("org.user", cast.officer.pk), ("org.unit", cast.officer.pk))
    rows = AuditEvent.objects.filter(seq__gte=1000)
    assert [event.seq for event in subjects.visible_rows(cast.officer, rows)] == [1000]
    assert not subjects.visible_rows(AnonymousUser(), rows).exists()


def test_types_do_not_lend_each_other_their_visibility(cast: Cast) -> None:
    subjects.register("org.user", visible=lambda user: User.objects.none(), label=str, url=str)
    events_of(("org.unit", cast.units["VP"].pk), ("org.user", cast.units["VP"].pk))
    rows = AuditEvent.objects.filter(seq__gte=1000)
    assert [event.seq for event in subjects.visible_rows(cast.officer, rows)] == [1000]


def test_without_any_registered_type_nothing_is_visible(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "_types", {})
    events_of(("org.unit", cast.units["VP"].pk))
    assert not subjects.visible_rows(cast.administrator, AuditEvent.objects.all()).exists()
