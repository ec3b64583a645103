"""Requests of the press in each state, made by the services."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import comms.sample
from comms.deadlines.services import rules_load
from press.mandates.models import Mandate
from press.mandates.services import mandate_record
from press.requests.models import PressRequest, RefusalGround
from press.requests.services import request_approve, request_assign, request_draft, request_register
from tests.cast import Cast
from tests.press.conftest import hanoi

LEAD = "C-PBGDPL-TGPL"
WORDS = "Cổng pháp luật quốc gia mở từ ngày 09/11/2026, không thu phí."


def rules() -> None:
    """The dated rules of the law."""
    path = Path(comms.sample.__file__).parent / "data" / "deadline_rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rules_load(csv.DictReader(file))


def registered(cast: Cast, **fields: Any) -> PressRequest:
    """By the press officer, a question of the head of a press body, received now; any field may be given."""
    values: dict[str, Any] = {
        "actor": cast.press_officer,
        "kind": "head_of_press",
        "subject": "Cổng pháp luật quốc gia",
        "questions": "Khi nào mở Cổng?\nCó thu phí không?",
        "outlet_name": "Báo Pháp luật Việt Nam",
        "journalist_name": "Trần Thị Bình",
        "reply_to": "binh@example.vn",
    }
    return request_register(**(values | fields))


def received(cast: Cast, at: datetime, **fields: Any) -> PressRequest:
    return registered(cast, received_at=at, received_reason="Dấu công văn đến", **fields)


def assigned(cast: Cast, request: PressRequest | None = None, **fields: Any) -> PressRequest:
    request = request or registered(cast)
    values: dict[str, Any] = {"lead_unit_id": cast.units[LEAD].pk}
    return request_assign(actor=cast.press_officer, request_id=request.pk, version=request.version, **(values | fields))


def drafted(cast: Cast, request: PressRequest | None = None) -> PressRequest:
    """By the officer of the lead unit."""
    request = assigned(cast, request)
    return request_draft(actor=cast.officer, request_id=request.pk, version=request.version, answer=WORDS)


def mandate(cast: Cast, **fields: Any) -> Mandate:
    """The regular spokesperson's, since the beginning of the year."""
    values: dict[str, Any] = {
        "actor": cast.press_officer,
        "person": cast.spokesperson,
        "capacity": "regular",
        "valid_from": hanoi(2026, 1, 1),
        "decided_at": hanoi(2026, 1, 1),
        "decided_by": "Bộ trưởng",
    }
    return mandate_record(**(values | fields))


def approved(cast: Cast, request: PressRequest | None = None) -> PressRequest:
    request = drafted(cast, request)
    if not Mandate.objects.exists():
        mandate(cast)
    return request_approve(actor=cast.spokesperson, request_id=request.pk, version=request.version)


def grounds() -> dict[str, RefusalGround]:
    """One ground of each regime."""
    rows = [
        ("LBC16-38.2A", hanoi(2017, 1, 1), hanoi(2026, 6, 30), "Luật Báo chí 103/2016/QH13, điểm a khoản 2 Điều 38"),
        ("LBC25-31.2A", hanoi(2026, 7, 1), None, "Luật Báo chí 126/2025/QH15, khoản 2 Điều 31"),
    ]
    return {
        code: RefusalGround.objects.create(
            code=code,
            valid_from=start.date(),
            valid_to=end.date() if end else None,
            text_vi="Bí mật nhà nước",
            legal_basis=basis,
            reason_must_be_told=end is None,
        )
        for code, start, end, basis in rows
    }
