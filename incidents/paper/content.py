"""What stands in the dossier of an incident for one reader: the chain from the report to the last lesson.

Its words belong to the document and not to a screen, so they are not in the catalogue.  Every row comes through what
the reader may see, so that two readers may have different dossiers.
"""

from hashlib import sha256
from typing import Any

from django.utils.translation import override

from comms.deadlines import wording
from comms.deadlines.selectors import clocks_of
from comms.org.models import User
from comms.pdf.layout import AgencyHeader, Title
from incidents import selectors
from incidents.models import Incident, ResponseDecision
from incidents.paper import answers, chain, claims
from incidents.paper.document import NO_VALUE, NOTHING, ROWS, Dossier, Lines, Part, Section, first_of, said


def dossier_of(user: User, incident: Incident) -> Dossier:
    """The dossier as `user`, who sees the incident, may have it now."""
    with override("vi"):
        sections = (
            ("SỰ VIỆC", (_facts(incident),)),
            ("CĂN CỨ PHÁP LÝ, THỜI HẠN", _clocks(incident)),
            ("PHÂN CÔNG, QUYẾT ĐỊNH, BÁO CÁO TÌNH HÌNH", _handling(incident)),
            ("THÔNG TIN CẦN XÁC MINH", claims.parts(user, incident)),
            ("PHẢN BÁC, PHÁT NGÔN, NHIỆM VỤ", answers.parts(user, incident)),
            ("YÊU CẦU CẢI CHÍNH, BÁO CÁO CƠ QUAN CÓ THẨM QUYỀN", answers.redress(user, incident)),
            ("KẾT THÚC, RÚT KINH NGHIỆM", _learning(user, incident)),
            ("DIỄN BIẾN", chain.timeline(user, incident)),
            ("CHUỖI BẰNG CHỨNG", chain.evidence(incident)),
        )
        return Dossier(
            header=AgencyHeader((incident.lead_unit or incident.reporting_unit).name_vi),
            title=Title("Hồ sơ sự cố truyền thông", incident.title),
            reader=user.full_name,
            sections=tuple(
                Section(f"{_ROMAN[index]}. {heading}", parts) for index, (heading, parts) in enumerate(sections)
            ),
            illustrative=bool(incident.illustrative),
        )


def content_sha256(dossier: Dossier) -> str:
    """Of everything on the paper but the day of printing and the head of the chain: the same state has the same."""
    return sha256(repr(dossier).encode()).hexdigest()


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def _facts(incident: Incident) -> Part:
    facts: list[tuple[str, Any]] = [
        ("Mã sự cố", incident.pk),
        ("Trạng thái", incident.get_state_display()),
        ("Lĩnh vực", incident.get_field_display()),
        ("Mức độ", incident.get_severity_display() if incident.severity else "chưa xác định"),
        ("Ưu tiên", incident.get_priority_display()),
        ("Xảy ra", incident.occurred_at),
        ("Phát hiện", incident.detected_at),
        ("Tiếp nhận", incident.received_at),
        ("Xác định ảnh hưởng dư luận", incident.impact_determined_at),
        ("Đơn vị báo cáo", incident.reporting_unit.name_vi),
        ("Người báo cáo", incident.reporter),
        ("Đơn vị chủ trì", incident.lead_unit.name_vi if incident.lead_unit else None),
        ("Hạn chế tiếp cận", "có" if incident.restricted else "không"),
        ("Diễn tập", "có" if incident.drill else "không"),
        ("Nội dung", incident.summary),
    ]
    return Part(facts=tuple((label, said(value)) for label, value in facts))


def _clocks(incident: Incident) -> tuple[Part, ...]:
    ground = incident.get_legal_ground_display() if incident.legal_ground else NO_VALUE
    first = selectors.first_statement_at(incident)
    parts = [Part(facts=(("Căn cứ", ground), ("Phát ngôn đầu tiên", said(first))))]
    parts += [
        Part(
            f"Thời hạn {clock.rule.code}",
            facts=(
                ("Căn cứ", said(clock.rule.legal_basis)),
                ("Tính từ", said(clock.started_at)),
                ("Người quyết định tính", said(clock.start_decided_by_label)),
                ("Lý do", said(clock.start_reason)),
                ("Hạn", said(clock.due_at)),
                ("Dừng", said(clock.stopped_at)),
            ),
            paragraphs=tuple(wording.worded(clock.explanation)),
        )
        for clock in clocks_of(incident).select_related("rule")[:ROWS]
    ]
    return tuple(parts)


