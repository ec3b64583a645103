"""`manage.py audit_verify [--anchor HASH]`: recompute the chain; exit 1 where it is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from comms.audit.services import verify


class Command(BaseCommand):
    help = "Recompute the audit chain. Keep the printed head outside; give it back with --anchor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", help="a head printed earlier, which must still be part of the chain")

    def handle(self, *args: Any, **options: Any) -> None:
        result = verify(anchor=options["anchor"])
        if result.broken_at is not None:
            raise CommandError(f"the chain is broken at event {result.broken_at}: {result.why}")
        self.stdout.write(f"{result.events} events, head {result.head}")
