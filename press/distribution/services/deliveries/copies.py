"""Copies under embargo: the document with the recipient's mark on each page, and who opened it when."""

import hashlib
from dataclasses import replace

from django.db import transaction

from comms.pdf.services import render
from press.distribution.models import CopyAccess, Delivery, DeliveryCopy
from press.releases.models import Release
from press.releases.services.documents import rendering_of

LONGEST_AGENT = 200


def copy_make(delivery: Delivery, release: Release) -> DeliveryCopy:
    """The recipient's own copy: made once, outside of every transaction, then found.  Raises RenderFailed."""
    if stored := DeliveryCopy.objects.filter(delivery=delivery).first():
        return stored
    rendering = rendering_of(release)
    paper = rendering["context"]["document"]
    marked = replace(paper, marks=replace(paper.marks, recipient=delivery.name))
    data = render(**{**rendering, "context": {**rendering["context"], "document": marked}})
    copy = DeliveryCopy(delivery=delivery, sha256=hashlib.sha256(data).hexdigest(), size=len(data), content=data)
    DeliveryCopy.objects.bulk_create([copy], ignore_conflicts=True)
    return DeliveryCopy.objects.get(delivery=delivery)


@transaction.atomic
def copy_opened(*, delivery: Delivery, address: str | None, agent: str) -> CopyAccess:
    """Write down that a copy was opened: when, from which address, with which program."""
    shown = "".join(char if char.isprintable() else " " for char in agent)
    return CopyAccess.objects.create(delivery=delivery, address=address or None, agent=shown[:LONGEST_AGENT])
