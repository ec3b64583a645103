"""What is approved and not yet spoken, when its mandate ends first: the approval is taken back, with the reason.

Locks: statements in the order of their keys, then the mandate.
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.states import change
from comms.notify.services import notify
from comms.org.models import User
from press.mandates.models import Mandate
from press.mandates.policies import within_mandate
from press.speaking.models import Statement
from press.speaking.states import EDITABLE, StatementState


def unspoken_hold(*, mandate_id: UUID) -> None:
    """Lock what is to be said under a mandate that is about to end."""
    list(_under(mandate_id).values_list("pk", flat=True))


def approvals_stop(*, mandate: Mandate, actor: User | None) -> list[Statement]:
    """Take back the approval of what is to be said when the locked mandate no longer holds: at its planned instant, or
    now where none is planned.  Returns the statements that became drafts again."""
    stopped = []
    for statement in _under(mandate.pk):
        at = max(statement.spoken_at or clock.now(), clock.now())
        if statement.state == StatementState.APPROVED and not within_mandate(mandate, at):
            _stop(statement, partial(_outside, mandate, at), actor)
            stopped.append(statement)
    return stopped


def _stop(statement: Statement, reason: Any, actor: User | None) -> None:
    """`reason()` gives the words: kept in the ministry's language, told to each in theirs."""
    with translation.override(settings.LANGUAGE_CODE):
        kept = reason()
    told = [statement.author, statement.approved_by, statement.mandate.person]
    change(
        statement,
        expected_version=None,
        state=StatementState.DRAFT,
        approved_by=None,
        approved_at=None,
        stopped_reason=kept,
    )
    for person in dict.fromkeys(person for person in told if person is not None and person != actor):
        notify(
            person=person,
            kind="press.statement_stopped",
            key=f"statement:{statement.pk}:stopped:{statement.version}",
            title=format_lazy(_("The approval of “{topic}” was taken back"), topic=statement.topic),
            body=lazy(reason, str)(),
            url=statement.get_absolute_url(),
            subject=("press.statement", statement.pk),
        )
    record(actor=actor, action="press.statement.stopped", target=statement, reason=kept)


def _outside(mandate: Mandate, at: Any) -> str:
    return str(within_mandate(mandate, at).reason)


def _under(mandate_id: UUID) -> Any:
    rows = Statement.objects.filter(mandate=mandate_id, state__in=EDITABLE).order_by("pk")
    related = rows.select_related("author", "approved_by", "mandate__person", "mandate__unit")
    return related.select_for_update(no_key=True, of=("self",))
