"""The whole chain of an incident over HTTP, on the real input: from what somebody outside saw to the task that comes of
it, and what follows when the conclusion changes.  Beside it lies a restricted incident with the same words."""

import html
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pypdf import PdfReader

from comms.audit.services import verify
from comms.core import clock
from comms.org.models import User
from comms.outbox.services import drain
from comms.sample.loader import load
from comms.sample.main_job.incident_again import REPEATED
from comms.sample.main_job.incident_answer import CLAIM, PARTS
from comms.sample.main_job.release import SIGNER
from tests.conftest import TODAY
from tests.journey.caller import Caller

Call = Callable[[str], Caller]

SECRET = "Rò rỉ hồ sơ bổ nhiệm"
TITLE = "Địa chỉ của Cổng PBGDPL quốc gia"
PUBLIC = "Cổng PBGDPL có địa chỉ truy cập http://pbgdpl.gov.vn."
SENDER = "nguoi-gui@example.org"
RECIPIENTS = ["Các cơ quan báo chí", "Lưu: VT, VP"]


@pytest.fixture
def call(db: Any, settings: Any) -> Call:
    settings.MAIL_IS_SENT = True
    for _line in load():
        pass
    return Caller


def test_the_chain_of_an_incident(call: Call) -> None:
    """Each step by the person whose it is; read from both ends; nobody learns of what is restricted."""
    mandated(call)
    earlier, hidden = known_before(call)
    incident = reported_by_the_public(call)
    path = f"incidents/{incident}/"
    triaged(call, path)
    handled(call, path)
    claim = judged(call, path, earlier, hidden)
    refutation, release = refuted(call, path, claim)
    read_by_the_public(claim)
    redressed(call, path, claim)
    task = learned(call, path)
    read_from_the_other_end(call, incident, release, task)
    printed(call, path, refutation)
    concluded_otherwise(call, path, claim)
    nothing_leaks(call, hidden, claim)
    assert verify().broken_at is None


def mandated(call: Call) -> None:
    """The spokesperson may speak, under a published mandate."""
    start = (TODAY - timedelta(hours=1)).isoformat()
    person = User.objects.get(username="spokesperson")
    mandate = call("leader").post(
        "mandates/",
        person=str(person.pk),
        capacity="regular",
        valid_from=start,
        decided_at=start,
        document_number="01/QĐ-BTP (minh họa)",
        post="Chánh Văn phòng Bộ (minh họa)",
        phone="024 0000 0000",
        email="phatngon@example.org",
    )
    call("press_officer").act(f"mandates/{mandate['id']}/", "publish")


def known_before(call: Call) -> tuple[str, str]:
    """An earlier claim of the unit, judged; and the same words in a restricted incident."""
    officer, desk = call("officer"), call("press_officer")
    open_one = officer.post("incidents/", title="Tin nhắn về địa chỉ khác (minh họa)", field="scam")
    earlier = officer.post(f"incidents/{open_one['id']}/claims/", text=REPEATED)["id"]
    desk.act(f"claims/{earlier}/", "check")
    desk.act(f"claims/{earlier}/", "judge", verdict="false", evidence="Quyết định số 1799/QĐ-BTP")
    secret = desk.post("incidents/", title=SECRET, field="policy", restricted=True)
    desk.post(f"incidents/{secret['id']}/claims/", text=f"{CLAIM} Mật.")
    return earlier, secret["id"]


def reported_by_the_public(call: Call) -> str:
    """By the open form, queued for a person, taken up, answered by mail; the receipt tells its sender."""
    sent = Client().post("/newsroom/report/", {"text": CLAIM, "url": "http://127.0.0.1/tin", "email": SENDER})
    assert sent.status_code == 302
    desk = call("press_officer")
    report = f"public-reports/{desk.one('public-reports/')['id']}/"
    call("officer").get(report, status=404)
    incident: str = desk.act(report, "take", title="Đường dẫn giả mạo Cổng (minh họa)", field="scam")["incident"]
    assert desk.one(f"incidents/{incident}/sightings/")["url"] == "http://127.0.0.1/tin"
    return incident


