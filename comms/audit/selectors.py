"""Reading the evidence."""

from django.db.models import Model, QuerySet

from comms.audit.models import AuditEvent
from comms.core import subjects
from comms.core.errors import StaleVersion

MOST_CHANGES = 20


def history(obj: Model) -> QuerySet[AuditEvent]:
    """Events of one object, newest first.  The caller has fetched `obj` through visibility."""
    return AuditEvent.objects.filter(subject_type=subjects.type_of(obj), subject_id=obj.pk).order_by("-seq")


def changes_since(stale: StaleVersion) -> list[AuditEvent]:
    """What happened to the object after the version that the caller held, newest first, at most MOST_CHANGES."""
    if stale.target is None or stale.held is None:
        return []
    return list(history(stale.target).filter(subject_version__gt=stale.held)[:MOST_CHANGES])
