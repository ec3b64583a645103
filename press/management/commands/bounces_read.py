"""`manage.py bounces_read <file>…`, or `-` for standard input: read reports of non-delivery, one a file."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from press.distribution.services.deliveries import bounce_read
from press.distribution.services.deliveries.bounces import LARGEST


class Command(BaseCommand):
    help = "Settle mails as bounced that a report of non-delivery (RFC 3464) tells of."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", help="a report a file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        bounced = 0
        for name in options["files"]:
            # One byte more than is read: what is longer is seen to be too long, and not loaded.
            if name == "-":
                data = sys.stdin.buffer.read(LARGEST + 1)
            else:
                with Path(name).open("rb") as file:
                    data = file.read(LARGEST + 1)
            bounced += bounce_read(data) is not None
        self.stdout.write(f"{bounced} of {len(options['files'])} reports settled a delivery")