def triaged(call: Call, path: str) -> None:
    """The matrix suggests; who decides otherwise says why; the decision starts the legal clock."""
    desk = call("press_officer")
    suggested = desk.get("incidents/suggest/?extent=3&spread=2")
    assert (suggested["severity"], suggested["priority"]) == (3, "high")
    decided: dict[str, Any] = {
        "severity": 4,
        "priority": "urgent",
        "extent": 3,
        "spread": 2,
        "kind": "false_information",
        "legal_ground": "ND244-7.3",
        "lead_unit": "C-PBGDPL-TGPL",
        "reason": "Có thể gây thiệt hại cho người dân (minh họa)",
    }
    assert "overrule_reason" in desk.act(path, "triage", status=400, **decided)["errors"]
    decided |= {"severity": 3, "priority": "high"}
    (started,) = desk.act(path, "triage", **decided)["clocks"]
    assert (started["rule"], started["stopped_at"]) == ("ND244-7.3", None)


def handled(call: Call, path: str) -> None:
    """Parts, checklist of a playbook, first word to leadership."""
    desk = call("press_officer")
    for username, kind in (("officer", "lead"), ("legal_checker", "legal")):
        desk.post(f"{path}roles/", kind=kind, person=str(User.objects.get(username=username).pk))
    playbook = next(row for row in desk.get("playbooks/")["results"] if row["kind"] == "false_information")
    desk.act(path, "apply_playbook", playbook=playbook["id"])
    desk.act(path, "activate")
    first = desk.get(f"{path}checklist/")["results"][0]
    assert call("officer").act(f"{path}checklist/{first['id']}/", "tick")["done_at"] is not None
    desk.post(f"{path}updates/", situation="Đang lan", done="Đã lưu bằng chứng", next_steps="Soạn bác bỏ")
    assert desk.get(path)["next_update_at"] == (TODAY + timedelta(hours=4)).isoformat()
    assert desk.act(path, "close", status=409)["code"] == "not_closable"


def judged(call: Call, path: str, earlier: str, hidden: str) -> str:
    """The claim is matched with the earlier one; who does not see the restricted one is not shown that match."""
    officer, desk = call("officer"), call("press_officer")
    claim: str = officer.post(f"{path}claims/", text=CLAIM)["id"]
    one = f"claims/{claim}/"
    officer.post(f"{one}sightings/", url="https://social.example/posts/1", reach=1200)
    match = officer.one(f"{one}matches/")
    assert (match["earlier"], match["verdict"]) == (earlier, "false")
    assert "pbgdpl" in " ".join(match["words"])
    assert len(desk.get(f"{one}matches/")["results"]) == 2
    assert officer.decide(f"{one}matches/", match, "confirm")["state"] == "confirmed"
    assert officer.get(one)["repeats"] == earlier
    officer.post(f"{one}evidence/", title="Quyết định số 1799/QĐ-BTP")
    officer.act(one, "check")
    done = desk.act(one, "judge", verdict="false", evidence="Quyết định số 1799/QĐ-BTP", legal_source="Điều 2")
    assert (done["state"], done["verdict"]) == ("judged", "false")
    return claim


def refuted(call: Call, path: str, claim: str) -> tuple[str, str]:
    """Dossier, legal check, approval, release with its own signatures; its issue stops the clock."""
    officer, desk, speaker = call("officer"), call("press_officer"), call("spokesperson")
    made = officer.post("refutations/", claim=claim, title=TITLE, public_text=PUBLIC, **PARTS)
    one = f"refutations/{made['id']}/"
    officer.act(one, "submit")
    assert officer.act(one, "approve", status=403)["code"] == "not_allowed"
    call("legal_checker").act(one, "check", note="Đúng căn cứ")
    assert len(speaker.act(one, "approve")["approved_sha256"]) == 64
    release: str = desk.act(one, "release")["release"]
    draft = f"releases/{release}/"
    assert (desk.get(draft)["title"], desk.get(draft)["body"]) == (TITLE, PUBLIC)
    desk.edit(draft, recipients=RECIPIENTS, **SIGNER)
    assert desk.act(one, "publish", status=409, means="release")["code"] == "not_issued"
    desk.act(draft, "submit")
    for signer in ("unit_head", "legal_checker", "verifier"):
        call(signer).act(draft, "sign")
    speaker.act(draft, "approve")
    with clock.frozen(TODAY + timedelta(minutes=30)):
        speaker.act(draft, "issue", key=True)
        drain()
    (stopped,) = desk.get(path)["clocks"]
    assert (stopped["stopped_at"], stopped["breached"]) == ((TODAY + timedelta(minutes=30)).isoformat(), False)
    assert Client().get("/newsroom/refutations/").content.decode().count(claim) == 0
    assert desk.act(one, "publish", means="release")["state"] == "published"
    assert desk.get(f"claims/{claim}/")["state"] == "published"
    return made["id"], release


