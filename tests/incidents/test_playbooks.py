"""Playbooks: kept by the press desk, offered by what fits, applied to an incident; the checklist that comes of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.core import clock
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible, StaleVersion
from incidents import services
from incidents.models import ChecklistItem, Incident, Playbook
from incidents.selectors import fits, playbooks_for
from tests.cast import PEOPLE, Cast
from tests.conftest import TODAY
from tests.incidents.building import in_state
from tests.incidents.building_handling import LEAD_UNIT, applied, named, playbook
from tests.incidents.test_pages import signed_in

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return in_state(cast, "active", triage={"lead_unit": cast.units[LEAD_UNIT], "severity": 3})


def tick(item: ChecklistItem, actor: Any, verb: str = "tick", **fields: Any) -> ChecklistItem:
    item.refresh_from_db()
    values = {"actor": actor, "checklistitem_id": item.pk, "version": item.version}
    if verb == "untick":
        values["reason"] = "Nhầm việc khác"
    service = getattr(services, f"item_{verb}")
    result: ChecklistItem = service(**(values | fields))
    return result


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_keeps_them(cast: Cast, who: str) -> None:
    """The press desk of the office; everybody may read them."""
    actor = cast.people[who]
    assert Playbook.objects.visible_to(actor) is not None
    if who in {"press_officer", "spokesperson"}:
        book = playbook(cast, actor=actor)
        assert services.playbook_edit(actor=actor, playbook_id=book.pk, version=1, title="Mới").title == "Mới"
        return
    with pytest.raises(NotAllowed):
        playbook(cast, actor=actor)
    book = playbook(cast)
    with pytest.raises(NotAllowed):
        services.playbook_edit(actor=actor, playbook_id=book.pk, version=1, title="Mới")


def test_the_best_fit_is_offered_first(cast: Cast, incident: Incident) -> None:
    """Kind and severity, kind, severity, any; what does not fit comes last."""
    wanted = [("leak", 3), ("leak", None), ("", 3), ("", None), ("outage", 3)]
    books = {key: playbook(cast, title=f"Kịch bản {key}", kind=key[0], severity=key[1]) for key in reversed(wanted)}
    playbook(cast, title="Ngừng", kind="conduct", active=False)
    Incident.objects.update(kind="leak")
    incident.refresh_from_db()
    assert playbooks_for(incident) == [books[key] for key in wanted]
    assert [fits(book, incident) for book in playbooks_for(incident)] == [True, True, True, True, False]


@pytest.mark.parametrize("severity", [None, 2])
def test_one_in_force_for_each_kind_and_severity(cast: Cast, severity: int | None) -> None:
    first = playbook(cast, kind="leak", severity=severity)
    with pytest.raises(Conflict) as refused:
        playbook(cast, kind="leak", severity=severity)
    assert refused.value.code == "playbook_exists"
    with pytest.raises(IntegrityError), transaction.atomic():
        Playbook.objects.create(title="x", kind="leak", severity=severity, author=cast.press_officer)
    services.playbook_edit(actor=cast.press_officer, playbook_id=first.pk, version=1, active=False)
    assert playbook(cast, kind="leak", severity=severity)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"kind": "nothing"},
        {"severity": 9},
        {"roles": ["boss"]},
        {"target_hours": -1},
        {"update_every_hours": 10_000},
        {"steps": [{"text": " "}]},
        {"steps": [{"text": "x", "within_minutes": -1}]},
        {"steps": [{"text": "x", "role": "boss"}]},
        {"steps": [{"text": "x"}] * 51},
    ],
    ids=str,
)
def test_what_is_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        playbook(cast, **wrong)
    assert not Playbook.objects.exists()


def test_applied_it_gives_a_checklist_with_times(cast: Cast, incident: Incident) -> None:
    """Counted from the beginning of the handling, not from the click; a drill gets the same."""
    with clock.frozen(TODAY + timedelta(minutes=40)):
        done = applied(cast, incident, playbook(cast))
    assert list(done.checklist.values_list("position", "text", "role", "due_at")) == [
        (1, "Lưu bằng chứng", "secretary", TODAY + timedelta(minutes=15)),
        (2, "Gọi cho đơn vị liên quan", "lead", TODAY + timedelta(minutes=30)),
        (3, "Soạn phát ngôn tạm thời", "", None),
    ]
    drill = in_state(cast, "active", drill=True)
    assert applied(cast, drill, Playbook.objects.get()).checklist.count() == 3


def test_cadence_and_aim_come_with_it(cast: Cast, incident: Incident) -> None:
    done = applied(cast, incident, playbook(cast, update_every_hours=1, target_hours=2))
    assert (done.update_every_hours, done.next_update_at) == (1, TODAY + timedelta(hours=1))
    assert done.target_at == TODAY + timedelta(hours=2)
    none = applied(cast, incident, playbook(cast, kind="leak", update_every_hours=0))
    assert none.next_update_at is None


def test_another_one_keeps_what_was_done(cast: Cast, incident: Incident) -> None:
    first = playbook(cast)
    applied(cast, incident, first)
    tick(incident.checklist.get(position=1), cast.officer)
    other = playbook(cast, kind="leak", steps=[{"text": "Khóa tài khoản"}, {"text": "Báo công an"}])
    applied(cast, incident, other)
    assert list(incident.checklist.order_by("position").values_list("text", flat=True)) == [
        "Lưu bằng chứng",
        "Khóa tài khoản",
        "Báo công an",
    ]
    applied(cast, incident, first)
    texts = list(incident.checklist.order_by("position").values_list("text", flat=True))
    assert texts == ["Lưu bằng chứng", "Gọi cho đơn vị liên quan", "Soạn phát ngôn tạm thời"]


def test_refusals_of_applying(cast: Cast, incident: Incident) -> None:
    book = playbook(cast)
    with pytest.raises(StaleVersion):
        services.playbook_apply(actor=cast.officer, incident_id=incident.pk, version=99, playbook_id=book.pk)
    with pytest.raises(NotAllowed):
        applied(cast, incident, book, cast.auditor)
    with pytest.raises(NotVisible):
        applied(cast, incident, book, cast.outsider)
    services.playbook_edit(actor=cast.press_officer, playbook_id=book.pk, version=1, active=False)
    with pytest.raises(Invalid):
        applied(cast, incident, book)
    with pytest.raises(Conflict):
        applied(cast, in_state(cast, "closed"), playbook(cast))


def test_an_edited_playbook_leaves_checklists_alone(cast: Cast, incident: Incident) -> None:
    book = playbook(cast)
    applied(cast, incident, book)
    services.playbook_edit(actor=cast.press_officer, playbook_id=book.pk, version=1, steps=[{"text": "Khác"}])
    assert incident.checklist.count() == 3
    assert list(book.steps.values_list("position", "text")) == [(1, "Khác")]


def test_ticking_and_taking_it_back(cast: Cast, incident: Incident) -> None:
    """What was said in the timeline is put right by another entry."""
    applied(cast, incident, playbook(cast))
    item = incident.checklist.get(position=1)
    tick(item, cast.officer, note="Ảnh chụp 3 trang")
    with pytest.raises(Conflict) as twice:
        tick(item, cast.officer)
    assert twice.value.code == "item_done"
    tick(item, cast.press_officer, "untick")
    item.refresh_from_db()
    assert (item.done_at, item.done_by, item.note) == (None, None, "")
    said = incident.timeline.get(kind="checklist_done")
    assert incident.timeline.get(corrects=said).actor == cast.press_officer
    with pytest.raises(Conflict) as open_:
        tick(item, cast.officer, "untick")
    assert open_.value.code == "item_open"
    with pytest.raises(StaleVersion):
        tick(item, cast.officer, version=1)


def test_who_has_a_part_ticks(cast: Cast, incident: Incident) -> None:
    applied(cast, incident, playbook(cast))
    item = incident.checklist.get(position=1)
    with pytest.raises(NotVisible):
        tick(item, cast.outsider)
    named(cast, incident, cast.outsider, "unit_contact")
    assert tick(item, cast.outsider).done_by == cast.outsider
    with pytest.raises(NotAllowed):
        tick(incident.checklist.get(position=2), cast.auditor)


def test_by_forms(cast: Cast, incident: Incident) -> None:
    """The desk writes a playbook, edits it, applies it; an officer ticks; the holding statement is there to copy."""
    desk, officer = signed_in(cast.press_officer), signed_in(cast.officer)
    values = {"title": "Lộ tài liệu", "kind": "", "severity": "3", "active": "on", "roles": ["lead", "legal"]}
    values |= {
        "holding_statement": "Bộ đang xác minh.",
        "text_1": "Lưu bằng chứng",
        "minutes_1": "15",
        "role_1": "lead",
    }
    values |= {"text_3": "Báo lãnh đạo"}
    response = desk.post("/incidents/playbooks/new/", values)
    assert response.status_code == 302, response.content.decode()
    book = Playbook.objects.get()
    assert list(book.steps.values_list("text", "within_minutes")) == [("Lưu bằng chứng", 15), ("Báo lãnh đạo", None)]
    assert "Báo lãnh đạo" in desk.get(f"{book.get_absolute_url()}edit/").content.decode()
    assert officer.get("/incidents/playbooks/").status_code == 200
    assert "Lưu bằng chứng" in officer.get(book.get_absolute_url()).content.decode()
    incident.refresh_from_db()
    address = f"/incidents/{incident.pk}/playbook/"
    assert "✓ Lộ tài liệu" in officer.get(address).content.decode()
    assert officer.post(address, {"playbook": book.pk, "version": incident.version}).status_code == 302
    page = officer.get(incident.get_absolute_url()).content.decode()
    assert "Bộ đang xác minh." in page
    item = incident.checklist.first()
    step = f"/incidents/{incident.pk}/checklist/{item.pk}/"
    assert officer.post(f"{step}tick/", {"version": item.version}).status_code == 302
    assert officer.post(f"{step}untick/", {"version": item.version + 1, "reason": "Nhầm"}).status_code == 302
    assert officer.post("/incidents/playbooks/new/", values | {"severity": "2"}).status_code == 403


def test_the_room_asks_no_more_for_more(
    cast: Cast, incident: Incident, queries_do_not_grow: Callable[[Any, Any], None]
) -> None:
    """Parts, updates, decisions, items and agreements are read at once, however many."""
    client = signed_in(cast.press_officer)
    applied(cast, incident, playbook(cast))
    named(cast, incident, cast.officer, "unit_contact")

    def add(number: int) -> None:
        services.decision_make(actor=cast.leader, incident_id=incident.pk, kind="refute", reason=f"Lý do {number}")
        services.agreement_ask(
            actor=cast.press_officer, incident_id=incident.pk, agency=f"Cơ quan {number}", content="Lời"
        )
        services.update_give(actor=cast.press_officer, incident_id=incident.pk, situation="a", done="b", next_steps="c")

    add(0)
    tick(incident.checklist.get(position=1), cast.officer)

    def grow() -> None:
        for number in range(1, 4):
            add(number)
        named(cast, incident, cast.coordinator, "unit_contact")
        tick(incident.checklist.get(position=2), cast.officer)

    queries_do_not_grow(lambda: client.get(incident.get_absolute_url()), grow)
