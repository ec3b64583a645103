"""The pages of press requests, by forms, for each who has a part in them."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import comms.sample
from comms.core import clock
from comms.deadlines.models import Clock
from press.distribution.models import Journalist, MediaOutlet
from press.requests import services
from press.requests.models import AnswerVersion, HandOff, PressRequest, RefusalGround, RequestUnit
from press.requests.services.grounds import grounds_load
from tests.cast import PEOPLE, Cast
from tests.press.conftest import MakeMandate, hanoi

pytestmark = pytest.mark.usefixtures("rules")

HOSTILE = "<script>alert(1)</script>\"'{{ 7*7 }}"
ADDRESS = "minhhoa@example.com"
MakeRequest = Callable[..., PressRequest]


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def send(client: Client, obj: Any, verb: str, **values: Any) -> Any:
    obj.refresh_from_db()
    response = client.post(f"{obj.get_absolute_url()}{verb}/", {"version": obj.version, **values})
    obj.refresh_from_db()
    return response


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.fixture
def request_of(cast: Cast) -> MakeRequest:
    """An opinion passed on by the press, registered now by the press officer; any field may be given."""

    def make(**fields: Any) -> PressRequest:
        values: dict[str, Any] = {
            "actor": cast.press_officer,
            "kind": "opinions",
            "subject": "Tiến độ Cổng pháp luật",
            "questions": "Cổng mở khi nào?",
            "outlet_name": "Báo Minh họa",
            "journalist_name": "Trần Thị Minh Họa",
            "reply_to": ADDRESS,
            "source_text": "Thư gốc của phóng viên",
        }
        return services.request_register(**(values | fields))

    return make


@pytest.fixture
def asked(cast: Cast, request_of: MakeRequest) -> PressRequest:
    """Assigned to the lead unit and one that coordinates."""
    request = request_of()
    return services.request_assign(
        actor=cast.press_officer,
        request_id=request.pk,
        version=request.version,
        lead_unit_id=cast.units["C-PBGDPL-TGPL"].pk,
        coordinating=[{"unit_id": cast.units["CNTT"].pk, "due_at": None, "asked_for": "Số liệu truy cập"}],
    )


@pytest.fixture
def contacts(db: Any) -> tuple[Journalist, MediaOutlet]:
    outlet = MediaOutlet.objects.create(name="Báo Minh họa", kind="newspaper", email="toasoan@example.com")
    person = Journalist.objects.create(name="Trần Thị Minh Họa", email=ADDRESS)
    person.employments.create(outlet=outlet, starts=date(2024, 1, 1))
    return person, outlet


READS_ALL = {"press_officer", "spokesperson", "leader", "auditor", "administrator"}
OF_THE_UNITS = {"officer", "unit_head", "coordinator"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reaches_which_page(cast: Cast, asked: PressRequest, who: str) -> None:
    """A request is seen by the desk, its units and who reads everything; who asked is seen by fewer."""
    client = signed_in(cast.people[who])
    sees = who in READS_ALL | OF_THE_UNITS
    assert client.get(asked.get_absolute_url()).status_code == (200 if sees else 404)
    assert (asked.subject in shown(client, "/press-requests/")) is sees
    registers = who in {"press_officer", "spokesperson"}
    for address in ("/press-requests/new/", "/press-requests/paste/"):
        assert client.get(address).status_code == (200 if registers else 403), address
    if not sees:
        for page in ("edit", "assign", "draft"):
            assert client.get(f"{asked.get_absolute_url()}{page}/").status_code == 404
        assert send(client, asked, "withdraw").status_code == 404
        return
    page = shown(client, asked.get_absolute_url())
    private = (ADDRESS, "Trần Thị Minh Họa", "Thư gốc của phóng viên")
    assert [word in page for word in private] == [who in READS_ALL] * 3
    assert ("Who asked is personal data" in page) is (who in OF_THE_UNITS)
    assert client.get(f"{asked.get_absolute_url()}edit/").status_code == (200 if registers else 403)
    assert client.get(f"{asked.get_absolute_url()}assign/").status_code == (200 if registers else 403)
    drafts = registers or who in {"officer", "unit_head"}
    assert client.get(f"{asked.get_absolute_url()}draft/").status_code == (200 if drafts else 403)


def test_a_request_by_its_form(cast: Cast) -> None:
    """What is missing stands beside its field; the clock starts by the law of the day of receipt."""
    client = signed_in(cast.press_officer)
    values = {
        "kind": "opinions",
        "subject": "Tiến độ",
        "questions": "Khi nào?",
        "outlet_name": "Báo Minh họa",
        "way": "letter",
        "language": "vi",
        "received_at": "20/11/2026 16:00",
    }
    refused = client.post("/press-requests/new/", values)
    assert refused.status_code == 400
    assert "Say how it is known" in refused.content.decode()
    assert client.post("/press-requests/new/", values | {"received_at": "21/11/2026 10:00"}).status_code == 400
    assert client.post("/press-requests/new/", values | {"kind": "nothing"}).status_code == 400
    assert not PressRequest.objects.exists()
    made = client.post("/press-requests/new/", values | {"received_reason": "Dấu công văn đến"})
    request = PressRequest.objects.get()
    assert (made.status_code, made["Location"]) == (302, request.get_absolute_url())
    assert (request.received_at, request.desk_unit) == (hanoi(2026, 11, 20, 16), cast.units["VP"])
    page = shown(client, request.get_absolute_url())
    legal = Clock.objects.get()
    assert legal.rule.code == "ND237-18.3"
    assert legal.get_absolute_url() in page
    assert "Dấu công văn đến" in page


def test_the_page_says_which_clock_each_kind_starts(cast: Cast) -> None:
    """By the law of the day of receipt: 30 days until 30/06/2026, 15 working days after; `look` saves nothing."""
    client = signed_in(cast.press_officer)
    page = shown(client, "/press-requests/new/")
    assert "24:00 on 14/12/2026" in page  # 15 working days from Saturday 21/11, without 24/11
    assert "24:00 on 21/12/2026" in page  # 30 days end on 21/12, a Monday
    assert "NĐ 237/2026/NĐ-CP, khoản 2 Điều 18" in page
    assert page.count("The law sets no time") == 2
    sent = {"received_at": "29/06/2026 10:00", "subject": "Giữ lại", "look": "1"}
    old = client.post("/press-requests/new/", sent)
    assert old.status_code == 200
    text = old.content.decode()
    assert "Luật Báo chí 103/2016/QH13, khoản 1 Điều 39" in text
    assert "Giữ lại" in text
    assert "29/06/2026 10:00" in text
    before = client.post("/press-requests/new/", {"received_at": "31/12/2016 10:00", "look": "1"}).content.decode()
    assert before.count("No rule that is recorded") == 3
    assert client.post("/press-requests/new/", {"received_at": "hôm qua", "look": "1"}).status_code == 200
    assert not PressRequest.objects.exists()


MAIL = f"""Từ: Trần Thị Minh Họa <{ADDRESS}>
Ngày gửi: 20/11/2026 14:05
Chủ đề: Re: {HOSTILE}

