"""An incident by HTTP, on the real input: from the report to the lesson that becomes a task, and to the paper of it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

from comms.audit.services import verify
from comms.outbox.services import drain
from comms.sample.loader import load
from tests.journey.caller import Caller

Call = Callable[[str], Caller]


@pytest.fixture
def call(db: Any) -> Call:
    for _line in load():
        pass
    return Caller


def test_an_incident_from_the_report_to_its_lesson(call: Call) -> None:
    """Reported, triaged with its clock, judged false, waived by a named leader, closed, reviewed; the lesson becomes a
    task of an issued plan, and the dossier has the whole chain with its hashes."""
    officer, desk, leader = map(call, ("officer", "press_officer", "leader"))
    made = officer.post("incidents/", title="Tin sai về Cổng pháp luật (minh họa)", field="policy")
    path = f"incidents/{made['id']}/"
    triaged = desk.act(
        path, "triage", severity=2, priority="high", legal_ground="ND244-7.3", reason="Lan nhanh (minh họa)"
    )
    assert [row["rule"] for row in triaged["clocks"]] == ["ND244-7.3"]
    desk.act(path, "activate")
    claim = desk.post(f"{path}claims/", text="Cổng thu phí người dân (minh họa).")
    one = f"claims/{claim['id']}/"
    desk.post(f"{one}sightings/", url="https://social.example/posts/1", reach=1200)
    desk.act(one, "check")
    judged = desk.act(one, "judge", verdict="false", evidence="Quyết định số 1799/QĐ-BTP", legal_source="Điều 2")
    assert judged["state"] == "judged"
    assert desk.act(path, "close", status=409)["code"] == "not_closable"
    assert desk.act(path, "waive", status=403, reason="x")["code"] == "not_allowed"
    waived = leader.act(path, "waive", reason="Trả lời sẽ làm tin lan rộng (minh họa)")
    assert len(waived["waiver_sha256"]) == 64
    assert desk.act(path, "close")["state"] == "closed"
    reviewed = desk.act(path, "review", text="Phát hiện muộn", causes="Chưa có danh mục địa chỉ (minh họa)")
    assert reviewed["state"] == "reviewed"
    lesson = desk.post(f"{path}actions/", text="Lập danh mục địa chỉ chính thức", unit="CNTT", due_on="2026-12-20")
    plan = leader.one("plans/?search=KH-1799")
    decision = {"decision_number": "101/QĐ-BTP (minh họa)", "decision_date": "2026-11-20"}
    tasked = leader.act(f"{path}actions/{lesson['id']}/", "task", plan=plan["id"], **decision)
    task = leader.get(f"tasks/{tasked['task']}/")
    assert (task["title"], task["due_on"]) == ("Lập danh mục địa chỉ chính thức", "2026-12-20")
    # The chain from its other end: the incident tells the task, and the task's number leads back to one incident.
    assert leader.one(f"{path}tasks/")["task"] == tasked["task"]
    drain()
    assert leader.get(f"{path}dossier.pdf", status=503)["code"] == "document_pending"
    drain()
    paper = leader.client.get(f"/api/v1/{path}dossier.pdf")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    squeezed = "".join(printed.split())
    assert waived["waiver_sha256"] in squeezed
    assert "ND244-7.3" in squeezed
    assert "Lậpdanhmụcđịachỉchínhthức" in squeezed
    call("outsider").get(f"{path}dossier.pdf", status=404)
    assert verify().broken_at is None