def read(browser: Client, url: str) -> str:
    """What a browser gets, also of a file that is sent as it is written."""
    answer = browser.get(url)
    return (answer.getvalue() if answer.streaming else answer.content).decode()


def page_of(claim: str) -> str:
    """The page of the claim in the newsroom, by the link of the list."""
    listed = Client().get("/newsroom/refutations/").content.decode()
    (address,) = set(re.findall(rf'href="(/newsroom/refutations/[a-z0-9-]+{claim}/)"', listed))
    return Client().get(address).content.decode()


def read_by_the_public(claim: str) -> None:
    """Page with ClaimReview, and the feed."""
    body = page_of(claim)
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)
    assert block is not None
    review = json.loads(block[1])
    assert (review["@type"], review["claimReviewed"]) == ("ClaimReview", CLAIM)
    assert PARTS["effect"] not in html.unescape(body)
    assert f"urn:uuid:{claim}" in Client().get("/newsroom/refutations.atom").content.decode()


def redressed(call: Call, path: str, claim: str) -> None:
    """The outlet is asked, answers, the correction is compared; a body is told.  Then the incident closes."""
    officer, desk, speaker = call("officer"), call("press_officer"), call("spokesperson")
    made = officer.post(
        "correction-requests/",
        incident=path.split("/")[1],
        claim=claim,
        outlet_name="Báo Minh họa",
        article_title="Cổng có địa chỉ mới (minh họa)",
        article_on="2026-11-21",
        passage="Cổng đã chuyển sang địa chỉ khác.",
        truth=PUBLIC,
        ground="ND244-7.6",
    )
    one = f"correction-requests/{made['id']}/"
    assert officer.act(one, "send", status=403)["code"] == "not_allowed"
    assert speaker.act(one, "send")["state"] == "sent"
    assert desk.act(path, "close", status=409)["code"] == "correction_running"
    published = {"published_at": TODAY.isoformat(), "published_text": f"Cải chính: {PUBLIC}"}
    desk.act(one, "answer", text="Đã cải chính", outcome="corrected", form=["right_part"], **published)
    (compared,) = desk.get(f"{one}comparison/")
    assert any(part["op"] == "equal" for part in compared["truth"])
    assert desk.act(one, "close", outcome="corrected")["state"] == "closed"
    body = next(row for row in desk.get("report-destinations/")["results"] if row["kind"] == "police")
    told = desk.post(f"{path}centre-reports/", destination=body["id"], claim=claim)
    assert desk.act(f"centre-reports/{told['id']}/", "answer", text="Đã nhận", label="false")["label"] == "false"
    report = f"public-reports/{desk.one('public-reports/')['id']}/"
    desk.act(report, "answer", text="Thông tin này không đúng.")
    assert desk.act(path, "close")["state"] == "closed"


def learned(call: Call, path: str) -> str:
    """Review, action, task of an issued plan."""
    desk, leader = call("press_officer"), call("leader")
    desk.act(path, "review", text="Phát hiện muộn", causes="Chưa có danh mục địa chỉ")
    action = desk.post(f"{path}actions/", text="Lập danh mục địa chỉ", unit="C-PBGDPL-TGPL", due_on="2026-12-20")
    plan = leader.one("plans/?search=KH-1799")
    decision = {"decision_number": "101/QĐ-BTP (minh họa)", "decision_date": "2026-11-20"}
    task: str = leader.act(f"{path}actions/{action['id']}/", "task", plan=plan["id"], **decision)["task"]
    return task


