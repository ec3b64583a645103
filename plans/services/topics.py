"""Every write of topics: the focus topics and key messages of a plan."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import locked
from comms.core.states import change, require_version
from comms.org.models import User
from plans import policies, validation
from plans.models import Plan, Topic
from plans.services.common import move_among, prepare, require_draft


@transaction.atomic
def topic_create(*, actor: User, plan_id: UUID, **fields: Any) -> Topic:
    """Add a focus topic or a key message to a draft.  `fields`: kind, no, text, source, illustrative.

    Raises NotVisible, NotAllowed, Conflict (the plan is no draft), Invalid.
    """
    plan: Plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_edit(actor, plan))
    require_draft(plan)
    topic = add_topic(plan, **fields)
    record(actor=actor, action="plans.topic.created", target=topic, plan=plan.code, no=topic.no)
    return topic


@transaction.atomic
def topic_update(*, actor: User, topic_id: UUID, version: int, **fields: Any) -> Topic:
    """Change a topic of a draft; `fields` as in `topic_create`.  Raises NotAllowed, Conflict, Invalid, StaleVersion."""
    topic = _draft_topic(actor, topic_id)
    changed, described = prepare(topic, version, fields)
    if changed:
        _check(topic)
        change(topic, expected_version=version, **changed)
        record(actor=actor, action="plans.topic.changed", target=topic, changes=described)
    return topic


@transaction.atomic
def topic_move(*, actor: User, topic_id: UUID, version: int, up: bool) -> Topic:
    """Put a topic of a draft one place up or down among those of its kind.  Raises as `topic_update`."""
    topic = _draft_topic(actor, topic_id)
    require_version(topic, version)
    siblings = Topic.objects.filter(plan=topic.plan_id, kind=topic.kind)
    if move_among(siblings, topic, up=up):
        record(actor=actor, action="plans.topic.moved", target=topic, up=up)
    return topic


@transaction.atomic
def topic_delete(*, actor: User, topic_id: UUID, version: int) -> Plan:
    """Take a topic out of a draft; tasks must not carry it any more.  Returns its plan.  Raises as `topic_update`."""
    topic = _draft_topic(actor, topic_id)
    require_version(topic, version)
    try:
        topic.delete()
    except ProtectedError as error:
        raise Conflict(_("Tasks carry this topic; take it from them first."), code="in_use") from error
    record(actor=actor, action="plans.topic.deleted", target=topic.plan, no=topic.no, about=topic.text)
    return topic.plan


def add_topic(plan: Plan, **fields: Any) -> Topic:
    """Write a topic under its locked plan; the caller has checked the right and records the evidence."""
    topic = Topic(plan=plan, **fields)
    siblings = Topic.objects.filter(plan=plan, kind=topic.kind)
    topic.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
    _check(topic)
    topic.save(force_insert=True)
    return topic


def _draft_topic(actor: User, topic_id: UUID) -> Topic:
    """The topic under its locked plan, which is a draft that the person may write."""
    topic: Topic = locked(Topic.objects.visible_to(actor), topic_id)
    topic.plan = locked(Plan.objects.visible_to(actor), topic.plan_id)
    require(policies.may_edit(actor, topic.plan))
    require_draft(topic.plan)
    return topic


def _check(topic: Topic) -> None:
    validation.require_fields(topic)
    taken = Topic.objects.filter(plan=topic.plan, kind=topic.kind, no=topic.no).exclude(pk=topic.pk)
    if taken.exists():
        raise Invalid.field("no", _("This number is taken."), code="unique")
