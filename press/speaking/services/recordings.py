"""Recordings of what was said: sound, film or text, kept as they came."""

from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.core.records import locked
from comms.files.models import StoredFile
from comms.files.services import file_store
from comms.org.models import User
from press.mandates.models import Mandate
from press.speaking import policies
from press.speaking.models import Statement
from press.speaking.selectors import recordings_of

MOST_RECORDINGS = 20


@transaction.atomic
def recording_add(*, actor: User, statement_id: UUID, file: File) -> StoredFile:
    """Keep a recording with the statement, before or after it was given; it changes neither words nor approval.

    Raises NotAllowed, NotVisible, Invalid (`too_many`, and what `comms.files` refuses).
    """
    statement = locked(Statement.objects.visible_to(actor), statement_id)
    statement.mandate = Mandate.objects.select_related("person", "unit").get(pk=statement.mandate_id)
    require(policies.may_record(actor, statement))
    if recordings_of(actor, statement).count() >= MOST_RECORDINGS:
        raise Invalid.field("file", _("At most %(limit)s files.") % {"limit": MOST_RECORDINGS}, code="too_many")
    stored = file_store(actor=actor, upload=file, subject=statement, recordings=True)
    record(actor=actor, action="press.statement.recorded", target=statement, file=stored.name, sha256=stored.sha256)
    return stored
