"""What the main job left behind, as lines for the console."""

from collections.abc import Iterator

from django.conf import settings

from comms.core import clock
from comms.deadlines.selectors import clocks_of
from comms.sample.cast import CAST, PASSWORD
from comms.sample.main_job import Outcome
from incidents.models import Incident
from plans.models import Plan
from press.releases.models import Release
from press.releases.selectors import document_of
from tasks.models import Task
from tasks.selectors import progress
from tasks.states import ParticipationRole


def lines(outcome: Outcome) -> Iterator[str]:
    plan = outcome.task.plan
    yield ""
    yield from _tasks(plan)
    yield ""
    yield from _progress(plan)
    yield ""
    yield from _document(outcome.release)
    yield ""
    yield from _clocks(outcome.answered)
    yield from _clocks(outcome.open)
    yield ""
    yield f"Sign in at {settings.SITE_URL} with the password {PASSWORD} as one of:"
    for username, (_name, unit, kind) in CAST.items():
        yield f"  {username:15} {kind.label}, {unit}"


def _tasks(plan: Plan) -> Iterator[str]:
    """The assignment table: lead unit, coordinating units, state."""
    yield f"Tasks of {plan.code} ({plan.decision_number}), by lead and coordinating units:"
    rows = Task.objects.filter(plan=plan).select_related("lead_unit").prefetch_related("participations__unit")
    for task in rows.order_by("position"):
        named = [one.unit.code for one in task.participations.all() if one.role == ParticipationRole.COORDINATING]
        group = [task.get_coordinating_group_display()] if task.coordinating_group else []
        yield f"  {task.no or '–':>2}  {_short(task.title, 60):60}  {task.lead_unit.code:10}  {_state(task)}"
        yield f"      with {', '.join(named + group)}"


def _progress(plan: Plan) -> Iterator[str]:
    found = progress(plan=plan)
    yield (
        f"Progress of {plan.code}: declared {found.declared_percent} %, verified {found.verified_percent} % "
        f"of {found.counts.total} tasks"
    )
    for one in found.by_unit:
        yield f"  {one.unit.code:10} declared {one.declared_percent} %, verified {one.verified_percent} %"


def _document(release: Release) -> Iterator[str]:
    """The issued document; its bytes stay in the database, and a copy lies where it can be opened."""
    document = document_of(release)
    path = settings.VAR_DIR / "demo" / f"{release.symbol.replace('/', '-')}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document.content)
    yield f"Release {release.symbol}, issued {release.issued_at.astimezone(clock.HANOI):%d/%m/%Y %H:%M}: {path}"
    yield f"  SHA-256 {document.sha256}"


def _clocks(incident: Incident) -> Iterator[str]:
    for one in clocks_of(incident):
        ended = f"stopped {one.stopped_at.astimezone(clock.HANOI):%d/%m/%Y %H:%M}" if one.stopped_at else "still open"
        yield f"Legal clock {one.rule.code} ({one.rule.legal_basis}), due {one.due_words}, {ended}: {incident.title}"


def _state(task: Task) -> str:
    return f"{task.get_state_display()}, {task.shown_percent:.0f} %"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
