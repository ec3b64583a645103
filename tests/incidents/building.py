"""Incidents in each state, built by calling the services as the cast would."""

from datetime import datetime
from typing import Any

from comms.core import clock
from incidents import services
from incidents.models import Claim, Incident
from press.mandates.models import Mandate
from press.mandates.services import mandate_record
from press.speaking.models import Statement
from press.speaking.services import statement_approve, statement_draft, statement_give
from tests.cast import Cast

PATHS = {
    "reported": [],
    "triaged": ["triage"],
    "active": ["triage", "activate"],
    "contained": ["triage", "activate", "contain"],
    "closed": ["triage", "close"],
    "reviewed": ["triage", "close", "review"],
    "dismissed": ["dismiss"],
}
GIVEN: dict[str, dict[str, Any]] = {
    "triage": {"reason": "Đã xem", "severity": 1},
    "assess": {"reason": "Xem lại", "priority": "urgent"},
    "waive": {"reason": "Không phát ngôn"},
    "reopen": {"reason": "Có tình tiết mới"},
    "review": {"text": "Bài học"},
    "dismiss": {"reason": "Không phải sự cố"},
}


def hanoi(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.HANOI)  # type: ignore[misc,arg-type]


def reported(cast: Cast, **fields: Any) -> Incident:
    """By the officer of the lead unit of the cast, who found it on the net."""
    values = {"title": "Tin sai về Cổng pháp luật", "field": "policy", "actor": cast.officer}
    return services.incident_report(**(values | fields))


def do(verb: str, incident: Incident, actor: Any, **arguments: Any) -> Incident:
    """One verb with the version as it stands."""
    incident.refresh_from_db()
    service = getattr(services, f"incident_{verb}")
    result: Incident = service(
        actor=actor, incident_id=incident.pk, version=incident.version, **(GIVEN.get(verb, {}) | arguments)
    )
    return result


def in_state(cast: Cast, state: str, *, triage: dict[str, Any] | None = None, **fields: Any) -> Incident:
    incident = reported(cast, **fields)
    for verb in PATHS[state]:
        arguments = (triage or {}) if verb == "triage" else {}
        incident = do(verb, incident, cast.leader if verb == "waive" else cast.press_officer, **arguments)
    return incident


def claimed(cast: Cast, incident: Incident, **fields: Any) -> Claim:
    values = {"actor": cast.officer, "incident_id": incident.pk, "text": "Cổng thu phí người dân."}
    return services.claim_report(**(values | fields))


def do_claim(verb: str, claim: Claim, actor: Any, **arguments: Any) -> Claim:
    claim.refresh_from_db()
    service = getattr(services, f"claim_{verb}")
    result: Claim = service(actor=actor, claim_id=claim.pk, version=claim.version, **arguments)
    return result


def judged(cast: Cast, claim: Claim, verdict: str = "false") -> Claim:
    do_claim("check", claim, cast.press_officer)
    return do_claim(
        "judge", claim, cast.press_officer, verdict=verdict, evidence="QĐ 1799/QĐ-BTP", legal_source="Điều 2"
    )


def mandate(cast: Cast, **fields: Any) -> Mandate:
    found = Mandate.objects.first()
    if found and not fields:
        return found
    values = {
        "actor": cast.press_officer,
        "person": cast.spokesperson,
        "capacity": "regular",
        "valid_from": hanoi(2026, 1, 1),
        "decided_at": hanoi(2026, 1, 1),
        "decided_by": "Bộ trưởng",
        "post": "Chánh Văn phòng Bộ",
        "phone": "024 0000 0000",
        "email": "phatngon@example.org",
    }
    return mandate_record(**(values | fields))


def drafted(cast: Cast, **fields: Any) -> Statement:
    values = {
        "actor": cast.press_officer,
        "mandate_id": mandate(cast).pk,
        "form": "interview",
        "topic": "Cổng pháp luật không thu phí",
        "text": "Cổng không thu bất kỳ khoản phí nào.",
    }
    return statement_draft(**(values | fields))


def given(cast: Cast, spoken_at: datetime | None = None, statement: Statement | None = None) -> Statement:
    """Approved and given now, or spoken live at `spoken_at`."""
    statement = statement or drafted(cast)
    if spoken_at is not None:
        return statement_give(
            actor=cast.spokesperson,
            statement_id=statement.pk,
            version=statement.version,
            spoken_at=spoken_at,
            spoken_live=True,
        )
    statement = statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=statement.version)
    return statement_give(actor=cast.spokesperson, statement_id=statement.pk, version=statement.version)
