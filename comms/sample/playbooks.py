"""Playbooks for incidents.  Invented (*minh họa*): no procedure of the ministry with fixed steps or hours was found."""

from typing import Any

from comms.org.models import User
from incidents.models import Playbook
from incidents.services import playbook_create
from incidents.states import IncidentKind, RoleKind, Severity

INVENTED = ["title", "holding_statement", "update_every_hours", "target_hours"]
HOLDING = (
    "Bộ Tư pháp đã nhận được thông tin về vụ việc và đang xác minh. Bộ sẽ cung cấp thông tin chính thức ngay khi có "
    "kết quả. Đề nghị cơ quan báo chí và người dân không chia sẻ thông tin chưa được kiểm chứng. (Lời văn minh họa)"
)
PLAYBOOKS: list[dict[str, Any]] = [
    {
        "title": "Tin giả lan nhanh trên mạng xã hội (minh họa)",
        "kind": IncidentKind.FALSE_INFORMATION,
        "severity": Severity.HIGH,
        "roles": [RoleKind.LEAD, RoleKind.SPOKESPERSON, RoleKind.SECRETARY, RoleKind.LEGAL],
        "holding_statement": HOLDING,
        "update_every_hours": 4,
        "target_hours": 4,
        "steps": [
            {"text": "Lưu bằng chứng: địa chỉ, ảnh chụp, thời điểm", "within_minutes": 15, "role": RoleKind.SECRETARY},
            {"text": "Xác định căn cứ pháp lý và thời hạn phát ngôn", "within_minutes": 30, "role": RoleKind.LEGAL},
            {"text": "Hỏi đơn vị chuyên môn về sự thật", "within_minutes": 45, "role": RoleKind.LEAD},
            {"text": "Soạn phát ngôn tạm thời, trình duyệt", "within_minutes": 60, "role": RoleKind.SPOKESPERSON},
            {"text": "Báo cáo lãnh đạo lần đầu", "within_minutes": 60, "role": RoleKind.LEAD},
        ],
    },
    {
        "title": "Báo chí trích dẫn sai (minh họa)",
        "kind": IncidentKind.MISQUOTATION,
        "roles": [RoleKind.LEAD, RoleKind.LEGAL],
        "steps": [
            {"text": "Lưu bài báo và đoạn trích dẫn", "within_minutes": 30, "role": RoleKind.LEAD},
            {"text": "Đối chiếu với lời phát ngôn đã lưu", "within_minutes": 60, "role": RoleKind.LEAD},
            {"text": "Soạn văn bản phản hồi, nêu rõ căn cứ", "within_minutes": 240, "role": RoleKind.LEGAL},
        ],
    },
    {
        "title": "Các bước chung cho mọi sự cố (minh họa)",
        "roles": [RoleKind.LEAD, RoleKind.SECRETARY],
        "holding_statement": HOLDING,
        "steps": [
            {"text": "Lưu bằng chứng", "within_minutes": 30, "role": RoleKind.SECRETARY},
            {"text": "Phân vai và báo các đơn vị liên quan", "within_minutes": 60, "role": RoleKind.LEAD},
            {"text": "Quyết định cách phản hồi", "within_minutes": 120, "role": RoleKind.LEAD},
        ],
    },
]


def load_playbooks(actor: User) -> int:
    """Write what is not there yet; returns how many there are.  Running it twice changes nothing."""
    for fields in PLAYBOOKS:
        if not Playbook.objects.filter(title=fields["title"]).exists():
            playbook_create(actor=actor, illustrative=INVENTED, **fields)
    return len(PLAYBOOKS)
