"""The database refuses impossible rows, whoever writes them."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.core import clock
from tasks.models import Evidence, Participation, Task
from tests.cast import Cast
from tests.plans.build import plan_of_2022
from tests.tasks.build import alone, task_of


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "unknown"},
        {"weight": 0},
        {"weight": -1},
        {"declared_percent": 101},
        {"declared_percent": -1},
        {"no": "5"},
        {"coordinating_group": "everybody"},
        {"state": "submitted"},
        {"state": "verified"},
    ],
)
def test_task(cast: Cast, changes: dict[str, Any]) -> None:
    plan = plan_of_2022(cast)
    task = task_of(cast, plan)
    alone(cast, plan, no="5")
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**changes)


def test_participation(cast: Cast) -> None:
    """One lead, each unit once, known roles and states."""
    task, units = task_of(cast), cast.units
    for fields in (
        {"unit": units["VP"], "role": "lead"},
        {"unit": units["CNTT"], "role": "coordinating"},
        {"unit": units["VP"], "role": "watching"},
        {"unit": units["VP"], "role": "coordinating", "state": "unknown"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participation.objects.create(task=task, **fields)
    Participation.objects.create(task=task, unit=units["VP"], role="coordinating")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "link", "url": "http://a.vn"},
        {"kind": "link", "url": ""},
        {"kind": "link", "url": "https://a.vn", "object_id": uuid.uuid4()},
        {"kind": "file"},
        {"kind": "release"},
        {"kind": "release", "object_id": uuid.uuid4(), "url": "https://a.vn"},
        {"kind": "rumour", "object_id": uuid.uuid4()},
    ],
)
def test_evidence(cast: Cast, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(task=task_of(cast), seq=1, at=clock.now(), actor_label="x", title="x", **fields)


def test_an_object_is_evidence_once(cast: Cast) -> None:
    task, given = task_of(cast), {"kind": "release", "object_id": uuid.uuid4(), "title": "x", "actor_label": "x"}
    Evidence.objects.create(task=task, seq=1, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(task=task, seq=2, **given)
