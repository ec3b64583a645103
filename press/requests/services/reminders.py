"""Looking for promises and parts that have come to be due, and telling of each once.

Each look reads only what is near: promises of the last and next days, parts of the last week.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from comms.core import clock
from comms.notify.models import Notification
from press.requests.models import PressRequest, RequestUnit
from press.requests.services import notices
from press.requests.states import OPEN

LOOK_BACK = timedelta(days=7)


@transaction.atomic
def promises_tell() -> int:
    """Tell of promised answers that are due tomorrow or were not given; returns of how many."""
    today = clock.today()
    near = PressRequest.objects.filter(
        state__in=OPEN, promised_for__gte=today - LOOK_BACK, promised_for__lte=today + timedelta(days=1)
    ).exclude(promised_for=today)
    found: dict[str, tuple[PressRequest, date]] = {}
    for request in near.select_related("desk_unit").order_by("promised_for", "pk"):
        if (day := request.promised_for) is not None:
            key = notices.promise_key(day, broken=day < today)
            found[notices.request_key(request.pk, key)] = (request, day)
    new = _not_told(notices.PROMISE, found)
    for key in new:
        request, day = found[key]
        notices.tell_promise(request, day, broken=day < today)
    return len(new)


@transaction.atomic
def parts_late_tell() -> int:
    """Tell of parts that are not delivered although they are due; returns of how many."""
    now = clock.now()
    late = RequestUnit.objects.filter(
        request__state__in=OPEN, delivered_at=None, relieved_at=None, due_at__lt=now, due_at__gte=now - LOOK_BACK
    )
    found = {
        notices.request_key(part.request_id, notices.part_key(part)): part
        for part in late.select_related("unit", "request__desk_unit").order_by("due_at", "pk")
    }
    new = _not_told(notices.PART_LATE, found)
    for key in new:
        notices.tell_part_late(found[key])
    return len(new)


def _not_told(kind: str, keys: Iterable[str]) -> list[str]:
    wanted = list(keys)
    told = set(Notification.objects.filter(kind=kind, key__in=wanted).values_list("key", flat=True))
    return [key for key in wanted if key not in told]
