"""Reading the evidence."""

from django.db.models import Model, QuerySet

from comms.audit.models import AuditEvent
from comms.core import subjects


def history(obj: Model) -> QuerySet[AuditEvent]:
    """Events of one object, newest first.  The caller has fetched `obj` through visibility."""
    return AuditEvent.objects.filter(subject_type=subjects.type_of(obj), subject_id=obj.pk).order_by("-seq")
