"""The main job end to end over HTTP, on the real input."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comms.audit.services import verify
from comms.core import clock
from comms.org.models import User
from comms.outbox.services import drain
from comms.sample.loader import load
from comms.sample.scheme import source_data
from tests.conftest import TODAY
from tests.journey.caller import Caller

RELEASE = {
    "kind": "press_release",
    "signer_post": "TL. BỘ TRƯỞNG\nCHÁNH VĂN PHÒNG",
    "signer_name": "Nguyễn Văn A",
    "recipients": ["Các cơ quan báo chí", "Lưu: VT, VP"],
}


@pytest.fixture
def call(db: Any) -> Callable[[str], Caller]:
    for _line in load():
        pass
    return Caller


@pytest.mark.django_db
def test_the_scheme_is_there_with_its_sources(call: Callable[[str], Caller]) -> None:
    """Step 1: scheme, objectives, units, plan, tasks are loaded; examples say so, the unknown is empty."""
    leader = call("leader")
    scheme = leader.one("schemes/")
    assert (scheme["code"], scheme["decision_number"]) == ("DA-2021-2026", "1996/QĐ-BTP")
    objectives = leader.get(f"objectives/?scheme={scheme['id']}")["results"]
    assert [one["no"] for one in objectives] == ["1", "2", "3", "4", "5", "6"]
    assert all(one["illustrative"] == ["title"] for one in objectives)
    plan = leader.one("plans/?search=van hanh thu nghiem")
    assert (plan["code"], plan["scheme"], plan["ends"]) == ("KH-1799", None, None)
    assert "verifying_unit" in plan["illustrative"]
    tasks = leader.get(f"tasks/?plan={plan['id']}")["results"]
    assert len(tasks) == 7
    assert {task["due_on"] for task in tasks} == {None}
    assert [task["illustrative"] for task in tasks if task["timing_text"]] == [["timing_text"]]
    assert leader.get("units/V-PBGDPL/")["valid_to"] == "2022-12-31"
    names = {row["code"] for row in leader.get("units/V-PBGDPL/lineage/")["successors"]}
    assert "C-PBGDPL-TGPL" in names


@pytest.mark.django_db
def test_main_job(call: Callable[[str], Caller]) -> None:
    """Steps 2 to 6, one after the other, as the people of the ministry would do them."""
    task = work_on_task_6(call)
    issue_release(call, task)
    give_statement(call)
    incident = answer_false_claim(call, task)
    leadership_reads(call, task, incident)
    assert verify().broken_at is None


def work_on_task_6(call: Callable[[str], Caller]) -> Any:
    """Step 2."""
    officer, unit_head, verifier = call("officer"), call("unit_head"), call("verifier")
    plan = officer.one("plans/?search=KH-1799")
    task = next(row for row in officer.get(f"tasks/?plan={plan['id']}")["results"] if row["no"] == "6")
    path = f"tasks/{task['id']}/"
    officer.act(path, "accept")
    officer.post(f"{path}updates/", text="Đã soạn dự thảo thông cáo", percent=40)
    assert officer.get(path)["state"] == "in_progress"
    assert float(officer.get(path)["declared_percent"]) == 40
    report = SimpleUploadedFile("bao-cao.txt", "Kết quả thực hiện nhiệm vụ 6".encode(), "text/plain")
    officer.upload(f"{path}evidence/", title="Báo cáo kết quả", file=report)
    officer.act(path, "submit")
    refused = unit_head.act(path, "verify", status=403)
    assert refused["code"] == "not_allowed"
    assert unit_head.may(path, "verify") == (False, refused["detail"])
    outsider = call("outsider")
    outsider.get(path, status=404)
    outsider.get(f"plans/{plan['id']}/", status=404)
    assert outsider.get("tasks/")["results"] == []
    assert verifier.act(path, "verify")["state"] == "verified"
    return verifier.get(path)


def issue_release(call: Callable[[str], Caller], task: Any) -> Any:
    """Step 3."""
    press_officer, spokesperson = call("press_officer"), call("spokesperson")
    facts = source_data()["press_sample"]["facts_vi"]
    release = press_officer.post(
        "releases/", title="Khai trương Cổng PBGDPL quốc gia", body="\n\n".join(facts), tasks=[task["id"]], **RELEASE
    )
    path = f"releases/{release['id']}/"
    press_officer.act(path, "submit")
    spokesperson.act(path, "approve", status=409)
    call("legal_checker").act(path, "sign", status=409)
    for signer in ("unit_head", "legal_checker", "verifier"):
        call(signer).act(path, "sign")
    assert press_officer.act(path, "approve", status=403)["code"] == "not_allowed"
    spokesperson.act(path, "approve")
    assert spokesperson.act(path, "issue", status=400)["code"] == "idempotency_key_missing"
    issued = spokesperson.act(path, "issue", key=True)
    assert (issued["number"], issued["symbol"]) == (1, "01/TC-BTP")
    waiting = press_officer.client.get(f"/api/v1/{path}pdf/")
    assert (waiting.status_code, waiting.headers["Retry-After"].isdigit()) == (503, True)
    assert drain() > 0
    document = press_officer.client.get(f"/api/v1/{path}pdf/")
    content = b"".join(document.streaming_content) if document.streaming else document.content
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == press_officer.get(path)["document_sha256"]
    drain()
    again = press_officer.client.get(f"/api/v1/{path}pdf/")
    assert (b"".join(again.streaming_content) if again.streaming else again.content) == content
    assert Client().get(f"/api/v1/verify/{issued['verify_code']}/").json()["result"] == "valid"
    evidence = call("verifier").get(f"tasks/{task['id']}/evidence/")["results"]
    assert {row["kind"] for row in evidence} == {"file", "release"}
    return issued


def give_statement(call: Callable[[str], Caller]) -> None:
    """Step 4."""
    leader, press_officer, spokesperson = call("leader"), call("press_officer"), call("spokesperson")
    person = User.objects.get(username="spokesperson")
    start = TODAY - timedelta(hours=1)
    mandate = leader.post(
        "mandates/",
        person=str(person.pk),
        capacity="regular",
        valid_from=start.isoformat(),
        decided_at=start.isoformat(),
        document_number="01/QĐ-BTP (minh họa)",
        post="Chánh Văn phòng Bộ (minh họa)",
        phone="024 0000 0000",
        email="phatngon@example.org",
    )
    duty = press_officer.one("deadlines/?open=true")
    assert duty["rule"] == "ND244-3.3"
    assert press_officer.act(f"mandates/{mandate['id']}/", "publish")["published_at"]
    assert press_officer.get("deadlines/?open=true")["results"] == []
    statement = press_officer.post(
        "statements/",
        mandate=mandate["id"],
        form="portal",
        topic="Cổng PBGDPL quốc gia",
        text="Cổng PBGDPL có địa chỉ truy cập http://pbgdpl.gov.vn.",
    )
    path = f"statements/{statement['id']}/"
    before = (start - timedelta(hours=1)).isoformat()
    refused = spokesperson.act(path, "give", status=403, spoken_at=before, spoken_live=True)
    assert refused["code"] == "outside_mandate"
    assert "21/11/2026" in refused["detail"]
    press_officer.act(path, "approve", status=403)
    spokesperson.act(path, "approve")
    assert spokesperson.act(path, "give")["state"] == "given"


def answer_false_claim(call: Callable[[str], Caller], task: Any) -> Any:
    """Step 5."""
    officer, desk, spokesperson = call("officer"), call("press_officer"), call("spokesperson")
    received = TODAY - timedelta(hours=2)
    incident = officer.post(
        "incidents/", title="Đường dẫn giả mạo Cổng PBGDPL", field="scam", received_at=received.isoformat()
    )
    path = f"incidents/{incident['id']}/"
    desk.act(path, "close", status=409)
    desk.act(path, "triage", severity=3, priority="high", legal_ground="ND244-7.3", reason="Ảnh hưởng lớn đến xã hội")
    (started,) = desk.get(path)["clocks"]
    assert started["rule"] == "ND244-7.3"
    assert started["due_at"] == (received + timedelta(hours=24)).isoformat()
    explained = desk.one("deadlines/?open=true")
    assert explained["start_decided_by"] == User.objects.get(username="press_officer").full_name
    assert any("Điều 7" in line for line in explained["explanation"])
    desk.act(path, "activate")
    assert desk.act(path, "close", status=409)["code"] == "not_closable"
    claim = desk.post(f"{path}claims/", text="Cổng PBGDPL đã chuyển sang địa chỉ khác")
    claim_path = f"claims/{claim['id']}/"
    desk.post(f"{claim_path}sightings/", url="https://social.example/posts/1", reach=1200)
    desk.act(claim_path, "check")
    desk.act(claim_path, "judge", verdict="false", evidence="Quyết định số 1799/QĐ-BTP ngày 05/9/2022")
    release = desk.post("releases/", title="Bác bỏ thông tin sai sự thật", body="Thông tin không đúng.", **RELEASE)
    release_path = f"releases/{release['id']}/"
    desk.post(f"{path}releases/", release=release["id"], purpose="refutation")
    desk.act(release_path, "submit")
    call("verifier").act(release_path, "sign")
    call("legal_checker").act(release_path, "sign")
    spokesperson.act(release_path, "approve")
    assert desk.one("deadlines/?open=true")["breached"] is False
    with clock.frozen(TODAY + timedelta(minutes=30)):
        issued = spokesperson.act(release_path, "issue", key=True)
        assert issued["number"] == 2
        drain()
    assert desk.get("deadlines/?open=true")["results"] == []
    (stopped,) = desk.get(path)["clocks"]
    assert stopped["stopped_at"] == issued["issued_at"] == desk.get(path)["first_statement_at"]
    desk.act(claim_path, "refute", release=release["id"])
    assert desk.act(claim_path, "publish")["state"] == "published"
    desk.act(path, "contain")
    assert desk.act(path, "close")["state"] == "closed"
    return desk.get(path)


def leadership_reads(call: Callable[[str], Caller], task: Any, incident: Any) -> None:
    """Step 6: the same numbers by API and on the page."""
    leader = call("leader")
    progress = leader.get(f"plans/{task['plan']}/progress/")
    assert (float(progress["verified_percent"]), float(progress["declared_percent"])) == (14.29, 14.29)
    assert progress["counts"]["total"] == 7
    assert progress["counts"]["done_undated"] == 1
    assert progress["counts"]["overdue"] == 0
    by_unit = {row["unit"]: row["counts"]["total"] for row in progress["by_unit"]}
    assert sorted(by_unit.values()) == [1, 6]
    assert progress["rule"]
    page = Client()
    page.force_login(User.objects.get(username="leader"))
    overview = page.get("/")
    assert overview.status_code == 200
    shown = overview.context["overview"]
    assert float(shown.progress.verified_percent) == 14.29
    assert shown.overdue_count == progress["counts"]["overdue"]
    assert (shown.open_clocks, shown.open_incidents) == (0, 0)
    assert "14,29" in overview.content.decode() or "14.29" in overview.content.decode()
    assert incident["state"] == "closed"
