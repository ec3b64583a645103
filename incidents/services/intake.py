"""A report together with where it was seen: all or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from comms.core.errors import FieldError, Invalid
from comms.org.models import User
from incidents.models import Incident
from incidents.services.claims import claim_report
from incidents.services.handling import incident_report
from incidents.services.sightings import sighting_add


@transaction.atomic
def incident_report_seen(
    *, actor: User, claim: str = "", sources: Sequence[Mapping[str, Any]] = (), **facts: Any
) -> Incident:
    """`incident_report` with the first claim, where its words are known, and the places where it was seen.

    Each of `sources` holds arguments of `sighting_add`.  Raises as the three do; what is wrong with a source is named
    under `sources`.
    """
    incident = incident_report(actor=actor, **facts)
    said = claim_report(actor=actor, incident_id=incident.pk, text=claim) if claim else None
    for number, source in enumerate(sources, 1):
        try:
            sighting_add(actor=actor, incident_id=incident.pk, claim_id=said.pk if said else None, **source)
        except Invalid as refused:
            raise Invalid({"sources": _numbered(number, refused)}, refused.detail) from refused
    return incident


def _numbered(number: int, refused: Invalid) -> list[FieldError]:
    return [
        FieldError(complaint.code, f"{number}. {name}: {complaint.detail}")
        for name, complaints in refused.errors.items()
        for complaint in complaints
    ]
