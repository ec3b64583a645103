"""Step 4: a statement under a mandate that holds at that moment."""

from collections.abc import Generator
from datetime import timedelta

from comms.core import clock
from comms.core.errors import NotAllowed
from comms.org.models import User
from press.mandates.models import Mandate
from press.mandates.services import mandate_publish, mandate_record
from press.mandates.states import Capacity
from press.speaking.models import Statement
from press.speaking.services import statement_approve, statement_draft, statement_give
from press.speaking.states import StatementForm, StatementState

TOPIC = "Vận hành thử nghiệm Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia"
WORDS = (
    "Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia có địa chỉ truy cập http://pbgdpl.gov.vn. "
    "Thông tin, dữ liệu trên Cổng được cập nhật kịp thời."
)


def give_statement(people: dict[str, User]) -> Generator[str, None, Statement]:
    speaker = people["spokesperson"]
    mandate = Mandate.objects.filter(person=speaker).first()
    if mandate is None:
        now = clock.now()
        mandate = mandate_record(
            actor=people["leader"],
            person=speaker,
            capacity=Capacity.REGULAR,
            valid_from=now,
            decided_at=now,
            decided_by="Bộ trưởng",
            document_number="01/QĐ-BTP",
            scope="Phát ngôn và cung cấp thông tin cho báo chí thường xuyên",
            post="Chánh Văn phòng Bộ",
            phone="024 0000 0000",
            email="phatngon@example.org",
            illustrative=[
                *("valid_from", "decided_at", "decided_by", "document_number", "scope", "post", "phone", "email"),
            ],
        )
        mandate = mandate_publish(actor=people["press_officer"], mandate_id=mandate.pk, version=mandate.version)
        yield "leader records the mandate of the regular spokesperson; press_officer publishes it"
    statement = Statement.objects.filter(topic=TOPIC).first() or statement_draft(
        actor=people["press_officer"],
        mandate_id=mandate.pk,
        form=StatementForm.PORTAL,
        topic=TOPIC,
        text=WORDS,
        occasion="Trả lời trên Cổng Thông tin điện tử Bộ Tư pháp",
        illustrative=["occasion", "text", "topic"],
    )
    if statement.state == StatementState.DRAFT:
        before = mandate.valid_from - timedelta(days=1)
        try:
            statement_give(
                actor=speaker, statement_id=statement.pk, version=statement.version, spoken_at=before, spoken_live=True
            )
        except NotAllowed as refusal:
            yield f"words spoken outside the mandate are refused: {refusal.detail}"
        statement = statement_approve(actor=speaker, statement_id=statement.pk, version=statement.version)
    if statement.state == StatementState.APPROVED:
        statement = statement_give(actor=speaker, statement_id=statement.pk, version=statement.version)
        yield "spokesperson approves the drafted words and gives the statement"
    return statement
