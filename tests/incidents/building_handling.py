"""The handling, built by calling the services as the cast would."""

from typing import Any

from incidents import services
from incidents.models import Agreement, Incident, IncidentRole, Playbook
from tests.cast import Cast

LEAD_UNIT = "C-PBGDPL-TGPL"
STEPS = (
    {"text": "Lưu bằng chứng", "within_minutes": 15, "role": "secretary"},
    {"text": "Gọi cho đơn vị liên quan", "within_minutes": 30, "role": "lead"},
    {"text": "Soạn phát ngôn tạm thời"},
)


def named(cast: Cast, incident: Incident, person: Any, kind: str = "lead", **fields: Any) -> IncidentRole:
    values = {"actor": cast.press_officer, "incident_id": incident.pk, "kind": kind, "person": person}
    return services.role_assign(**(values | fields))


def playbook(cast: Cast, **fields: Any) -> Playbook:
    values = {"actor": cast.press_officer, "title": "Tin giả (minh họa)", "steps": STEPS}
    return services.playbook_create(**(values | fields))


def applied(cast: Cast, incident: Incident, book: Playbook, actor: Any = None) -> Incident:
    incident.refresh_from_db()
    return services.playbook_apply(
        actor=actor or cast.press_officer, incident_id=incident.pk, version=incident.version, playbook_id=book.pk
    )


def told(cast: Cast, incident: Incident, **fields: Any) -> Any:
    """A situation update."""
    values = {
        "actor": cast.press_officer,
        "incident_id": incident.pk,
        "situation": "Đang lan trên mạng",
        "done": "Đã gọi đơn vị",
        "next_steps": "Soạn thông cáo",
    }
    return services.update_give(**(values | fields))


def asked(cast: Cast, incident: Incident, **fields: Any) -> Agreement:
    values = {
        "actor": cast.press_officer,
        "incident_id": incident.pk,
        "agency": "Bộ Công an",
        "content": "Không thu phí.",
    }
    return services.agreement_ask(**(values | fields))


def answered(cast: Cast, agreement: Agreement, verb: str = "agree", **fields: Any) -> Agreement:
    agreement.refresh_from_db()
    values = {"actor": cast.press_officer, "agreement_id": agreement.pk, "version": agreement.version}
    if verb == "withdraw":
        values["reason"] = "Không dùng nữa"
    else:
        values["answered_name"] = "Ông Nguyễn Văn X, Phó Cục trưởng"
    service = getattr(services, f"agreement_{verb}")
    result: Agreement = service(**(values | fields))
    return result
