"""Reports by the public, built by calling the services as people would."""

from typing import Any

from incidents import services
from incidents.models import PublicReport

GIVEN: dict[str, dict[str, Any]] = {
    "take": {"title": "Tin sai về phí"},
    "dismiss": {"reason": "Không liên quan"},
    "answer": {"text": "Bộ Tư pháp xin cảm ơn ông/bà."},
    "forget": {},
}
PATHS: dict[str, list[str]] = {
    "received": [],
    "taken": ["take"],
    "dismissed": ["dismiss"],
    "answered": ["dismiss", "answer"],
}


def come(**fields: Any) -> PublicReport:
    """As it comes by the open form."""
    values = {"text": "Trên mạng nói Cổng pháp luật thu phí.", "url": "https://example.org/tin"}
    return services.public_report_receive(**(values | fields))


def done(verb: str, report: PublicReport, actor: Any, **arguments: Any) -> PublicReport:
    """One verb with the version as it stands."""
    report.refresh_from_db()
    service = getattr(services, f"public_report_{verb}")
    result: PublicReport = service(
        actor=actor, publicreport_id=report.pk, version=report.version, **(GIVEN[verb] | arguments)
    )
    return result


def in_state(state: str, actor: Any, **fields: Any) -> PublicReport:
    report = come(**fields)
    for verb in PATHS[state]:
        report = done(verb, report, actor)
    return report
