"""`manage.py sample_token <username>`: print an API token of a sample account."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from comms.org.models import User
from comms.org.services import token_create
from comms.sample.guard import refuse_in_production


class Command(BaseCommand):
    help = "Print a new API token of a sample account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_in_production()
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"there is no account {options['username']!r}; load_sample makes the sample accounts")
        self.stdout.write(token_create(actor=user, name="sample"))