Cổng mở khi nào?
{HOSTILE}
"""


def test_a_pasted_mail_fills_the_form_and_a_person_confirms_it(
    cast: Cast, contacts: tuple[Journalist, MediaOutlet]
) -> None:
    """Nothing is saved by reading; the sender's address finds the contact and where the journalist works now."""
    client = signed_in(cast.press_officer)
    person, outlet = contacts
    read = client.post("/press-requests/paste/", {"text": MAIL})
    assert read.status_code == 200
    form = read.context["form"]
    assert form.initial["subject"] == HOSTILE
    assert (form.initial["journalist"], form.initial["outlet"]) == (person.pk, outlet.pk)
    assert form.initial["received_at"] == hanoi(2026, 11, 20, 14, 5)
    page = read.content.decode()
    assert "<script>" not in page
    assert "{{ 7*7 }}" in page
    assert 'action="/press-requests/new/"' in page
    assert not PressRequest.objects.exists()
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    values |= {"kind": "other", "received_at": "20/11/2026 14:05"}
    made = client.post("/press-requests/new/", values)
    request = PressRequest.objects.get()
    assert made["Location"] == request.get_absolute_url()
    assert (request.way, request.journalist, request.outlet, request.reply_to) == ("email", person, outlet, ADDRESS)
    assert request.source_text.startswith("Từ: Trần Thị Minh Họa")
    assert "<script>" not in shown(client, request.get_absolute_url())
    assert client.post("/press-requests/paste/", {"text": ""}).status_code == 400
    assert client.post("/press-requests/paste/", {"text": "x" * 200_001}).status_code == 400


