"""`manage.py make_trial_certificate`: a key for trying the digital signature."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from comms.core import clock
from comms.pdf.trial import WARNING, trial_pkcs12


class Command(BaseCommand):
    help = f"Make a PKCS#12 for trying the digital signature. Its subject says: {WARNING}. Refused in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file to make; an existing one is not overwritten")
        parser.add_argument("--name", default="Comms", help="named in the subject beside the warning")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("In production documents are signed with the certificate of the agency.")
        if not settings.SIGNING_PASSPHRASE:
            raise CommandError("Set SIGNING_PASSPHRASE: the file is protected by it.")
        path: Path = options["path"]
        try:
            # Readable by its owner only, from the first byte on.
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(trial_pkcs12(name=options["name"], passphrase=settings.SIGNING_PASSPHRASE, at=clock.now()))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(f"{path}: {WARNING}. Use it with SIGNING_PKCS12={path}")
