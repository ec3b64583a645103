"""Which steps a kind of release passes before its approval."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.org.models import User
from press.releases import policies
from press.releases.models import KindStep
from press.releases.services.numbers import layout_for
from press.releases.states import SIGNED, Kind


@transaction.atomic
def steps_configure(*, actor: User, kind: str, steps: Sequence[str]) -> list[KindStep]:
    """Set the steps of a kind, in their order; the approval follows them in every case.

    A sign-off that has begun keeps its steps: else who sets them could let one text pass.  Raises NotAllowed, Invalid.
    """
    require(policies.may_configure_steps(actor))
    if kind not in Kind.values:
        raise Invalid.field("kind", _("There is no such kind of release."), code="choice")
    if not steps or len(set(steps)) != len(steps) or not set(steps) <= set(SIGNED):
        raise Invalid.field("steps", _("Name at least one step, and each at most once."), code="steps")
    layout = layout_for(kind)
    type(layout).objects.select_for_update().get(pk=layout.pk)
    before = policies.template_of(kind)
    KindStep.objects.filter(kind=kind).delete()
    rows = KindStep.objects.bulk_create(
        KindStep(kind=kind, position=position, step=step) for position, step in enumerate(steps)
    )
    record(actor=actor, action="press.steps.configured", kind=kind, steps=list(steps), before=before)
    return rows
