"""`manage.py outbox_drain [--forever]`: do what is owed, without a broker."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from comms.outbox.services import drain, run_periodic

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do the effects that are due. With --forever, keep looking until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true")
        parser.add_argument("--every", type=float, default=1.0, help="seconds between two looks")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["forever"]:
            run_periodic()
            self.stdout.write(f"{drain()} effects done")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("Draining the outbox until SIGTERM or Ctrl-C.")
        self.stdout.flush()
        while not stop.is_set():
            try:
                run_periodic()
                drain(stopped=stop.is_set)
            except DatabaseError:
                logger.exception("the database did not answer; looking again")
            close_old_connections()
            stop.wait(options["every"])
