"""Which signatures a release needs before its approval, and whose they are."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comms.org.models import User
from comms.org.selectors import acts_for, holds, units_in_line
from press.releases.models import Release, Signature
from press.releases.policies.common import Kind
from press.releases.states import Step


@dataclass(frozen=True)
class SignStep:
    """One signature that is needed before the approval; `signature` is the one that counts, or None."""

    step: str
    unit: Any | None
    signature: Signature | None


def sign_steps(release: Release) -> list[SignStep]:
    """The signatures that this release needs before its approval: a legal checker, and the head of each responsible
    unit (the lead units of its tasks; without a task, its own lead unit)."""
    counting = [row for row in release.signatures.all() if row.counts_for(release)]
    by_step = {(row.step, row.unit_id): row for row in counting}
    steps = [SignStep(Step.LEGAL_CHECKER, None, by_step.get((Step.LEGAL_CHECKER, None)))]
    steps += [
        SignStep(Step.UNIT_HEAD, unit, by_step.get((Step.UNIT_HEAD, unit.pk))) for unit in responsible_units(release)
    ]
    return steps


def responsible_units(release: Release) -> list[Any]:
    """The units whose heads answer for the content, each line of succession once."""
    rows = release.task_rows.all()
    candidates = [row.task.lead_unit for row in rows] or [row.unit for row in release.unit_rows.all()[:1]]
    units: list[Any] = []
    covered: set[UUID] = set()
    for unit in candidates:
        if unit.pk not in covered:
            units.append(unit)
            covered |= {unit.pk} if len(candidates) == 1 else units_in_line([unit.pk])
    return units


def open_step_for(user: User, release: Release) -> SignStep | None:
    """The first unsigned step that this person may sign for."""
    return next((step for step in sign_steps(release) if not step.signature and is_signer(user, step)), None)


def step_label(step: SignStep) -> str:
    label = str(Step(step.step).label)
    return f"{label} ({step.unit.abbr})" if step.unit else label


def is_signer(user: Any, step: SignStep) -> bool:
    if step.step == Step.LEGAL_CHECKER:
        return holds(user, Kind.LEGAL_CHECKER)
    return step.unit is not None and acts_for(user, step.unit.pk, Kind.UNIT_HEAD)
