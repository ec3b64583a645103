"""Printing the dossier of an incident: asked for in a request, rendered by a worker, kept with its hash."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from comms.audit.models import AuditHead
from comms.audit.services import record
from comms.core import clock
from comms.core.errors import Unavailable
from comms.core.records import found
from comms.files.services import content_store
from comms.org.models import User
from comms.outbox.services import outbox
from comms.pdf.errors import RenderFailed
from comms.pdf.services import render
from incidents.models import Incident, IncidentDossier
from incidents.models.learning import CHANGED
from incidents.paper.content import content_sha256, dossier_of
from incidents.paper.document import Dossier, number, printable

TOPIC = "incidents.print_dossier"


def dossier_ask(*, actor: User, incident_id: UUID, spend: Callable[[], None] = lambda: None) -> IncidentDossier:
    """The dossier as `actor` may have it now: the one that is kept, or one that a worker is to print.

    The evidence is of the printing; a reading leaves none.  `spend` is called before a new one is owed; what it raises
    refuses it.  Asking twice owes one.
    Raises NotVisible.
    """
    incident: Incident = found(Incident.objects.visible_to(actor).select_related(*_UNITS), pk=incident_id)
    sha256 = content_sha256(dossier_of(actor, incident))
    mine = IncidentDossier.objects.filter(incident=incident, asked_by=actor, content_sha256=sha256)
    kept: IncidentDossier | None = mine.select_related("file").first()
    if kept is not None and kept.failed != CHANGED:
        return kept
    spend()
    return _owed(actor, incident, sha256)


def dossier_print(*, dossier_id: UUID) -> IncidentDossier | None:
    """Render and store what was asked for; running twice stores one.  The rights of who asked are asked anew.

    None where who asked does not see the incident any more; whoever sees it again asks again.  What cannot be rendered
    says so in `failed`; a machine that is busy raises, and the worker tries again.
    """
    row: IncidentDossier = IncidentDossier.objects.select_related("asked_by", "file").get(pk=dossier_id)
    if row.file is not None:
        return row
    actor: User = row.asked_by
    incident = Incident.objects.visible_to(actor).select_related(*_UNITS).filter(pk=row.incident_id).first()
    if incident is None:
        _failed(row, CHANGED)
        return None
    content = dossier_of(actor, incident)
    if content_sha256(content) != row.content_sha256:
        return _failed(row, CHANGED)
    try:
        data = _rendered(row, incident, content)
    except Unavailable:
        raise
    except RenderFailed as error:
        return _failed(row, error.code)
    return _stored(row, data)


_UNITS = ("lead_unit", "reporting_unit", "reporter")


@transaction.atomic
def _owed(actor: User, incident: Incident, sha256: str) -> IncidentDossier:
    row, made = IncidentDossier.objects.select_for_update(of=("self",)).get_or_create(
        incident=incident, asked_by=actor, content_sha256=sha256, defaults={"asked_at": clock.now()}
    )
    if not made and row.failed != CHANGED:
        return row
    row.asked_at, row.failed = clock.now(), ""
    row.save(update_fields=["asked_at", "failed"])
    outbox(TOPIC, key=f"dossier:{row.pk}:{row.asked_at.isoformat()}", dossier_id=row.pk)
    return row


def _rendered(row: IncidentDossier, incident: Incident, content: Dossier) -> bytes:
    """Up to 20 seconds in a child process, outside every transaction."""
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    document = printable(replace(content, printed_at=row.asked_at, head=f"{number(head.seq)}: {head.hash}"))
    return render(
        template="incidents/paper/dossier.html",
        context={"document": document, "content_sha256": row.content_sha256},
        title=printable(f"Hồ sơ sự cố truyền thông – {incident.title}"),
        language="vi",
        created_at=row.asked_at,
        properties={"ContentSha256": row.content_sha256},
    )


@transaction.atomic
def _stored(row: IncidentDossier, data: bytes) -> IncidentDossier:
    locked: IncidentDossier = IncidentDossier.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.file_id is not None:
        return locked
    locked.file = content_store(
        actor=row.asked_by, content=data, name=f"ho-so-su-co-{row.asked_at:%Y%m%d}.pdf", subject=row
    )
    locked.save(update_fields=["file"])
    record(
        actor=row.asked_by,
        action="incidents.dossier.printed",
        target=locked,
        incident=row.incident_id,
        content_sha256=row.content_sha256,
        sha256=locked.file.sha256,
    )
    return locked


def _failed(row: IncidentDossier, code: str) -> IncidentDossier:
    IncidentDossier.objects.filter(pk=row.pk, file=None).update(failed=code)
    row.failed = code
    return row
