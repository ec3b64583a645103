"""The main job, done once on the sample: every step is the service that the pages and the API call.

Each step looks at the state first, so that a second run goes on where the first one stopped and repeats nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from comms.org.models import User
from comms.sample.main_job.conference import prepare_conference
from comms.sample.main_job.duties import keep_duties
from comms.sample.main_job.incident import handle_false_address, report_open_incident
from comms.sample.main_job.messages import agree_messages
from comms.sample.main_job.on_the_way import leave_on_the_way
from comms.sample.main_job.release import issue_release
from comms.sample.main_job.requests import register_requests
from comms.sample.main_job.statement import give_statement
from comms.sample.main_job.task import do_task
from incidents.models import Incident
from press.releases.models import Release
from press.speaking.models import Statement
from tasks.models import Task

__all__ = ["Outcome", "do_main_job"]


@dataclass
class Outcome:
    """What the main job leaves behind."""

    task: Task
    release: Release
    statement: Statement
    answered: Incident
    open: Incident


def do_main_job(people: dict[str, User]) -> Iterator[str | Outcome]:
    """Do what is not done yet; yield a sentence for each step, and at the end the Outcome."""
    task = yield from do_task(people)
    release = yield from issue_release(people, task)
    yield from agree_messages(people)
    statement = yield from give_statement(people)
    answered = yield from handle_false_address(people, task)
    still_open = yield from report_open_incident(people)
    yield from leave_on_the_way(people)
    yield from register_requests(people)
    yield from prepare_conference(people)
    yield from keep_duties(people, release)
    yield Outcome(task, release, statement, answered, still_open)
