"""Which signatures a release needs before its approval, in which order, and whose they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Unit
from comms.org.selectors import acts_for, holds, reads_everything, units_in_line
from press.releases.models import KindStep, Release, Signature, standing_in_for
from press.releases.policies.common import Kind, stands_apart
from press.releases.states import State, Step

# Of a kind for which nothing is configured; the approval by the spokesperson follows in every case.
DEFAULT_STEPS = (Step.UNIT_HEAD, Step.LEGAL_CHECKER, Step.OFFICE)


@dataclass(frozen=True)
class SignStep:
    """One signature that is needed before the approval; `signature` is the one that counts, or None.

    Steps of one `position` stand beside each other (the heads of a joint release); those of an earlier one come first.
    """

    step: str
    unit: Any | None
    signature: Signature | None
    position: int


@dataclass(frozen=True)
class Turn:
    """What a person can sign: a step, for oneself or in the place of `absent`."""

    step: SignStep
    absent: Any | None


def may_configure_steps(user: Any) -> Decision:
    """The administrator, who signs nothing."""
    if holds(user, Kind.ADMINISTRATOR):
        return ALLOW
    return deny(_("The steps are set by an administrator."))


def may_read_steps(user: Any) -> Decision:
    """Those who read everything; who drafts and signs sees the steps on each release."""
    return ALLOW if reads_everything(user) else may_configure_steps(user)


def template_of(kind: str) -> list[str]:
    """The steps of a kind of release as they are configured now, in their order."""
    return list(KindStep.objects.filter(kind=kind).values_list("step", flat=True)) or list(DEFAULT_STEPS)


def sign_steps(release: Release) -> list[SignStep]:
    """The signatures that this release needs before its approval, in their order.

    A sign-off keeps the steps with which it began; a draft shows those of now.
    """
    begun = release.state != State.DRAFT and release.signing_steps
    steps: list[SignStep] = []
    for position, step in enumerate(begun or template_of(release.kind)):
        units = _units_of(step, release, steps)
        steps += [SignStep(step, unit, _signature(release, step, unit), position) for unit in units]
    return steps


def responsible_units(release: Release) -> list[Any]:
    """The units whose heads answer for the text, each line of succession once: those in whose name it speaks, and the
    lead units of its tasks.

    A desk that writes for others in its own name alone is left out where tasks say whose work it is.
    """
    named = [row.unit for row in release.unit_rows.all()]
    leads = [row.task.lead_unit for row in release.task_rows.all()]
    if leads and [unit.pk for unit in named] == [release.desk_unit_id]:
        named = []
    candidates = list({unit.pk: unit for unit in [*named, *leads]}.values())
    units: list[Any] = []
    covered: set[UUID] = set()
    for unit in candidates:
        if unit.pk not in covered:
            units.append(unit)
            covered |= {unit.pk} if len(candidates) == 1 else units_in_line([unit.pk])
    return units


def ministry_office() -> Unit | None:
    """The ministry's office of today."""
    found: Unit | None = Unit.objects.valid_on(clock.today()).filter(kind=Unit.Kind.OFFICE).order_by("code").first()
    return found


def before(step: SignStep, steps: Iterable[SignStep]) -> list[SignStep]:
    """What has to be signed before this step opens."""
    return [other for other in steps if other.position < step.position and not other.signature]


def open_steps(release: Release) -> list[SignStep]:
    """The steps whose turn it is."""
    steps = sign_steps(release)
    return [step for step in steps if not step.signature and not before(step, steps)]


def turns(user: Any, release: Release, steps: Iterable[SignStep]) -> list[Turn]:
    """The steps that are this person's, signed or not: the own ones first, then in the place of who is away."""
    hands = [(user, None), *((absent, absent) for absent in standing_in_for(user))]
    return [Turn(step, absent) for person, absent in hands for step in steps if is_signer(person, step)]


def turn_of(user: Any, release: Release) -> Turn | None:
    """What this person signs next, or None."""
    steps = sign_steps(release)
    for turn in turns(user, release, steps):
        if not turn.step.signature and not before(turn.step, steps) and stands_apart(user, release, turn.absent):
            return turn
    return None


def step_label(step: SignStep) -> str:
    label = str(Step(step.step).label)
    return f"{label} ({step.unit.abbr})" if step.unit else label


def is_signer(user: Any, step: SignStep) -> bool:
    """Is the step one of the person's own roles?"""
    if step.step == Step.LEGAL_CHECKER:
        return holds(user, Kind.LEGAL_CHECKER)
    return step.unit is not None and acts_for(user, step.unit.pk, Kind.UNIT_HEAD)


def _units_of(step: str, release: Release, earlier: Iterable[SignStep]) -> list[Any]:
    """The units for which a step is signed, `[None]` for one without: the head of the ministry's office does not sign
    for it again, nor what a local body says in its own name."""
    if step == Step.UNIT_HEAD:
        return responsible_units(release)
    if step != Step.OFFICE:
        return [None]
    office = ministry_office()
    if office is None or release.local_body is not None:
        return []
    heads = [each.unit.pk for each in earlier if each.step == Step.UNIT_HEAD and each.unit]
    return [] if office.pk in units_in_line(heads) else [office]


def _signature(release: Release, step: str, unit: Any | None) -> Signature | None:
    """The one that counts.  There is one office; of the heads each signs for the own unit."""
    own = unit.pk if unit and step == Step.UNIT_HEAD else None
    for row in release.signatures.all():
        if row.step == step and row.counts_for(release) and own in (None, row.unit_id):
            return row
    return None