def test_what_the_same_journalist_asked_lately_is_offered_once(cast: Cast, request_of: MakeRequest) -> None:
    """By address or name, of the last 30 days; sent again, it is saved, as a follow-up where that was chosen."""
    earlier = request_of()
    with clock.frozen(hanoi(2026, 10, 1)):
        request_of(subject="Quá cũ")
    other = request_of(subject="Của người khác", reply_to="x@example.com", journalist_name="Người khác")
    client = signed_in(cast.press_officer)
    values = {
        "kind": "other",
        "subject": "Hỏi thêm",
        "questions": "?",
        "reply_to": ADDRESS.upper(),
        "outlet_name": "Báo",
        "way": "email",
        "language": "vi",
    }
    offered = client.post("/press-requests/new/", values)
    text = offered.content.decode()
    assert offered.status_code == 200
    assert "The same journalist asked lately" in text
    assert earlier.get_absolute_url() in text
    assert "Quá cũ" not in text
    assert other.get_absolute_url() not in text
    assert PressRequest.objects.count() == 3
    stolen = client.post("/press-requests/new/", values | {"asked": "1", "follows": str(other.pk)})
    assert stolen.status_code == 400
    client.post("/press-requests/new/", values | {"asked": "1", "follows": str(earlier.pk)})
    made = PressRequest.objects.get(subject="Hỏi thêm")
    assert made.follows == earlier
    for one in (made, earlier):
        page = shown(client, one.get_absolute_url())
        assert "Questions that follow each other" in page
        assert earlier.subject in page
    begun = shown(client, f"/press-requests/new/?follows={made.pk}")
    assert ADDRESS in begun.lower()
    assert client.get("/press-requests/new/?follows=nothing").status_code == 404


def test_putting_a_request_right_counts_its_clock_again(cast: Cast, request_of: MakeRequest) -> None:
    request, client = request_of(), signed_in(cast.press_officer)
    form = client.get(f"{request.get_absolute_url()}edit/").context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    values |= {"kind": "head_of_press", "received_at": "21/11/2026 09:00"}
    assert send(client, request, "edit", **values).status_code == 302
    assert (request.kind, request.received_at) == ("head_of_press", hanoi(2026, 11, 21, 9))
    assert Clock.objects.get(stopped_at=None).rule.code == "ND237-18.1"
    stale = client.post(f"{request.get_absolute_url()}edit/", values | {"version": 1})
    assert stale.status_code == 412


def test_the_units_by_rows_without_script(cast: Cast, request_of: MakeRequest) -> None:
    """A row without its unit is refused; the rows come back filled; a unit that is left out needs a reason."""
    request, client = request_of(), signed_in(cast.press_officer)
    lead, other = cast.units["C-PBGDPL-TGPL"], cast.units["CNTT"]
    values = {"lead_unit": str(lead.pk), "lead_due_at": "04/12/2026 17:00", "asked_1": "Số liệu"}
    refused = send(client, request, "assign", **values)
    assert refused.status_code == 400
    assert "Name the unit of this row" in refused.content.decode()
    late = send(client, request, "assign", **(values | {"unit_1": str(other.pk), "due_1": "05/12/2026 17:00"}))
    assert late.status_code == 400
    assert "does not deliver after the lead unit" in late.content.decode()
    done = send(client, request, "assign", **(values | {"unit_1": str(other.pk), "due_1": "01/12/2026 17:00"}))
    assert done.status_code == 302
    assert request.state == "assigned"
    rows = {row.unit_id: row for row in RequestUnit.objects.all()}
    assert (rows[lead.pk].due_at, rows[other.pk].due_at) == (hanoi(2026, 12, 4, 17), hanoi(2026, 12, 1, 17))
    again = shown(client, f"{request.get_absolute_url()}assign/")
    assert "01/12/2026 17:00" in again
    assert 'name="unit_3"' in again
    bare = {"lead_unit": str(lead.pk), "lead_due_at": "04/12/2026 17:00"}
    assert send(client, request, "assign", **bare).status_code == 400
    assert send(client, request, "assign", **bare, reason="Không cần nữa").status_code == 302
    assert "Không cần nữa" in shown(client, request.get_absolute_url())


