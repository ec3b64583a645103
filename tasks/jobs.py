"""What the worker does for this app."""

from comms.outbox.handlers import handles
from tasks.services.import_runs import run_read, run_write


@handles("tasks.import.read")
def read_import(run_id: str) -> None:
    run_read(run_id=run_id)


@handles("tasks.import.write")
def write_import(run_id: str) -> None:
    run_write(run_id=run_id)
