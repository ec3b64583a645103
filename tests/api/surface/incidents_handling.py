"""The handling of an incident that the unit of the cast leads: who names, decides, ticks, asks."""

from collections.abc import Callable
from datetime import date
from typing import Any

from incidents import services
from tests.api.surface import EVERYBODY, Given, Row
from tests.api.surface.incidents import DESK, HANDLES, LEADS, SEES, incident, rows_of
from tests.cast import Cast
from tests.incidents import building_handling as handling
from tests.incidents.building import in_state

DECIDES = (*LEADS, "leader")
WRITES = (*HANDLES, "leader")


def of_incident(name: str, make: Callable[[Cast, Any], Any], body: Any = None) -> Callable[[Cast], Given]:
    """What stands under an incident, named `name` in the address; `body` may be made from the cast."""

    def given(cast: Cast) -> Given:
        above = in_state(cast, "active", triage={"lead_unit": cast.units[handling.LEAD_UNIT]})
        made = make(cast, above)
        above.refresh_from_db()
        path = {"id": above.pk, name: made.pk} if name != "id" else {"incident": above.pk, "id": made.pk}
        return Given(path=path, version=getattr(made, "version", None), body=body(cast) if callable(body) else body)

    return given


def named(cast: Cast, above: Any) -> Any:
    return handling.named(cast, above, cast.officer, "legal")


def noted(cast: Cast, above: Any) -> Any:
    return services.timeline_add(actor=cast.press_officer, incident_id=above.pk, text="Ghi chú")


def pinned(cast: Cast, above: Any) -> Any:
    return services.timeline_pin(actor=cast.press_officer, incident_id=above.pk, entry_id=noted(cast, above).pk)


def decided(cast: Cast, above: Any) -> Any:
    return services.decision_make(
        actor=cast.press_officer, incident_id=above.pk, kind="refute", reason="Rõ ràng", review_on=date(2026, 11, 30)
    )


def item(cast: Cast, above: Any) -> Any:
    return handling.applied(cast, above, handling.playbook(cast)).checklist.first()


def ticked(cast: Cast, above: Any) -> Any:
    first = item(cast, above)
    return services.item_tick(actor=cast.press_officer, checklistitem_id=first.pk, version=first.version)


def book(cast: Cast) -> Given:
    made = handling.playbook(cast)
    return Given(path={"id": made.pk}, version=made.version, body={"title": "Tin giả, sửa"})


def to_apply(cast: Cast) -> dict[str, str]:
    return {"playbook": str(handling.playbook(cast).pk)}


def in_the_name_of(cast: Cast) -> dict[str, str]:
    return {"kind": "legal", "person": cast.legal_checker.username}


UPDATE = {"situation": "Lan rộng", "done": "Đã gọi", "next_steps": "Thông cáo"}
ASKED = {"agency": "Bộ Công an", "content": "Không thu phí."}
ANSWER = {"answered_name": "Ông X"}
REASON = {"reason": "Nhầm"}
OF = "incidents/{incident}/"

ROWS = [
    rows_of("GET incidents/{id}/roles/", SEES, incident("active")),
    rows_of("POST incidents/{id}/roles/", LEADS, incident("active", link=in_the_name_of), done=201),
    # The officer of this world ends a part of their own.
    rows_of("POST incidents/{id}/roles/{role}/end/", HANDLES, of_incident("role", named)),
    rows_of(
        "POST incidents/{id}/roles/{role}/hand_over/",
        LEADS,
        of_incident("role", named, lambda cast: {"person": cast.coordinator.username}),
    ),
    rows_of("POST incidents/{id}/timeline/{entry}/pin/", WRITES, of_incident("entry", noted)),
    rows_of("POST incidents/{id}/timeline/{entry}/unpin/", WRITES, of_incident("entry", pinned)),
    rows_of("GET incidents/{id}/updates/", SEES, incident("active")),
    rows_of("POST incidents/{id}/updates/", HANDLES, incident("active", UPDATE), done=201),
    rows_of("POST incidents/{id}/apply_playbook/", HANDLES, incident("active", link=to_apply)),
    rows_of(f"GET {OF}decisions/", SEES, of_incident("id", decided)),
    rows_of(f"POST {OF}decisions/", DECIDES, of_incident("id", decided, {"kind": "speak", "reason": "Nói"}), done=201),
    rows_of(f"GET {OF}decisions/{{id}}/", SEES, of_incident("id", decided)),
    rows_of(f"GET {OF}decisions/{{id}}/history/", SEES, of_incident("id", decided)),
    rows_of(f"POST {OF}decisions/{{id}}/review/", DECIDES, of_incident("id", decided, {"note": "Vẫn đúng"})),
    rows_of(f"GET {OF}checklist/", SEES, of_incident("id", item)),
    rows_of(f"GET {OF}checklist/{{id}}/", SEES, of_incident("id", item)),
    rows_of(f"GET {OF}checklist/{{id}}/history/", SEES, of_incident("id", item)),
    rows_of(f"POST {OF}checklist/{{id}}/tick/", HANDLES, of_incident("id", item, {})),
    rows_of(f"POST {OF}checklist/{{id}}/untick/", HANDLES, of_incident("id", ticked, REASON)),
    rows_of(f"GET {OF}agreements/", SEES, of_incident("id", handling.asked)),
    rows_of(
        f"POST {OF}agreements/",
        HANDLES,
        of_incident("id", handling.asked, {**ASKED, "agency": "UBND thành phố Huế"}),
        done=201,
    ),
    rows_of(f"GET {OF}agreements/{{id}}/", SEES, of_incident("id", handling.asked)),
    rows_of(f"GET {OF}agreements/{{id}}/history/", SEES, of_incident("id", handling.asked)),
    rows_of(f"POST {OF}agreements/{{id}}/agree/", HANDLES, of_incident("id", handling.asked, ANSWER)),
    rows_of(f"POST {OF}agreements/{{id}}/object/", HANDLES, of_incident("id", handling.asked, ANSWER)),
    rows_of(f"POST {OF}agreements/{{id}}/withdraw/", HANDLES, of_incident("id", handling.asked, REASON)),
    Row("GET playbooks/", {200: EVERYBODY}),
    Row("POST playbooks/", {201: DESK}, given=lambda cast: Given(body={"title": "Lộ tài liệu"})),
    Row("GET playbooks/{id}/", {200: EVERYBODY}, given=book),
    Row("PATCH playbooks/{id}/", {200: DESK}, given=book),
    Row("GET playbooks/{id}/history/", {200: EVERYBODY}, given=book),
]