def _handling(incident: Incident) -> tuple[Part, ...]:
    roles = Lines(("Vai trò", "Người", "Đơn vị", "Từ", "Đến"), (4, 4, 4, 4, 4)).of(
        incident.role_rows.select_related("person", "unit"),
        lambda row: (row.get_kind_display(), row.person, row.unit.name_vi, row.starts_at, row.ends_at),
    )
    decisions = Lines(("Quyết định", "Lý do", "Người quyết định", "Lúc", "Xem lại"), (3, 7, 3, 3, 4)).of(
        incident.decisions.select_related("decided_by", "reviewed_by"),
        lambda row: (row.get_kind_display(), row.reason, row.decided_by, row.decided_at, _looked_at_again(row)),
    )
    updates = Lines(("Lúc", "Tình hình", "Đã làm", "Tiếp theo", "Người báo cáo"), (3, 5, 5, 4, 3)).of(
        incident.updates.select_related("author"),
        lambda row: (row.written_at, row.situation, row.done, row.next_steps, row.author),
    )
    agreed = Lines(("Cơ quan", "Kết quả", "Trả lời", "Lúc", "SHA-256 của nội dung"), (4, 3, 5, 3, 5)).of(
        incident.agreements.all(),
        lambda row: (
            row.agency,
            row.get_state_display(),
            f"{row.answered_name}: {row.answer}" if row.answered_at else None,
            row.answered_at or row.asked_at,
            row.content_sha256,
        ),
    )
    return (
        roles.part("Phân công"),
        decisions.part("Quyết định ứng phó"),
        updates.part("Báo cáo tình hình"),
        agreed.part("Thống nhất nội dung với cơ quan khác"),
    )


def _looked_at_again(row: ResponseDecision) -> str:
    return f"{said(row.reviewed_at)}: {row.review_note}" if row.reviewed_at else said(row.review_on)


def _learning(user: User, incident: Incident) -> tuple[Part, ...]:
    parts = [
        Part(
            "Miễn phát ngôn",
            facts=(
                ("Người ký", waiver.name),
                ("Chức vụ", said(waiver.post)),
                ("Lúc", said(waiver.at)),
                ("Lý do", said(waiver.reason)),
                ("Hiệu lực", "đang có hiệu lực" if waiver.stands else "hết hiệu lực khi mở lại hoặc ký lại"),
                ("SHA-256", said(waiver.sha256)),
                ("Đối chiếu", _INTACT[waiver.intact]),
            ),
        )
        for waiver in selectors.waivers(incident)[:ROWS]
    ]
    reviews, more = first_of(incident.reviews.select_related("author"))
    parts += [
        Part(
            f"Rút kinh nghiệm lần {review.no} ({review.author}, {said(review.written_at)})",
            facts=(
                ("Tổng quát", said(review.summary)),
                ("Nguyên nhân", said(review.causes)),
                ("Việc làm tốt", said(review.worked)),
                ("Việc chưa được", said(review.failed)),
            ),
        )
        for review in reviews
    ]
    parts += more
    actions = Lines(("Việc cần làm", "Đơn vị", "Hạn", "Kết quả"), (8, 4, 3, 5)).of(
        selectors.actions_shown_to(user).filter(incident=incident).order_by("created_at", "id"),
        lambda row: (row.text, row.unit.name_vi, f"{row.due_on:%d/%m/%Y}" if row.due_on else None, _outcome(row)),
    )
    if not parts:
        parts.append(Part(paragraphs=(NOTHING,)))
    return (*parts, actions.part("Việc cần làm"))


_INTACT = {True: "đúng như khi ký", False: "KHÔNG đúng như khi ký", None: "không có mã băm để đối chiếu"}


def _outcome(row: Any) -> str:
    if row.seen_task:
        return f"nhiệm vụ: {said(row.task.title)} ({row.task.get_state_display()})"
    if row.task_id:
        return "đã thành nhiệm vụ"
    return f"không thực hiện: {row.dropped_reason}" if row.dropped_reason else "chưa quyết định"
