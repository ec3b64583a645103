"""Invented requests of the press, marked *minh họa*: what was asked, by whom and when is nobody's."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from comms.core import clock
from comms.org.models import Unit, User
from press.distribution.models import Journalist
from press.requests import services
from press.requests.models import PressRequest
from press.requests.states import RequestState

# Subject, kind, questions, whose address (of `contacts.JOURNALISTS`), how many days ago, way.
REQUESTS = (
    (
        "Tiến độ vận hành Cổng pháp luật quốc gia (minh họa)",
        "opinions",
        "Bạn đọc phản ánh một số chuyên mục của Cổng chưa có dữ liệu. Bộ tiếp thu và xử lý ra sao?",
        "minhhoa@example.com",
        6,
        "email",
    ),
    (
        "Phỏng vấn về trợ giúp pháp lý ở cơ sở (minh họa)",
        "interview",
        "Đề nghị phỏng vấn lãnh đạo đơn vị về trợ giúp pháp lý cho người dân vùng xa.",
        "vivon@example.com",
        1,
        "phone",
    ),
    (
        "Trả lời đơn của bạn đọc về đăng ký hộ tịch (minh họa)",
        "head_of_press",
        "Tòa soạn chuyển câu hỏi của bạn đọc về thời hạn đăng ký hộ tịch, đề nghị trả lời trên báo.",
        "thidu@example.com",
        20,
        "letter",
    ),
)
ASKED = ["subject", "questions", "outlet_name", "journalist_name", "reply_to", "received_at", "received_reason"]
DRAFT = "Cổng đang được bổ sung dữ liệu theo kế hoạch; chuyên mục nào chưa có dữ liệu sẽ ghi rõ ngày cập nhật."


def register_requests(people: dict[str, User]) -> Generator[str, None, None]:
    """Register what is missing; of the first, ask the units and write a draft that waits for approval."""
    desk = people["press_officer"]
    first, *_others = [_request(desk, *row) for row in REQUESTS]
    if first.state == RequestState.RECEIVED:
        lead, other = (Unit.objects.get(code=code) for code in ("C-PBGDPL-TGPL", "CNTT"))
        first = services.request_assign(
            actor=desk,
            request_id=first.pk,
            version=first.version,
            lead_unit_id=lead.pk,
            coordinating=[{"unit_id": other.pk, "due_at": None, "asked_for": "Số chuyên mục chưa có dữ liệu"}],
        )
        first = services.request_contribute(
            actor=people["coordinator"],
            request_id=first.pk,
            version=first.version,
            unit_id=other.pk,
            contribution="Danh sách chuyên mục gửi kèm (minh họa).",
        )
        services.request_draft(actor=people["officer"], request_id=first.pk, version=first.version, answer=DRAFT)
        yield f"press_officer registers {len(REQUESTS)} press requests; officer drafts an answer to be approved"


def _request(desk: User, subject: str, kind: str, questions: str, address: str, days: int, way: str) -> PressRequest:
    found: PressRequest | None = PressRequest.objects.filter(subject=subject).first()
    if found is not None:
        return found
    journalist = Journalist.objects.get(email=address)
    outlet = journalist.employments.get(ends=None).outlet
    values: dict[str, Any] = {"kind": kind, "subject": subject, "questions": questions, "way": way}
    return services.request_register(
        actor=desk,
        received_at=clock.now() - timedelta(days=days),
        received_reason="Dấu công văn đến (minh họa)",
        outlet_id=outlet.pk,
        journalist_id=journalist.pk,
        reply_to=address,
        illustrative=ASKED,
        **values,
    )