def test_each_unit_delivers_its_part_on_the_page(cast: Cast, asked: PressRequest) -> None:
    """The officer of a coordinating unit finds the request in the list, delivers once, and drafts nothing."""
    client = signed_in(cast.coordinator)
    assert asked.subject in shown(client, "/press-requests/?mine=on")
    assert asked.subject not in shown(signed_in(cast.legal_checker), "/press-requests/?mine=on")
    page = client.get(asked.get_absolute_url())
    assert [action.verb for action in page.context["actions"] if action.allowed] == ["contribute"]
    assert "The answer is drafted by the lead unit or the press desk." in page.content.decode()
    foreign = send(client, asked, "contribute", unit=str(cast.units["VP"].pk), contribution="x")
    assert foreign.status_code == 400
    unit = str(cast.units["CNTT"].pk)
    assert send(client, asked, "contribute", unit=unit, contribution="").status_code == 400
    assert send(client, asked, "contribute", unit=unit, contribution=f"1.234 lượt {HOSTILE}").status_code == 302
    page_of_desk = shown(signed_in(cast.press_officer), asked.get_absolute_url())
    assert "1.234 lượt" in page_of_desk
    assert "<script>" not in page_of_desk
    assert send(client, asked, "contribute", unit=unit, contribution="lần nữa").status_code in {400, 403}
    assert RequestUnit.objects.get(unit=cast.units["CNTT"]).contribution.startswith("1.234")


def test_draft_return_approve_answer_by_those_whose_work_it_is(
    cast: Cast, asked: PressRequest, mandate_of: MakeMandate
) -> None:
    """Officer of the lead unit, press officer, spokesperson; every version stays, compared word by word."""
    mandate = mandate_of()
    officer, desk = signed_in(cast.officer), signed_in(cast.press_officer)
    speaker = signed_in(cast.spokesperson)
    assert send(officer, asked, "draft", answer="").status_code == 400
    assert send(officer, asked, "draft", answer="Cổng mở từ ngày 09/11.").status_code == 302
    assert send(desk, asked, "return", comment="Ghi rõ năm").status_code == 302
    assert send(officer, asked, "draft", answer="Cổng mở từ ngày 09/11/2026.").status_code == 302
    page = shown(desk, asked.get_absolute_url())
    assert "<ins>09/11/2026.</ins>" in page
    assert "<del>09/11.</del>" in page
    assert "Ghi rõ năm" in page
    assert AnswerVersion.objects.count() == 3
    assert send(officer, asked, "approve", mandate=str(mandate.pk)).status_code in {400, 403}
    leader = signed_in(cast.leader)
    assert "An answer is approved by somebody who holds a mandate" in shown(leader, asked.get_absolute_url())
    assert send(leader, asked, "approve", mandate=str(mandate.pk)).status_code in {400, 403}
    assert asked.state == "drafting"
    assert send(speaker, asked, "approve", mandate=str(mandate.pk)).status_code == 302
    assert (asked.state, asked.approved_by) == ("approved", cast.spokesperson)
    assert send(desk, asked, "answer", answered_way="phone").status_code == 400
    assert send(desk, asked, "answer", answered_way="email", answered_at="21/11/2026 23:00").status_code == 400
    assert send(desk, asked, "answer", answered_way="email").status_code == 302
    assert asked.state == "answered"
    assert Clock.objects.filter(rule__subject="answer_press_opinions").get().stopped_at is not None


def test_who_wrote_the_words_does_not_approve_them(cast: Cast, asked: PressRequest, mandate_of: MakeMandate) -> None:
    mandate, speaker = mandate_of(), signed_in(cast.spokesperson)
    send(speaker, asked, "draft", answer="Lời của tôi.")
    assert "You wrote or edited these words" in shown(speaker, asked.get_absolute_url())
    assert send(speaker, asked, "approve", mandate=str(mandate.pk)).status_code == 403
    assert asked.state == "drafting"


