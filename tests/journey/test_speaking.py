"""Speaking for the ministry by HTTP, on the real input: a request that is answered, a conference that meets a duty."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comms.audit.services import verify
from comms.core import clock
from comms.org.models import User
from comms.outbox.services import drain
from comms.sample.loader import load
from tests.conftest import TODAY
from tests.journey.caller import Caller

Call = Callable[[str], Caller]
MENDED = "Cổng vận hành ổn định từ ngày 20/11/2026."
AVOIDED = "Cổng ngừng hoạt động từ ngày 20/11/2026."


@pytest.fixture
def call(db: Any) -> Call:
    for _line in load():
        pass
    return Caller


@pytest.fixture
def mandate(call: Call) -> Any:
    """The regular spokesperson's, published."""
    person = User.objects.get(username="spokesperson")
    made = call("leader").post(
        "mandates/",
        person=str(person.pk),
        capacity="regular",
        valid_from=(TODAY - timedelta(hours=1)).isoformat(),
        decided_at=(TODAY - timedelta(hours=1)).isoformat(),
        document_number="01/QĐ-BTP (minh họa)",
        post="Chánh Văn phòng Bộ (minh họa)",
        phone="024 0000 0000",
        email="phatngon@example.org",
    )
    return call("press_officer").act(f"mandates/{made['id']}/", "publish")


def test_a_request_is_answered_under_a_mandate(call: Call, mandate: Any) -> None:
    """Registered, classified, given to two units of which one is late, drafted, approved, answered: the clock stops."""
    desk, officer, coordinator, speaker = map(call, ("press_officer", "officer", "coordinator", "spokesperson"))
    line = desk.post(
        "message-lines/",
        topic="Cổng pháp luật quốc gia",
        text="Cổng vận hành ổn định.",
        avoid=["ngừng hoạt động"],
        valid_from="2026-11-01",
        owner_unit="VP",
    )
    speaker.act(f"message-lines/{line['id']}/", "approve")
    request = desk.post(
        "press-requests/",
        kind="opinions",
        way="email",
        subject="Cổng pháp luật quốc gia",
        questions="Vì sao Cổng không truy cập được?",
        outlet_name="Báo Minh họa",
        journalist_name="Nguyễn Thị M",
        reply_to="m@example.org",
    )
    path = f"press-requests/{request['id']}/"
    # Received on Saturday 21/11/2026: 15 working days, without the 24th of November, end on Monday 14/12 at 24:00.
    assert (request["clock"]["rule"], request["clock"]["due_at"]) == ("ND237-18.3", "2026-12-15T00:00:00+07:00")
    call("outsider").get(path, status=404)
    assert call("administrator").act(path, "classify", status=403, classification="statement", reason="x")
    desk.act(path, "classify", classification="communications", reason="Câu hỏi về hoạt động của Cổng")
    due = TODAY + timedelta(days=2)
    desk.act(
        path,
        "assign",
        lead_unit="C-PBGDPL-TGPL",
        lead_due_at=(due + timedelta(days=2)).isoformat(),
        coordinating=[{"unit": "CNTT", "due_at": due.isoformat(), "asked_for": "Nguyên nhân kỹ thuật"}],
    )
    assert officer.get(path)["reply_to"] == ""
    with clock.frozen(due + timedelta(hours=5)):
        coordinator.act(path, "contribute", unit="CNTT", contribution="Máy chủ được nâng cấp.")
    with clock.frozen(due + timedelta(days=1)):
        officer.act(path, "draft", answer=AVOIDED)
        assert officer.act(path, "approve", status=403)["code"] == "not_allowed"
        refused = speaker.act(path, "approve", status=400)
        assert refused["errors"]["warnings_read"][0]["code"] == "warnings_open"
        speaker.act(path, "return", comment="Dùng thông điệp đã thống nhất")
        officer.act(path, "draft", answer=MENDED)
        approved = speaker.act(path, "approve")
        assert (approved["state"], approved["mandate"]) == ("approved", mandate["id"])
        answered = desk.act(path, "answer")
    assert (answered["state"], answered["clock"]["breached"]) == ("answered", False)
    assert answered["clock"]["stopped_at"] == (due + timedelta(days=1)).isoformat()
    units = {row["late"]: row for row in desk.get(f"{path}units/")["results"]}
    assert units[True]["late_seconds"] == 5 * 3600
    assert units[True]["unit"] == desk.get("units/CNTT/")["id"]
    assert units[False]["unit"] == desk.get("units/C-PBGDPL-TGPL/")["id"]
    assert desk.get(f"{path}versions/")["results"][0]["text"] == MENDED
    told = [row["action"] for row in call("auditor").get(f"{path}history/")["results"]]
    assert "press.request.answered" in told
    assert "deadlines.clock.stopped" in told
    assert verify().broken_at is None


