"""What the worker does for this app."""

from django.core.cache import cache

from comms.core import clock
from comms.outbox.handlers import handles, periodic
from tasks.services.import_runs import run_read, run_write
from tasks.services.reminders import digests_send, is_digest_time

DIGESTS_EVERY = 300


@handles("tasks.import.read")
def read_import(run_id: str) -> None:
    run_read(run_id=run_id)


@handles("tasks.import.write")
def write_import(run_id: str) -> None:
    run_write(run_id=run_id)


@periodic("tasks.digests")
def send_digests() -> None:
    """Every five minutes until the digests of the day are sent; what comes up later goes into those of the next."""
    day = f"tasks:digests:{clock.today()}"
    if cache.get(day) or not cache.add("tasks:digests-looked", 1, timeout=DIGESTS_EVERY) or not is_digest_time():
        return
    digests_send()
    cache.set(day, 1, timeout=24 * 3600)