def test_a_late_answer_says_why_and_who_was_late(cast: Cast, asked: PressRequest, mandate_of: MakeMandate) -> None:
    """The reason is asked where it is needed; the page names the unit that overran its own due instant."""
    mandate_of()
    with clock.frozen(hanoi(2026, 12, 20, 9)):
        officer, desk = signed_in(cast.officer), signed_in(cast.press_officer)
        send(officer, asked, "draft", answer="Cổng đã mở.")
        speaker = signed_in(cast.spokesperson)
        form = next(a.form for a in speaker.get(asked.get_absolute_url()).context["actions"] if a.verb == "approve")
        values = {"mandate": str(form.fields["mandate"].queryset.get().pk)}
        assert send(speaker, asked, "approve", **values).status_code == 302
        page = shown(desk, asked.get_absolute_url())
        assert "The legal time was passed by" in page
        assert "Later than they were asked to deliver" in page
        assert page.index("Later than") < page.index(cast.units["C-PBGDPL-TGPL"].name_vi, page.index("Later than"))
        assert asked.subject in shown(desk, "/press-requests/?late=on")
        refused = send(desk, asked, "answer", answered_way="email")
        assert refused.status_code == 400
        assert "say why it was not kept" in refused.content.decode()
        assert send(desk, asked, "answer", answered_way="email", late_reason="Chờ số liệu").status_code == 302
        assert "Chờ số liệu" in shown(desk, asked.get_absolute_url())


def test_a_refusal_on_a_ground_of_the_day_with_its_reason_told(cast: Cast, request_of: MakeRequest) -> None:
    """Grounds of the former law are not offered; the clock runs until the press was told the reason."""
    path = Path(comms.sample.__file__).parent / "data" / "refusal_grounds.csv"
    with path.open(encoding="utf-8", newline="") as file:
        grounds_load(csv.DictReader(file))
    request, speaker = request_of(), signed_in(cast.spokesperson)
    page = shown(speaker, request.get_absolute_url())
    assert "Luật Báo chí 126/2025/QH15" in page
    assert "Luật Báo chí 103/2016/QH13" not in page
    assert "the reason must be told to the press" in page
    old = RefusalGround.objects.get(code="LBC16-38.2D")
    ground = RefusalGround.objects.get(code="LBC25-31.2B")
    assert send(speaker, request, "refuse", ground=str(old.pk), reason="x").status_code == 400
    assert send(speaker, request, "refuse", ground=str(ground.pk), reason="").status_code == 400
    desk = signed_in(cast.press_officer)
    assert send(desk, request, "refuse", ground=str(ground.pk), reason="Đang điều tra").status_code == 403
    assert send(speaker, request, "refuse", ground=str(ground.pk), reason="Đang điều tra").status_code == 302
    assert request.state == "refused"
    assert Clock.objects.get().is_open
    page = shown(desk, request.get_absolute_url())
    assert "The press has not yet been told the reason" in page
    assert send(desk, request, "send_reason").status_code == 302
    assert not Clock.objects.get().is_open
    assert "The press was told the reason at 21/11/2026 09:00" in shown(desk, request.get_absolute_url())


def test_classify_and_hand_over_with_a_record_of_it(cast: Cast, request_of: MakeRequest) -> None:
    """The unit that was handed the request confirms it on a page of its own; others cannot."""
    request, desk = request_of(), signed_in(cast.press_officer)
    assert send(desk, request, "classify", classification="information", reason="").status_code == 400
    assert send(desk, request, "classify", classification="information", reason="Xin tài liệu").status_code == 302
    unit = cast.units["C-PBGDPL-TGPL"]
    values = {"classification": "information", "to_unit": str(unit.pk), "reason": "Thuộc tiếp cận thông tin"}
    assert send(desk, request, "hand_over", **(values | {"classification": "statement"})).status_code == 400
    assert send(desk, request, "hand_over", **values).status_code == 302
    hand_off = HandOff.objects.get()
    address = f"{request.get_absolute_url()}hand-offs/{hand_off.pk}/receive/"
    assert signed_in(cast.coordinator).get(address).status_code == 404
    assert desk.get(address).status_code == 403
    officer = signed_in(cast.officer)
    assert address in shown(officer, request.get_absolute_url())
    assert officer.post(address, {"version": hand_off.version, "note": "Đã nhận"}).status_code == 302
    page = shown(officer, request.get_absolute_url())
    assert "Đã nhận" in page
    assert address not in page
    other = request_of(subject="Việc khác")
    assert desk.get(f"{other.get_absolute_url()}hand-offs/{hand_off.pk}/receive/").status_code == 404