def read_from_the_other_end(call: Call, incident: str, release: str, task: str) -> None:
    """The release and the task lead to the incident, at the API and on their pages, for who sees it."""
    browser, stranger = Client(), Client()
    browser.force_login(User.objects.get(username="officer"))
    stranger.force_login(User.objects.get(username="coordinator"))
    for kind, pk in (("releases", release), ("tasks", task)):
        assert call("officer").one(f"{kind}/{pk}/incidents/")["incident"] == incident
        assert f'href="/incidents/{incident}/"' in browser.get(f"/{kind}/{pk}/").content.decode()
        other = stranger.get(f"/{kind}/{pk}/")
        assert incident not in other.content.decode()
    assert call("coordinator").get(f"releases/{release}/incidents/")["results"] == []
    page = browser.get(f"/incidents/{incident}/").content.decode()
    assert f"/releases/{release}/" in page
    assert f"/tasks/{task}/" in page


def printed(call: Call, path: str, refutation: str) -> None:
    """The dossier has the chain with its hashes."""
    officer = call("officer")
    drain()
    assert officer.get(f"{path}dossier.pdf", status=503)["code"] == "document_pending"
    drain()
    paper = officer.client.get(f"/api/v1/{path}dossier.pdf")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages).split())
    assert officer.get(f"refutations/{refutation}/")["approved_sha256"] in text
    for words in ("ND244-7.3", "Lậpdanhmụcđịachỉ", "BáoMinhhọa"):
        assert words in text
    assert "".join(SECRET.split()) not in text


def concluded_otherwise(call: Call, path: str, claim: str) -> None:
    """Everybody who had the earlier answer is told, or is owed word by a person; the public page says so."""
    desk, one = call("press_officer"), f"claims/{claim}/"
    with clock.frozen(TODAY + timedelta(days=1)):
        assert desk.act(one, "check", status=409, reason="Bằng chứng mới")["code"] == "incident_ended"
        desk.act(path, "reopen", reason="Bằng chứng mới")
        desk.act(one, "check", reason="Bằng chứng mới")
        body = page_of(claim)
        assert 'id="changed"' in body
        assert PUBLIC not in body
        desk.act(one, "judge", verdict="misleading", evidence="Văn bản mới")
        drain()
        notices = desk.get(f"{one}verdict-notices/")["results"]
        told = {row["to"]: row["state"] for row in notices}
        assert told.keys() >= {"person", "reporter", "outlet", "centre"}
        assert (told["reporter"], told["outlet"]) == ("sent", "owed")
        assert sum(message.to == [SENDER] for message in mail.outbox) == 2
        owed = next(row for row in notices if row["to"] == "outlet")
        assert desk.act(f"verdict-notices/{owed['id']}/", "told", note="Đã gọi tòa soạn")["state"] == "told"
        assert "ClaimReview" not in page_of(claim)


def nothing_leaks(call: Call, hidden: str, claim: str) -> None:
    """The restricted incident is counted; no list, search, file, page, feed, notice or mail names it."""
    words = "Mật."
    for username in ("officer", "unit_head", "administrator", "outsider"):
        caller, browser = call(username), Client()
        browser.force_login(User.objects.get(username=username))
        caller.get(f"incidents/{hidden}/", status=404)
        caller.get(f"incidents/{hidden}/history/", status=404)
        assert caller.get("incidents/?search=ro%20ri")["results"] == []
        texts = [
            *(read(browser, url) for url in ("/", "/incidents/", "/incidents/export.csv")),
            *(read(browser, url) for url in (f"/incidents/claims/{claim}/", "/incidents/claims/")),
            json.dumps(caller.get("claims/"), ensure_ascii=False),
            json.dumps(caller.get("notifications/"), ensure_ascii=False),
        ]
        assert not [text for text in texts if SECRET in text or hidden in text or words in text]
    assert call("unit_head").get("incidents/counts/")["restricted"] == 0
    assert call("administrator").get("incidents/counts/")["restricted"] == 1
    assert SECRET in json.dumps(call("leader").get("incidents/"), ensure_ascii=False)
    public = "".join(
        read(Client(), url)
        for url in ("/newsroom/refutations/", "/newsroom/refutations.atom", "/sitemap.xml", "/newsroom/")
    )
    assert SECRET not in public
    assert hidden not in public
    assert not [message for message in mail.outbox if SECRET in message.body + message.subject]
