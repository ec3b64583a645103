"""Requests in the order in which the law wants them done."""

from datetime import UTC, datetime

from django.db.models import Case, DateTimeField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from comms.core import subjects
from comms.deadlines.models import Clock
from press.requests.models import PressRequest
from press.requests.states import OPEN, RequestState

# Behind every legal clock: first what is owed without one, then what is over.
_OWED, _OVER = datetime(9998, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def by_urgency(rows: "QuerySet[PressRequest]") -> "QuerySet[PressRequest]":
    """With `due_sort`: the due instant of the running legal clock, later than any where none runs."""
    running = Clock.objects.open().filter(subject_type=subjects.type_of(PressRequest()), subject_id=OuterRef("pk"))
    owed = Q(state__in=OPEN) | Q(
        state=RequestState.REFUSED, reason_sent_at=None, refusal_ground__reason_must_be_told=True
    )
    rest = Case(When(owed, then=Value(_OWED)), default=Value(_OVER), output_field=DateTimeField())
    due = Subquery(running.order_by("due_at").values("due_at")[:1], output_field=DateTimeField())
    return rows.annotate(due_sort=Coalesce(due, rest, output_field=DateTimeField()))
