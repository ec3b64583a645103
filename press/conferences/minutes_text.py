"""What the minutes begin with: the record of the conference in the words of administration, for somebody to finish.

In Vietnamese whatever the language of the page, since minutes are a document.  Names of journalists stay out of it: the
minutes are read by more people than the contacts of the press are.
"""

from datetime import datetime

from comms.core.clock import HANOI
from comms.core.legal_dates import legal_instant
from press.conferences.models import ConferenceQuestion, PressConference
from press.conferences.services.invitation import agenda_line, place_words
from press.conferences.states import AccreditationState, ConferenceKind, QuestionState

_KINDS = {ConferenceKind.PERIODIC: "thường kỳ", ConferenceKind.EXTRAORDINARY: "đột xuất"}


def prefilled(conference: PressConference) -> str:
    """Markdown; what the record does not say stands as «…»."""
    people = conference.accreditations.all()
    accredited = [row for row in people if row.state == AccreditationState.ACCREDITED]
    present = [row for row in people if row.attended_at is not None]
    outlets = len({row.outlet_name.casefold() for row in present if row.outlet_name})
    speaker = conference.mandate
    asked = conference.questions.select_related("promised_unit", "answered_under__person")
    lines = [
        "## 1. Thời gian, địa điểm",
        _when_and_where(conference),
        "## 2. Thành phần",
        f"Người phát ngôn: {speaker.person.full_name if speaker else '…'}.",
        f"Báo chí: {len(people)} lượt đăng ký, {len(accredited)} được chấp thuận, {len(present)} có mặt.",
        f"Số cơ quan báo chí có mặt: {outlets}.",
        "## 3. Chương trình",
        "\n".join(f"- {agenda_line(row)}" for row in conference.agenda) or "…",
        "## 4. Hỏi và trả lời",
        *(_said(question) for question in asked),
        "## 5. Kết thúc",
        "…",
    ]
    return "\n\n".join(lines)


def _when_and_where(conference: PressConference) -> str:
    kind = _KINDS[ConferenceKind(conference.kind)]
    began, ended = legal_instant(conference.held_at), _or_dots(conference.ended_at)
    return (
        f"Họp báo {kind} do {conference.unit.name_vi} tổ chức, bắt đầu lúc {began}, kết thúc lúc {ended}. "
        f"Hình thức, địa điểm: {place_words(conference)}."
    )


def _said(question: ConferenceQuestion) -> str:
    by = f" ({question.outlet_name})" if question.outlet_name else ""
    lines = [f"**Câu hỏi {question.number}**{by}: {question.text}"]
    if question.state == QuestionState.ANSWERED:
        speaker = question.answered_under.person.full_name if question.answered_under else "…"
        lines.append(f"**Trả lời** ({speaker}): {question.answer}")
    elif question.state == QuestionState.PROMISED and question.promised_unit and question.promised_for:
        lines.append(
            f"**Sẽ trả lời**: {question.promised_unit.name_vi}, chậm nhất ngày {question.promised_for:%d/%m/%Y}."
        )
    else:
        lines.append("**Chưa trả lời**.")
    return "\n\n".join(lines)


def _or_dots(instant: datetime | None) -> str:
    return legal_instant(instant.astimezone(HANOI)) if instant else "…"
