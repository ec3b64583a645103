"""The annual report on information to the press: its words, and its submission with the figures as they are then."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import locked
from comms.core.states import change, move, require_version
from comms.duties import periods, policies
from comms.duties.models import AnnualReport, Duty, DutyLink
from comms.duties.selectors import RuleBook
from comms.duties.selectors.figures import as_kept, figures
from comms.duties.services.generating import held_ministry
from comms.duties.services.meeting import add_link
from comms.duties.states import ReportState, Subject
from comms.org.models import User

WORDS = ("difficulties", "proposals")


@transaction.atomic
def report_begin(*, actor: User, year: int, difficulties: str = "", proposals: str = "") -> AnnualReport:
    """Begin the report on `year`.  Raises NotAllowed, Conflict when there is one, Invalid where no law asks for it."""
    require(policies.may_keep(actor))
    unit = held_ministry()
    book = RuleBook()
    try:
        window = periods.period(Subject.REPORT, *periods.window_days(year))
    except ValueError as error:
        raise Invalid.field("year", _("This is no year."), code="invalid") from error
    if unit is None or book.rule(Subject.REPORT, window) is None:
        detail = _("No rule in force asks for an annual report on this year; the first one is on 2026.")
        raise Invalid.field("year", detail, code="no_rule")
    if window.starts > clock.today():
        raise Invalid.field("year", _("The window of this year has not begun."), code="future")
    if AnnualReport.objects.filter(year=year).exists():
        raise Conflict(_("There is a report on this year already."), code="exists")
    report = AnnualReport.objects.create(
        year=year,
        unit=unit,
        author=actor,
        difficulties=cleaned(AnnualReport, "difficulties", difficulties),
        proposals=cleaned(AnnualReport, "proposals", proposals),
    )
    record(actor=actor, action="duties.report.begun", target=report, year=year)
    return report


@transaction.atomic
def report_update(*, actor: User, annualreport_id: UUID, version: int, **words: str) -> AnnualReport:
    """Change `difficulties` or `proposals`, until the report is submitted.

    Raises NotVisible, NotAllowed, Conflict, StaleVersion, Invalid.
    """
    report = locked(AnnualReport.objects.visible_to(actor), annualreport_id)
    require(policies.may_edit(actor, report))
    require_version(report, version)
    if report.state != ReportState.DRAFT:
        raise Conflict(_("A report that was submitted stays as it is."), code="report_submitted")
    if not set(words) <= set(WORDS):
        raise TypeError(f"not words of the report: {sorted(set(words) - set(WORDS))}")
    values = {name: cleaned(AnnualReport, name, value) for name, value in words.items()}
    before = {name: getattr(report, name) for name in values}
    change(report, expected_version=version, **values)
    changes = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    record(actor=actor, action="duties.report.edited", target=report, changes=changes)
    return report


@transaction.atomic
def report_submit(*, actor: User, annualreport_id: UUID, version: int, document_number: str) -> AnnualReport:
    """Submit the report once its window is over: the figures and their lists stay as they are now, the duty is met.

    Raises NotVisible, NotAllowed, IllegalTransition, StaleVersion, Invalid, Conflict while the window is open.
    """
    report = locked(AnnualReport.objects.visible_to(actor), annualreport_id)
    unit = held_ministry()
    require(policies.may_submit(actor, report))
    number = required(AnnualReport, "document_number", document_number)
    now = clock.now()
    end = periods.window(report.year)[1]
    require_version(report, version)
    if now < end:
        detail = _("The figures count to 24:00 on 14/12/%(year)s; the report is submitted after that.")
        raise Conflict(detail % {"year": report.year}, code="window_open")
    computed = figures(actor, report.year)
    move(
        report,
        "submit",
        expected_version=version,
        figures=as_kept(computed),
        submitted_by=actor,
        submitted_at=now,
        document_number=number,
    )
    due = Duty.objects.filter(subject=Subject.REPORT, unit=unit, ends=periods.window_days(report.year)[1])
    duty = due.select_related("rule", "unit").select_for_update(no_key=True, of=("self",)).first()
    if duty is not None and duty.state in duty.transitions.sources("meet"):
        link = DutyLink(duty=duty, report=report, at=now, linked_by=actor)
        add_link(actor, duty, link, expected_version=None)
    record(
        actor=actor,
        action="duties.report.submitted",
        target=report,
        number=number,
        figures={figure.rule.key: [figure.count, figure.total, figure.digest] for figure in computed.every},
    )
    return report
