"""What is looked for regularly."""

from django.core.cache import cache

from comms.files.services import orphans_sweep
from comms.outbox.handlers import periodic

HOURS = 6


@periodic("files.orphans")
def sweep_orphans() -> None:
    """Every six hours, not at every sweep: the storage is listed."""
    if cache.add("files:orphans-swept", 1, timeout=HOURS * 3600):
        orphans_sweep()
