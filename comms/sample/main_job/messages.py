"""What the ministry says on a topic: a line that has lapsed, and the one in force that took its place (*minh họa*: both
are invented)."""

from collections.abc import Iterator
from datetime import timedelta

from comms.core import clock
from comms.org.models import Unit, User
from press.messages.models import MessageLine
from press.messages.services import line_approve, line_draft

TOPIC = "Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia"
FORMER = "Cổng đang được chạy thử nghiệm; người dân chưa gửi câu hỏi trên Cổng."
CURRENT = (
    "Cổng có địa chỉ truy cập http://pbgdpl.gov.vn. Người dân tra cứu thông tin trên Cổng không phải trả phí và không "
    "phải cung cấp mã xác thực."
)
QA = [
    {
        "question": "Người dân có phải trả phí khi tra cứu trên Cổng không?",
        "answer": "Không. Tra cứu trên Cổng không thu phí.",
    },
    {
        "question": "Có cuộc gọi yêu cầu đọc mã xác thực để mở tài khoản trên Cổng, người dân cần làm gì?",
        "answer": "Không cung cấp mã xác thực cho bất kỳ ai; Cổng không yêu cầu mã xác thực qua điện thoại.",
    },
]


def agree_messages(people: dict[str, User]) -> Iterator[str]:
    if MessageLine.objects.filter(topic=TOPIC).exists():
        return
    today, office = clock.today(), Unit.objects.get(code="VP")
    illustrative = ["topic", "text", "qa", "avoid", "valid_from", "valid_to"]
    former = line_draft(
        actor=people["press_officer"],
        topic=TOPIC,
        text=FORMER,
        valid_from=today - timedelta(days=60),
        owner_unit=office,
        illustrative=illustrative,
    )
    former = line_approve(actor=people["spokesperson"], messageline_id=former.pk, version=former.version)
    current = line_draft(
        actor=people["press_officer"],
        topic=TOPIC,
        text=CURRENT,
        qa=QA,
        avoid=["thu phí tra cứu", "chạy thử nghiệm"],
        valid_from=today,
        valid_to=today + timedelta(days=90),
        owner_unit=office,
        replaces_id=former.pk,
        illustrative=illustrative,
    )
    line_approve(actor=people["spokesperson"], messageline_id=current.pk, version=current.version)
    yield "spokesperson approves the message line of today with questions and answers; the former one lapsed yesterday"
