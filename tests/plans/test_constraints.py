"""The database refuses impossible rows, whoever writes them."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from plans.models import Objective, Plan, Scheme
from tests.cast import Cast
from tests.plans.build import draft, plan_of_2022, scheme_of


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "unknown"},
        {"ends": date(2021, 12, 31)},
        {"decision_number": ""},
        {"decision_date": None},
        {"code": "KH-2026"},
    ],
)
def test_plan(cast: Cast, changes: dict[str, Any]) -> None:
    """An unknown state, an end before the start, an issued plan without its decision, a second plan of one code."""
    plan = plan_of_2022(cast)
    draft(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**changes)


def test_scheme(cast: Cast) -> None:
    scheme = scheme_of(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scheme.objects.filter(pk=scheme.pk).update(ends=date(2020, 1, 1))


def test_objective(cast: Cast) -> None:
    """Of neither, of both, or a number twice."""
    plan, scheme = draft(cast), scheme_of(cast)
    Objective.objects.create(plan=plan, no="1", title="Một")
    Objective.objects.create(scheme=scheme, no="1", title="Một")
    for parents in ({}, {"plan": plan, "scheme": scheme}, {"plan": plan}, {"scheme": scheme}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Objective.objects.create(no="1", title="Một", **parents)
