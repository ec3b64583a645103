"""What the worker does for this app."""

from django.core.cache import cache

from comms.outbox.handlers import handles, periodic
from tasks.services.import_runs import run_read, run_write
from tasks.services.reminders import digests_send

DIGESTS_EVERY = 300


@handles("tasks.import.read")
def read_import(run_id: str) -> None:
    run_read(run_id=run_id)


@handles("tasks.import.write")
def write_import(run_id: str) -> None:
    run_write(run_id=run_id)


@periodic("tasks.digests")
def send_digests() -> None:
    """Every five minutes, not at every sweep: all open tasks are looked at."""
    if cache.add("tasks:digests-looked", 1, timeout=DIGESTS_EVERY):
        digests_send()