def test_promise_transfer_conclude_withdraw(cast: Cast, request_of: MakeRequest) -> None:
    desk = signed_in(cast.press_officer)
    request = request_of()
    assert send(desk, request, "promise", date="20/11/2026").status_code == 400
    assert send(desk, request, "promise", date="01/01/2027", reason="Chờ số liệu").status_code == 302
    page = shown(desk, request.get_absolute_url())
    assert "Promised for 01/01/2027" in page
    assert "the legal time runs on" in page
    assert send(desk, request, "transfer", reason="x").status_code == 400
    moved = send(desk, request, "transfer", unit=str(cast.units["CNTT"].pk), reason="Đúng việc của Cục")
    assert moved.status_code == 302
    assert request.state == "assigned"
    assert send(desk, request, "transfer", to_agency="Bộ Công an", reason="Thuộc Bộ Công an").status_code == 302
    assert request.state == "transferred"
    assert "Bộ Công an" in shown(desk, request.get_absolute_url())
    complaint = request_of(kind="complaint", subject="Tố cáo")
    assert "from the conclusion" in shown(desk, complaint.get_absolute_url())
    assert send(desk, complaint, "conclude", concluded_at="", reason="x").status_code == 400
    with clock.frozen(hanoi(2026, 11, 23, 9)):
        done = send(desk, complaint, "conclude", concluded_at="23/11/2026 08:00", reason="Kết luận số 5")
        assert done.status_code == 302
    assert Clock.objects.get(stopped_at=None).rule.code == "ND237-18.2"
    assert send(desk, complaint, "withdraw", reason="Báo không hỏi nữa").status_code == 302
    assert complaint.state == "withdrawn"


def test_the_list_has_what_the_law_wants_first_on_top(cast: Cast, request_of: MakeRequest) -> None:
    """Legal due instants first, then what is open without one, then what is over; filters narrow, unknown text finds
    nothing."""
    over = request_of(subject="Đã rút", kind="other")
    services.request_withdraw(actor=cast.press_officer, request_id=over.pk, version=over.version)
    request_of(subject="Phỏng vấn", kind="interview", questions=HOSTILE)
    request_of(subject="Ba mươi ngày", kind="head_of_press")
    request_of(subject="Mười lăm ngày làm việc", kind="opinions")
    client = signed_in(cast.press_officer)
    page = shown(client, "/press-requests/")
    order = ["Mười lăm ngày làm việc", "Ba mươi ngày", "Phỏng vấn", "Đã rút"]
    assert [page.index(subject) for subject in order] == sorted(page.index(subject) for subject in order)
    found = shown(client, "/press-requests/?kind=interview")
    assert "Phỏng vấn" in found
    assert "Ba mươi ngày" not in found
    assert "Ba mươi ngày" in shown(client, "/press-requests/?search=ba+muoi")
    assert "No press requests here" in shown(client, "/press-requests/?search=khong+co")
    assert "No press requests here" in shown(client, "/press-requests/?state=answered")
    assert "No press requests here" in shown(client, "/press-requests/?state=nothing")
    assert "No press requests here" in shown(client, f"/press-requests/?unit={cast.units['CNTT'].pk}")
    assert "No press requests here" in shown(client, "/press-requests/?classification=statement")


def test_a_full_list_and_a_full_page_cost_no_more_queries(
    cast: Cast, asked: PressRequest, request_of: MakeRequest, queries_do_not_grow: Any
) -> None:
    client = signed_in(cast.press_officer)

    def grow() -> None:
        for number in range(5):
            made = request_of(subject=f"Câu hỏi {number}")
            services.request_assign(
                actor=cast.press_officer,
                request_id=made.pk,
                version=made.version,
                lead_unit_id=cast.units["CNTT"].pk,
            )

    def more_of_one() -> None:
        for number in range(3):
            asked.refresh_from_db()
            services.request_draft(
                actor=cast.officer, request_id=asked.pk, version=asked.version, answer=f"Trả lời {number}"
            )

    queries_do_not_grow(lambda: shown(client, "/press-requests/"), grow)
    services.request_draft(actor=cast.officer, request_id=asked.pk, version=asked.version, answer="Trả lời")
    queries_do_not_grow(lambda: shown(client, asked.get_absolute_url()), more_of_one)
