"""`manage.py load_sample`: the real input and the cast.  Idempotent."""

from typing import Any

from django.core.management.base import BaseCommand

from comms.sample.guard import refuse_in_production
from comms.sample.loader import load


class Command(BaseCommand):
    help = "Load the units, the rules, the scheme, the plans and the sample accounts. Running it twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_in_production()
        for line in load():
            self.stdout.write(line)
