"""Plans as the tests need them, built through the services."""

from datetime import date
from typing import Any

from plans.models import Plan, Scheme
from plans.services import plan_create, plan_issue, plan_record, plan_submit, scheme_record
from tests.cast import Cast

DECIDED = date(2022, 9, 5)


def scheme_of(cast: Cast, **fields: Any) -> Scheme:
    """The scheme of the years 2021 to 2026."""
    given = {"code": "DA", "title": "Đề án truyền thông", "starts": date(2021, 1, 1), "ends": date(2026, 12, 31)}
    return scheme_record(actor=None, **{**given, "owner_unit": cast.units["VP"], **fields})


def plan_of_2022(cast: Cast, **fields: Any) -> Plan:
    """A plan decided in 2022 by a unit that others have succeeded since, verified by the Office, issued."""
    given = {
        "code": "KH-1799",
        "title": "Kế hoạch vận hành thử nghiệm Cổng PBGDPL",
        "decision_number": "1799/QĐ-BTP",
        "decision_date": DECIDED,
        "starts": DECIDED,
        "owner_unit": cast.units["V-PBGDPL"],
        "verifying_unit": cast.units["VP"],
    }
    return plan_record(actor=None, issued=True, **{**given, **fields})


def draft(cast: Cast, **fields: Any) -> Plan:
    """A draft of 2026 in the officer's unit."""
    given = {
        "code": "KH-2026",
        "title": "Kế hoạch năm 2026",
        "starts": date(2026, 1, 1),
        "owner_unit": cast.units["C-PBGDPL-TGPL"],
        "verifying_unit": cast.units["VP"],
    }
    return plan_create(actor=cast.officer, **{**given, **fields})


def issued(cast: Cast, **fields: Any) -> Plan:
    """The draft, submitted by the officer and issued by the leadership."""
    plan = draft(cast, **fields)
    plan = plan_submit(actor=cast.officer, plan_id=plan.pk, version=plan.version)
    return plan_issue(
        actor=cast.leader,
        plan_id=plan.pk,
        version=plan.version,
        decision_number="12/QĐ-BTP",
        decision_date=date(2026, 1, 15),
    )