def test_a_refusal_is_complete_when_its_reason_was_sent(call: Call, mandate: Any) -> None:
    """Only on a ground of the day, only by who may speak; the clock runs until the press is told."""
    desk, speaker = call("press_officer"), call("spokesperson")
    request = desk.post("press-requests/", kind="opinions", questions="Nội dung hồ sơ mật?", outlet_name="Báo Minh họa")
    path = f"press-requests/{request['id']}/"
    (past, *_more) = desk.get("refusal-grounds/?at=2026-06-30")["results"]
    (today, *_more) = desk.get("refusal-grounds/?at=2026-11-21")["results"]
    assert desk.act(path, "refuse", status=403, ground=today["code"], reason="Bí mật nhà nước")
    lapsed = speaker.act(path, "refuse", status=400, ground=past["code"], reason="Bí mật nhà nước")
    assert lapsed["errors"]["ground"][0]["code"] == "not_in_force"
    refused = speaker.act(path, "refuse", ground=today["code"], reason="Bí mật nhà nước")
    assert (refused["reason_owed"], refused["clock"]["stopped_at"]) == (True, None)
    sent = desk.act(path, "send_reason")
    assert (sent["reason_owed"], sent["clock"]["stopped_at"]) == (False, TODAY.isoformat())


def test_a_request_of_another_kind_is_handed_over_and_received(call: Call) -> None:
    """What is no press matter goes to the unit it belongs to, which confirms the receipt."""
    desk, coordinator = call("press_officer"), call("coordinator")
    request = desk.post("press-requests/", kind="other", questions="Xin bản sao văn bản", outlet_name="Báo Minh họa")
    path = f"press-requests/{request['id']}/"
    assert desk.act(path, "promise", date="2026-12-01")["promised_for"] == "2026-12-01"
    coordinator.get(path, status=404)
    reason = "Thuộc Luật Tiếp cận thông tin"
    desk.act(path, "hand_over", classification="information", to_unit="CNTT", reason=reason)
    hand_off = coordinator.one(f"{path}hand-offs/")
    answer = coordinator.client.post(
        f"/api/v1/{path}hand-offs/{hand_off['id']}/receive/",
        "{}",
        content_type="application/json",
        headers={"If-Match": f'"{hand_off["version"]}"'},
    )
    assert answer.status_code == 200, answer.content
    assert coordinator.one(f"{path}hand-offs/")["received_at"] == TODAY.isoformat()


def test_a_conference_meets_the_duty_of_three_months(call: Call, mandate: Any) -> None:
    """Planned, announced, accredited, held, asked; a promise becomes a task; minutes; the duty is met by it."""
    desk, speaker, leader = call("press_officer"), call("spokesperson"), call("leader")
    drain()
    period = next(row for row in desk.get("duties/?subject=press_conference")["results"] if row["standing"] == "open")
    at = TODAY + timedelta(days=3)
    conference = desk.post(
        "press-conferences/",
        kind="periodic",
        title="Họp báo thường kỳ quý IV",
        held_at=at.isoformat(),
        place="58-60 Trần Phú",
        mandate=mandate["id"],
    )
    path = f"press-conferences/{conference['id']}/"
    call("officer").get(path, status=404)
    assert speaker.act(path, "announce", status=400)["errors"]["reason"][0]["code"] == "invitation_missing"
    invitation = desk.act(path, "invite")["invitation"]
    assert desk.get(f"releases/{invitation}/")["kind"] == "invitation"
    speaker.act(path, "announce", reason="Giấy mời được gửi bằng văn bản riêng")
    guest = desk.post(f"{path}accreditations/", name="Nguyễn Thị M", outlet_name="Báo Minh họa")
    desk.act(f"{path}accreditations/{guest['id']}/", "accredit")
    assert call("officer").get(f"{path}accreditations/")["results"] == []
    with clock.frozen(at + timedelta(hours=1)):
        desk.act(path, "hold")
        desk.act(f"{path}accreditations/{guest['id']}/", "attend")
        asked = [
            desk.post(f"{path}questions/", text=text) for text in ("Luật có hiệu lực khi nào?", "Bao nhiêu hồ sơ?")
        ]
        first, second = (f"{path}questions/{row['id']}/" for row in asked)
        assert desk.act(first, "answer", answer="Từ ngày 01/7/2026.")["state"] == "answered"
        desk.act(second, "promise", unit="CNTT", promised_for="2026-12-10")
        plan = leader.one("plans/?search=KH-1799")
        decision = {"decision_number": "99/QĐ-BTP (minh họa)", "decision_date": "2026-11-24"}
        task = leader.act(second, "task", plan=plan["id"], **decision)["task"]
        assert leader.get(f"tasks/{task}/")["due_on"] == "2026-12-10"
        desk.act(path, "end")
        desk.act(path, "write_minutes", text="## 1. Thời gian, địa điểm\n\nTheo giấy mời.")
        assert desk.act(path, "approve_minutes", status=403)["code"] == "not_allowed"
        held = speaker.act(path, "approve_minutes")
        assert (held["state"], held["accreditation_counts"]["attended"]) == ("held", 1)
        drain()
        met = desk.get(f"duties/{period['id']}/")
    assert (met["state"], met["standing"]) == ("met", "on_time")
    assert [link["thing"] for link in met["links"]] == [conference["id"]]
    assert verify().broken_at is None
