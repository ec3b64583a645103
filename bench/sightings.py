"""The list and the room of an incident with 1,000,000 sightings (BENCH_SIGHTINGS), beside the same with 1,000.

The pages and the list of the API are asked through the whole stack in this process, in turn; PostgreSQL only.
"""

import os
import statistics
import sys
import time
import uuid
from typing import Any

import django

django.setup()

from django.conf import settings  # after its settings are named
from django.db import connection
from django.test import Client

from bench.said import fill
from comms.org.models import User
from incidents.models import Claim, Incident, Sighting

MANY = int(os.environ.get("BENCH_SIGHTINGS", "1000000"))
FEW = 1_000
ROUNDS = int(os.environ.get("BENCH_SIGHTING_ROUNDS", "15"))
GOAL = 1.5


def main() -> None:
    settings.DEBUG = False  # with it every statement is kept in memory
    settings.ALLOWED_HOSTS = ["*"]
    claims = Claim.objects.filter(pk__in=fill([f"Tin đồn số {number} để đo (minh họa)" for number in (1, 2)]))
    few, many = claims.order_by("text")
    began = time.monotonic()
    for claim, number in ((few, FEW), (many, MANY)):
        _sighted(claim, number)
    _vacuumed()
    _say(f"{MANY:,} sightings written in {time.monotonic() - began:.0f} s".replace(",", "."))
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username="leader"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    _say(f"{'median of ' + str(ROUNDS) + ' rounds, in turn':44}{'1.000':>10}{MANY:>12,}{'ratio':>8}".replace(",", "."))
    for name, first, second in (
        ("room of the incident", few.incident.get_absolute_url(), many.incident.get_absolute_url()),
        ("sightings of the incident", _seen(few.incident), _seen(many.incident)),
        ("claims of the API, by incident", _listed(few), _listed(many)),
        ("sightings of the claim, API", _of_claim(few), _of_claim(many)),
        ("page of the claim (days are counted)", few.get_absolute_url(), many.get_absolute_url()),
    ):
        _row(client, name, first, second)
    times = _asked(client, ["/incidents/"])[0]
    _say(f"{'list of incidents, both in it':44}{'':10}{statistics.median(times):>9.1f} ms")


def _sighted(claim: Claim, number: int) -> None:
    """One statement: sightings a minute apart, back from now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {Sighting._meta.db_table}
                (id, incident_id, claim_id, seen_in, author, received_sha256, url, captured_at, sha256, reach, note,
                 recorded_by_id, recorded_at)
            SELECT gen_random_uuid(), %s, %s, 'web', '', '', 'https://example.org/' || n,
                   now() - n * interval '1 minute', '', n %% 1000, '', %s, now()
            FROM generate_series(1, %s) AS n
            """,
            [claim.incident_id, claim.pk, claim.reporter_id, number],
        )


def _vacuumed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would


def _seen(incident: Incident) -> str:
    return f"{incident.get_absolute_url()}sightings/"


def _listed(claim: Claim) -> str:
    return f"/api/v1/claims/?incident={claim.incident_id}"


def _of_claim(claim: Claim) -> str:
    return f"/api/v1/claims/{uuid.UUID(str(claim.pk))}/sightings/"


def _row(client: Client, name: str, first: str, second: str) -> None:
    few, many = _asked(client, [first, second])
    ratio = statistics.median(large / small for small, large in zip(few, many, strict=True))
    _say(f"{name:44}{statistics.median(few):>7.1f} ms{statistics.median(many):>9.1f} ms{ratio:>8.2f}  (goal ≤ {GOAL})")


def _asked(client: Client, addresses: list[str]) -> list[list[float]]:
    """Milliseconds of each address in each round, the first round left out."""
    times: list[list[float]] = [[] for _ in addresses]
    for number in range(ROUNDS + 1):
        for index, address in enumerate(addresses):
            began = time.perf_counter()
            answer: Any = client.get(address)
            took = (time.perf_counter() - began) * 1000
            if answer.status_code != 200:
                raise SystemExit(f"bench: {address} answers {answer.status_code}")
            if number:
                times[index].append(took)
    return times


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
