"""The printed dossier over HTTP, for the API and the pages alike."""

from typing import Any

from django.http import HttpResponse

from comms.core import limits
from comms.core.errors import Conflict
from comms.files.services import stored_bytes
from incidents import services
from incidents.models import Incident
from press.releases.downloads import RETRY_SECONDS, answer

__all__ = ["RETRY_SECONDS", "dossier_pdf"]


def dossier_pdf(user: Any, incident: Incident) -> HttpResponse | None:
    """The stored bytes of the dossier as `user`, who sees the incident, may have it now; None while it is printed.

    What the reader may see is asked anew each time, so that a dossier from before a right was lost is not found.
    Raises Conflict (code `dossier_failed`) where it cannot be printed, TooMany.
    """
    dossier = services.dossier_ask(actor=user, incident_id=incident.pk, spend=_spend(user))
    if dossier.file is not None:
        return answer(stored_bytes(dossier.file), f"ho so {incident.title}", inline=False)
    if dossier.failed:
        raise Conflict(dossier.failed_words, code="dossier_failed")
    return None


def _spend(user: Any) -> Any:
    return lambda: limits.spend("preview", f"user {user.pk}")
