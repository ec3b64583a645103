"""Correction requests and reports to a competent body, built by calling the services as the cast would."""

from datetime import date, datetime
from typing import Any

from incidents import services
from incidents.models import CentreReport, CorrectionRequest, Destination, Incident, TimelineEntry
from incidents.states.redress import FormCheck
from tests.cast import Cast
from tests.incidents.building import hanoi, in_state, mandate

SENT = hanoi(2026, 11, 2, 9)
# The outlet's time for the letter of SENT has run out.
LAPSED = hanoi(2026, 11, 24, 9)
MET = tuple(FormCheck.values)


def case(cast: Cast, **fields: Any) -> Incident:
    """Handled by the unit of the cast that reported it."""
    return in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]}, **fields)


def drafted(cast: Cast, incident: Incident | None = None, **fields: Any) -> CorrectionRequest:
    """By the press officer, on an article of an online paper."""
    values = {
        "actor": cast.press_officer,
        "incident_id": (incident or case(cast)).pk,
        "outlet_name": "Báo Minh Họa",
        "article_title": "Cổng pháp luật thu phí",
        "article_url": "https://example.org/bai",
        "article_on": date(2026, 6, 20),
        "passage": "Cổng pháp luật thu phí mỗi lượt tra cứu.",
        "truth": "Cổng pháp luật không thu bất kỳ khoản phí nào.",
        "evidence": "QĐ 1799/QĐ-BTP",
        "ground": "ND244-7.6",
    }
    return services.correction_draft(**(values | fields))


def do(verb: str, correction: CorrectionRequest, actor: Any, **arguments: Any) -> CorrectionRequest:
    """One verb with the version as it stands."""
    correction.refresh_from_db()
    service = getattr(services, f"correction_{verb}")
    result: CorrectionRequest = service(
        actor=actor, correctionrequest_id=correction.pk, version=correction.version, **arguments
    )
    return CorrectionRequest.objects.get(pk=result.pk)


def sent(
    cast: Cast, at: datetime | None = SENT, correction: CorrectionRequest | None = None, **fields: Any
) -> CorrectionRequest:
    """By the spokesperson, under the general mandate."""
    mandate(cast)
    return do("send", correction or drafted(cast, **fields), cast.spokesperson, sent_at=at)


def answered(cast: Cast, correction: CorrectionRequest, **fields: Any) -> CorrectionRequest:
    values = {"text": "Chúng tôi giữ nguyên bài.", "outcome": "refused"}
    return do("answer", correction, cast.press_officer, **(values | fields))


def published(cast: Cast, correction: CorrectionRequest, **fields: Any) -> CorrectionRequest:
    """A correction that meets every demand."""
    values = {
        "text": "Báo đã cải chính.",
        "outcome": "corrected",
        "published_at": hanoi(2026, 11, 10, 8),
        "published_text": "Thông tin cải chính, xin lỗi: Cổng pháp luật không thu bất kỳ khoản phí nào.",
        "form": MET,
    }
    return do("answer", correction, cast.press_officer, **(values | fields))


def destination(cast: Cast, **fields: Any) -> Destination:
    values = {
        "actor": cast.spokesperson,
        "name": "Nơi nhận tin minh họa",
        "kind": "centre",
        "address": "https://example.org/bao-tin",
        "valid_from": date(2026, 7, 1),
        "illustrative": ["name"],
    }
    return services.destination_add(**(values | fields))


def reported_to(cast: Cast, incident: Incident | None = None, **fields: Any) -> CentreReport:
    values = {
        "actor": cast.press_officer,
        "incident_id": (incident or case(cast)).pk,
        "text": "Đề nghị xử lý tin sai.",
    }
    if "destination_id" not in fields:
        values["destination_id"] = destination(cast).pk
    return services.centre_report(**(values | fields))


def rounds(cast: Cast, ground: str, *at: datetime) -> CorrectionRequest:
    """A letter at each instant, each refused by the outlet a minute later."""
    mandate(cast)
    correction = drafted(cast, ground=ground)
    for moment in at:
        correction = do("send", correction, cast.spokesperson, sent_at=moment)
        correction = answered(cast, correction, answered_at=moment)
    return correction


def code_of(refused: Any) -> str:
    return str(refused.value.code)


def complaint(refused: Any, name: str) -> str:
    return str(refused.value.errors[name][0].code)


def kinds(incident: Incident) -> list[str]:
    return list(TimelineEntry.objects.filter(incident=incident).values_list("kind", flat=True))
