"""The claims of an incident on paper: verdicts, evidence, where they were seen, earlier ones that they repeat."""

from typing import Any

from incidents.models import Claim, Incident
from incidents.paper.document import (
    CLAIMS,
    NOTHING,
    SIGHTINGS,
    SIGHTINGS_IN_ALL,
    Lines,
    Part,
    number,
    said,
)
from incidents.states.matching import MatchState

_SEEN = (("Lúc", "Nơi thấy", "Người thấy được", "SHA-256"), (3, 9, 2, 6))


def parts(user: Any, incident: Incident) -> tuple[Part, ...]:
    shown: list[Part] = []
    room = SIGHTINGS_IN_ALL
    total = incident.claims.count()
    for index, claim in enumerate(incident.claims.select_related("verifier")[:CLAIMS], start=1):
        seen = _sightings(claim.sightings, min(SIGHTINGS, room))
        room -= len(seen.table.lines) if seen.table else 0
        shown += [_claim(index, claim), _verdicts(claim), _evidence(claim), seen, _matches(user, claim)]
    if total > CLAIMS:
        shown.append(Part(paragraphs=(f"In {CLAIMS} trên tổng số {number(total)} thông tin.",)))
    if not total:
        shown.append(Part(paragraphs=(NOTHING,)))
    without_claim = incident.sightings.filter(claim=None)
    shown.append(_sightings(without_claim, min(SIGHTINGS, room), "Nơi thấy, chưa gắn với thông tin nào"))
    return tuple(shown)


def _claim(index: int, claim: Claim) -> Part:
    return Part(
        f"Thông tin {index}",
        facts=(
            ("Nội dung", said(claim.text)),
            ("Thấy lần đầu", said(claim.first_seen_at)),
            ("Trạng thái", claim.get_state_display()),
            ("Kết luận", said(claim.get_verdict_display() if claim.verdict else None)),
            ("Bằng chứng", said(claim.evidence)),
            ("Căn cứ pháp lý", said(claim.legal_source)),
            ("Người xác minh", said(claim.verifier)),
        ),
    )


def _verdicts(claim: Claim) -> Part:
    lines = Lines(("Lần", "Kết luận", "Bằng chứng", "Người xác minh", "Lúc"), (2, 4, 8, 3, 3)).of(
        claim.verdicts.select_related("verifier"),
        lambda row: (row.no, row.get_verdict_display(), row.evidence, row.verifier, row.judged_at),
    )
    return lines.part("Các lần kết luận")


def _evidence(claim: Claim) -> Part:
    lines = Lines(("Tài liệu", "Địa chỉ, ghi chú", "Lúc", "SHA-256"), (5, 6, 3, 6)).of(
        claim.evidence_rows.select_related("file"),
        lambda row: (row.title, f"{row.url} {row.note}".strip(), row.added_at, row.file and row.file.sha256),
    )
    return lines.part("Tài liệu chứng minh")


def _sightings(rows: Any, limit: int, heading: str = "Nơi thấy") -> Part:
    lines = Lines(*_SEEN, limit=limit)
    total = rows.count()
    for row in rows.order_by("captured_at", "recorded_at", "id")[:limit]:
        lines.add(row.captured_at, row.url, None if row.reach is None else number(row.reach), row.sha256)
    if total and not lines.lines:
        return Part(heading, paragraphs=(f"{number(total)} lần, không in vì giới hạn của hồ sơ.",))
    return lines.part(heading, left_out=total - len(lines.lines))


def _matches(user: Any, claim: Claim) -> Part:
    seen = Claim.objects.visible_to(user)
    matches = claim.matches.filter(state=MatchState.CONFIRMED, earlier__in=seen)
    lines = Lines(("Thông tin trước đây", "Điểm", "Người xác nhận", "Lúc"), (11, 2, 4, 3)).of(
        matches.select_related("earlier", "decided_by"),
        lambda row: (row.earlier.text, row.score, row.decided_by, row.decided_at),
    )
    return lines.part("Trùng với thông tin trước đây")
