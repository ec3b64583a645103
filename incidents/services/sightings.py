"""Where an incident, or a claim in it, was seen; what was captured there."""

import hashlib
import re
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, refuse_future
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.core.records import found
from comms.files import kinds, pictures
from comms.files.models import StoredFile
from comms.files.services import content_store, file_store, refuse_size
from comms.org.models import User
from incidents import policies
from incidents.models import Claim, Incident, Sighting
from incidents.services.common import locked_claim, locked_incident, refuse_ended
from incidents.states import SeenIn
from press.distribution.models import MediaOutlet

SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_REACH = 2_147_483_647
# A capture keeps the words of a long page readable.
PICTURE_SIDE = 5000
PICTURE_BYTES = 8_000_000


@transaction.atomic
def sighting_add(
    *,
    actor: User,
    incident_id: UUID | None = None,
    claim_id: UUID | None = None,
    url: str = "",
    seen_in: str = "",
    outlet_id: UUID | None = None,
    author: str = "",
    captured_at: datetime | None = None,
    sha256: str = "",
    reach: int | None = None,
    note: str = "",
    upload: Any = None,
) -> Sighting:
    """Keep where a claim (and its incident), or an incident as a whole, was seen.

    The address is stored as text and never fetched; without one there is a captured file.  `sha256` is hexadecimal,
    of what was captured; with `upload` it must be that of the file as it came.  A picture is written anew and then has
    its own hash, beside that of what came.  `reach` counts people, `captured_at` is aware (now when None).
    Raises NotAllowed, Invalid, Conflict (incident ended), and what storing a file refuses.
    """
    incident, claim = _seen_place(actor, incident_id, claim_id)
    require(policies.may_report_claim(actor, incident))
    refuse_future("captured_at", captured_at)
    sha256 = sha256.strip().lower()
    if sha256 and not SHA256.fullmatch(sha256):
        raise Invalid.field("sha256", _("A SHA-256 is 64 hexadecimal digits."), code="invalid")
    if reach is not None and not 0 <= reach <= MOST_REACH:
        raise Invalid.field("reach", _("Reach is a count of people."), code="invalid")
    outlet = found(MediaOutlet.objects.visible_to(actor), pk=outlet_id) if outlet_id else None
    values = {
        "url": cleaned(Sighting, "url", url),
        "seen_in": chosen("seen_in", seen_in, SeenIn) if seen_in else "",
        "author": cleaned(Sighting, "author", author),
        "note": cleaned(Sighting, "note", note),
    }
    if not values["url"] and upload is None:
        raise Invalid.field("url", _("Give the address, or the captured file."), code="required")
    stored, received = captured(actor, upload, claim or incident) if upload is not None else (None, sha256)
    if stored is not None and sha256 and sha256 != received:
        raise Invalid.field("sha256", _("The file has another SHA-256."), code="mismatch")
    sighting = Sighting.objects.create(
        incident=incident,
        claim=claim,
        outlet=outlet,
        captured_at=captured_at or clock.now(),
        sha256=stored.sha256 if stored else sha256,
        received_sha256=received if stored and received != stored.sha256 else "",
        reach=reach,
        file=stored,
        recorded_by=actor,
        recorded_at=clock.now(),
        **values,
    )
    _evidence(actor, sighting)
    return sighting


def captured(actor: User | None, upload: Any, subject: models.Model) -> tuple[StoredFile, str]:
    """The stored file, and the SHA-256 of what came: a picture is written anew, anything else kept as it came."""
    refuse_size(upload)
    received = digest_of(upload)
    if not pictures.is_picture(upload):
        return file_store(actor=actor, upload=upload, subject=subject), received
    return picture_kept(actor, upload, subject), received


def picture_kept(actor: User | None, upload: Any, subject: models.Model) -> StoredFile:
    """A picture without anything but its pixels.  Raises Invalid for `file`, also for what is no picture."""
    unsupported = _("A picture is a JPEG, PNG or WebP file.")
    data, ending = pictures.rewritten(upload, unsupported, side=PICTURE_SIDE, most=PICTURE_BYTES)
    name = f"{PurePath(upload.name or '').stem or 'picture'}.{ending}"
    return content_store(actor=actor, content=data, name=name, subject=subject)


def refuse_large(upload: Any, most: int) -> None:
    """Raises Invalid for `file`: empty, too_large."""
    refuse_size(upload)
    if upload.size > most:
        detail = _("The file is larger than %(size)s MB.") % {"size": most // 1024**2}
        raise kinds.refused("too_large", detail)


def digest_of(upload: Any) -> str:
    """The SHA-256 of what came."""
    upload.seek(0)
    digest = hashlib.file_digest(upload.file, "sha256").hexdigest()
    upload.seek(0)
    return digest


def _seen_place(actor: User, incident_id: UUID | None, claim_id: UUID | None) -> tuple[Incident, Claim | None]:
    """The incident, and the claim where one is named, both locked."""
    if claim_id is None:
        incident = locked_incident(actor, incident_id)  # type: ignore[arg-type]  # one of the two is named
        refuse_ended(incident)
        return incident, None
    claim = locked_claim(actor, claim_id)
    if incident_id is not None and claim.incident_id != incident_id:
        raise Invalid.field("claim", _("This claim belongs to another incident."), code="other_incident")
    return claim.incident, claim


def _evidence(actor: User, sighting: Sighting) -> None:
    about = sighting.claim or sighting.incident
    record(
        actor=actor,
        action="incidents.claim.seen" if sighting.claim else "incidents.incident.seen",
        target=about,
        sighting=sighting.pk,
        captured_at=sighting.captured_at,
        sha256=sighting.sha256,
        received_sha256=sighting.received_sha256,
        reach=sighting.reach,
        file=sighting.file_id,
    )
