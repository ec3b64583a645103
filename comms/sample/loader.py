"""Everything that `load_sample` loads, in order."""

import csv
from collections.abc import Iterator

from comms.deadlines.services import rules_load
from comms.duties.models import Duty
from comms.duties.services import duties_generate
from comms.sample.cast import load_cast
from comms.sample.contacts import JOURNALISTS, OUTLETS, load_contacts
from comms.sample.destinations import load_destinations
from comms.sample.playbooks import load_playbooks
from comms.sample.scheme import load_scheme
from comms.sample.units import DATA, load_units
from press.requests.services.grounds import grounds_load


def load() -> Iterator[str]:
    """Load the real input and the cast; yield a line for each part.  Running it twice changes nothing."""
    units = load_units()
    yield f"{len(units)} units of four structures"
    with (DATA / "deadline_rules.csv").open(encoding="utf-8", newline="") as file:
        rules = list(csv.DictReader(file))
    rules_load(rules)
    yield f"{len(rules)} deadline rules"
    duties_generate()
    yield f"{Duty.objects.count()} periods of legal duties"
    with (DATA / "refusal_grounds.csv").open(encoding="utf-8", newline="") as file:
        grounds = list(csv.DictReader(file))
    grounds_load(grounds)
    yield f"{len(grounds)} grounds of refusal"
    people = load_cast()
    yield f"{len(people)} sample accounts"
    scheme, plans, tasks = load_scheme(units)
    yield f"scheme {scheme.code}, {len(plans)} plans, {len(tasks)} tasks"
    lists = load_contacts(people["press_officer"])
    yield f"{len(OUTLETS)} outlets, {len(JOURNALISTS)} journalists and {len(lists)} lists, invented"
    destinations = load_destinations(people["spokesperson"])
    yield f"{len(destinations)} bodies to which false information is reported, one of them invented"
    yield f"{load_playbooks(people['press_officer'])} playbooks for incidents, invented"
