"""What was signed when leadership waived the answer to an incident."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from comms.audit.models import AuditEvent
from comms.audit.selectors import history
from comms.core.clock import HANOI
from incidents.models import Incident

WAIVED = "incidents.incident.waived"


@dataclass(frozen=True)
class Waiver:
    """As it was signed.  `stands`: it counts now, and not only for a former closing.

    `intact` says whether name, post, time and reason still fit the hash that the evidence holds; None for a waiver from
    before hashes were kept.
    """

    name: str
    post: str
    at: datetime | None
    reason: str
    sha256: str
    stands: bool
    intact: bool | None


def waiver_digest(*, incident_id: UUID, version: int, name: str, post: str, at: datetime, reason: str) -> str:
    """SHA-256 over what the leader signs; `version` is that of the incident as the leader read it."""
    signed = [str(incident_id), version, name, post, at.astimezone(HANOI).isoformat(), reason]
    return hashlib.sha256(json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def waivers(incident: Incident) -> list[Waiver]:
    """Every waiver of an incident that the caller fetched through visibility, the newest first.

    Of the one that counts the words come from the incident and the hash from the evidence, so that a change of either
    shows; the former ones are in the evidence alone.
    """
    events = list(history(incident).filter(action=WAIVED))
    signed: list[Waiver] = []
    for number, event in enumerate(events):
        stands = number == 0 and incident.is_waived
        signed.append(_waiver(incident, event, _words(incident) if stands else event.data, stands))
    return signed


def waiver_intact(incident: Incident) -> bool | None:
    """Is the waiver that counts what was signed?  None where there is none, or no hash of it."""
    return next((waiver.intact for waiver in waivers(incident) if waiver.stands), None)


def _words(incident: Incident) -> dict[str, Any]:
    return {
        "name": incident.waiver_name,
        "post": incident.waiver_post,
        "signed_at": incident.waived_at.isoformat() if incident.waived_at else "",
        "reason": incident.waive_reason,
        "waiver_sha256": incident.waiver_sha256,
    }


def _waiver(incident: Incident, event: AuditEvent, words: Mapping[str, Any], stands: bool) -> Waiver:
    at = parse_datetime(words.get("signed_at") or "")
    given = {name: str(words.get(name) or "") for name in ("name", "post", "reason")}
    kept = str(event.data.get("waiver_sha256") or "")
    intact = None
    if kept:
        version = event.data["signed_version"]
        intact = (
            at is not None
            and words.get("waiver_sha256") == kept
            and waiver_digest(incident_id=incident.pk, version=version, at=at, **given) == kept
        )
    return Waiver(
        name=given["name"] or event.actor_label,
        post=given["post"],
        at=at or event.at,
        reason=given["reason"],
        sha256=kept,
        stands=stands,
        intact=intact,
    )
