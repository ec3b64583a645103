"""What the ministry answered and demanded, on paper."""

from typing import Any

from incidents import selectors
from incidents.models import Incident, Refutation
from incidents.paper.document import NOTHING, Lines, Part, first_of, said
from press.releases.models import Release
from press.speaking.models import Statement


def parts(user: Any, incident: Incident) -> tuple[Part, ...]:
    people = ("author", "checker", "approver", "published_by", "release", "statement")
    rows = Refutation.objects.visible_to(user).filter(incident=incident).select_related(*people)
    shown, more = first_of(rows.order_by("created_at", "id"))
    refutations = [_refutation(user, row) for row in shown]
    releases = Lines(("Số, ký hiệu", "Tên", "Phát hành", "SHA-256 của văn bản", "Mã kiểm tra"), (3, 6, 3, 5, 3)).of(
        selectors.linked_releases(user, incident), lambda link: _release(link.release)
    )
    statements = Lines(("Chủ đề", "Trạng thái", "Phát ngôn lúc"), (12, 4, 4)).of(
        selectors.linked_statements(user, incident),
        lambda link: (link.statement, link.statement.get_state_display(), link.statement.spoken_at),
    )
    tasks = Lines(("Nhiệm vụ", "Đơn vị chủ trì", "Trạng thái"), (11, 5, 4)).of(
        selectors.linked_tasks(user, incident),
        lambda link: (link.task.title, link.task.lead_unit.name_vi, link.task.get_state_display()),
    )
    return (
        *(refutations or [Part("Phản bác", paragraphs=(NOTHING,))]),
        *more,
        releases.part("Thông cáo"),
        statements.part("Phát ngôn"),
        tasks.part("Nhiệm vụ"),
    )


def _release(one: Release) -> tuple[Any, ...]:
    return (one.symbol, one.title, one.issued_at, one.document_sha256, one.verify_code)


def _refutation(user: Any, row: Refutation) -> Part:
    means = said(row.get_means_display() if row.means else None)
    where = said(row.post_url or _seen_answer(user, row))
    return Part(
        f"Phản bác: {said(row.title)}",
        facts=(
            ("Trạng thái", row.get_state_display()),
            ("Nội dung sai", said(row.false_content)),
            ("Tác hại", said(row.effect)),
            ("Bản chất sự việc", said(row.true_nature)),
            ("Căn cứ pháp lý", said(row.legal_grounds)),
            ("Thông điệp", said(row.messages)),
            ("Người soạn", said(row.author)),
            ("Kiểm tra pháp lý", f"{said(row.checker)}, {said(row.checked_at)}"),
            ("Phê duyệt", f"{said(row.approver)}, {said(row.approved_at)}"),
            ("SHA-256 được duyệt", said(row.approved_sha256)),
            ("Hình thức công bố", f"{means}: {where}"),
            ("Công bố", f"{said(row.published_by)}, {said(row.published_at)}"),
        ),
    )


def _seen_answer(user: Any, row: Refutation) -> Any:
    """The release or statement by which it went out, where the reader may see that."""
    for model, answer in ((Release, row.release), (Statement, row.statement)):
        if answer is not None and model.objects.visible_to(user).filter(pk=answer.pk).exists():
            return answer
    return None


def redress(user: Any, incident: Incident) -> tuple[Part, ...]:
    parts: list[Part] = []
    requests = incident.correction_requests.select_related("mandate__person").order_by("created_at", "id")
    shown, more = first_of(requests)
    for request in shown:
        rounds = Lines(("Lần", "Gửi", "Nội dung", "Trả lời", "SHA-256"), (1, 3, 6, 6, 4)).of(
            request.rounds.select_related("file"),
            lambda row: (row.no, row.sent_at, row.text, _answered(row), row.file and row.file.sha256),
        )
        parts += [_request(request), rounds.part("Các lần trao đổi")]
    if not parts:
        parts.append(Part("Yêu cầu cải chính", paragraphs=(NOTHING,)))
    reports = Lines(("Cơ quan", "Gửi", "Nội dung", "Trả lời", "SHA-256"), (4, 3, 5, 5, 3)).of(
        incident.centre_reports.select_related("destination", "file").order_by("sent_at", "id"),
        lambda row: (row.destination, row.sent_at, row.text, _answered(row), row.file and row.file.sha256),
    )
    return (*parts, *more, reports.part("Báo cáo cơ quan có thẩm quyền"))


def _answered(row: Any) -> str | None:
    return f"{said(row.answered_at)}: {row.answer}" if row.answered_at else None


def _request(request: Any) -> Part:
    return Part(
        f"Yêu cầu cải chính: {said(request.outlet_name)}",
        facts=(
            ("Trạng thái", request.get_state_display()),
            ("Bài", said(request.article_title)),
            ("Địa chỉ", said(request.article_url)),
            ("Đoạn sai", said(request.passage)),
            ("Sự thật", said(request.truth)),
            ("Căn cứ", request.get_ground_display()),
            ("Người ký theo thẩm quyền", said(request.mandate.person if request.mandate else None)),
            ("Gửi", said(request.sent_at)),
            ("Kết quả", said(request.get_outcome_display() if request.outcome else None)),
            ("Ghi chú kết quả", said(request.outcome_note)),
            ("Chuyển cấp", said(request.get_escalated_to_display() if request.escalated_to else None)),
        ),
    )
