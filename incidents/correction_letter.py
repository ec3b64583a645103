"""The letter to the outlet, in the words of administration, for somebody to finish.

In Vietnamese whatever the language of the page, since the letter is a document.
"""

from datetime import date

from django.utils import translation

from comms.core.clock import HANOI
from comms.core.errors import Invalid
from comms.core.legal_dates import legal_date
from comms.deadlines.selectors import rule_in_force
from incidents.models import CorrectionRequest
from incidents.redress_law import PRESENT
from incidents.states import CorrectionGround
from incidents.states.redress import CLOCK_SUBJECT, regime_on

G = CorrectionGround
BASES = {
    G.ND09_6_3C: "điểm c khoản 3 Điều 6 Nghị định số 09/2017/NĐ-CP",
    G.ND09_8_5: "khoản 5 Điều 8 Nghị định số 09/2017/NĐ-CP",
    G.ND244_7_6: "khoản 6 Điều 7 Nghị định số 244/2026/NĐ-CP",
    G.ND244_9_3: "khoản 3 Điều 9 Nghị định số 244/2026/NĐ-CP",
}
WRONG = {
    G.ND09_6_3C: "có nội dung không đúng sự thật",
    G.ND09_8_5: "dẫn không đúng nội dung phát ngôn",
    G.ND244_7_6: "có nội dung không đúng sự thật",
    G.ND244_9_3: "dẫn không đúng nội dung phát ngôn",
}


def next_letter(correction: CorrectionRequest, day: date) -> str:
    """The words of the next letter, if it goes out on `day`: those that were written, else those of `worded`."""
    return correction.letter or worded(correction, day)


def worded(correction: CorrectionRequest, day: date) -> str:
    """Markdown, made from the facts and from the letters that went before."""
    ground = G(correction.ground)
    demand = "đăng, phát thông tin cải chính, xin lỗi" if correction.asks_apology else "đăng, phát thông tin cải chính"
    form = (
        "Điều 19 Nghị định số 237/2026/NĐ-CP" if regime_on(day) is PRESENT else "Điều 42 Luật Báo chí số 103/2016/QH13"
    )
    lines = [
        f"Kính gửi: {correction.outlet_name}.",
        f"{_appeared(correction)} {WRONG[ground]}.{_before(correction)}",
        "**1. Nội dung không chính xác**",
        quoted(correction.passage),
        "**2. Thông tin đúng**",
        correction.truth,
    ]
    if correction.evidence:
        lines += ["**3. Chứng cứ**", correction.evidence]
    lines += [
        f"**{4 if correction.evidence else 3}. Căn cứ và yêu cầu**",
        (
            f"Căn cứ {BASES[ground]}, chúng tôi đề nghị {correction.outlet_name} {demand} về nội dung nêu trên, "
            f"theo hình thức quy định tại {form}."
        ),
    ]
    return "\n\n".join([*lines, *_time(day)])


def quoted(text: str) -> str:
    """As a block of quotation, line by line."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _appeared(correction: CorrectionRequest) -> str:
    when = f"Ngày {correction.article_on:%d/%m/%Y}, " if correction.article_on else ""
    where = f", chuyên mục “{correction.column}”" if correction.column else ""
    address = f" ({correction.article_url})" if correction.article_url else ""
    subject = f"{correction.outlet_name} đăng, phát" if when else f"{correction.outlet_name} đã đăng, phát"
    return f"{when}{subject} “{correction.article_title}”{where}{address},"


def _before(correction: CorrectionRequest) -> str:
    """Which letters went before."""
    sent = [legal_date(row.sent_at.astimezone(HANOI).date()) for row in correction.rounds.all()]
    return f" Về nội dung này chúng tôi đã có văn bản {'; '.join(sent)}." if sent else ""


def _time(day: date) -> list[str]:
    """The outlet's time to answer, by the rule of the day; nothing where none is recorded."""
    try:
        rule = rule_in_force(CLOCK_SUBJECT, day)
    except Invalid:
        return []
    with translation.override("vi"):
        limit = rule.limit_words
    return [f"Đề nghị cơ quan báo chí trả lời bằng văn bản trong thời hạn {limit} ({rule.legal_basis})."]
