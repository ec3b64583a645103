"""`manage.py demo`: do the main job once on the sample and print what came out."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from comms.org.models import User
from comms.sample.cast import CAST
from comms.sample.guard import refuse_in_production
from comms.sample.main_job import do_main_job
from comms.sample.report import lines


class Command(BaseCommand):
    help = "Do the main job once on the sample data: tasks, a release, a statement, an incident. Repeats nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_in_production()
        people = {user.username: user for user in User.objects.filter(username__in=CAST)}
        with translation.override("en"):
            self.stdout.write("What is done:")
            for step in do_main_job(people):
                if isinstance(step, str):
                    self.stdout.write(f"  - {step}")
                else:
                    outcome = step
            for line in lines(outcome):
                self.stdout.write(line)
