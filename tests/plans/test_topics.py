"""Focus topics and key messages: written in a draft, numbered by kind, carried by tasks."""

from collections.abc import Callable
from typing import Any

import pytest

from comms.audit.models import AuditEvent
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible, StaleVersion
from plans import services
from plans.models import Topic
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.plans.build import draft, issued
from tests.tasks.build import alone

API = "/api/v1/"
FOCUS, MESSAGE = Topic.Kind.FOCUS_TOPIC, Topic.Kind.KEY_MESSAGE


def topic_of(cast: Cast, plan: Any, no: str = "1", **fields: Any) -> Topic:
    given = {"kind": FOCUS, "no": no, "text": "Cải cách thể chế", **fields}
    return services.topic_create(actor=cast.officer, plan_id=plan.pk, **given)


def test_a_topic_is_written_by_the_owner_unit_in_a_draft(cast: Cast) -> None:
    plan = draft(cast)
    topic = topic_of(cast, plan)
    topic = services.topic_update(actor=cast.unit_head, topic_id=topic.pk, version=1, text="Hoàn thiện thể chế")
    assert (topic.text, topic.version, topic.position) == ("Hoàn thiện thể chế", 2, 1)
    told = AuditEvent.objects.get(action="plans.topic.changed").data["changes"]
    assert told == {"text": ["Cải cách thể chế", "Hoàn thiện thể chế"]}
    with pytest.raises(NotAllowed):
        services.topic_create(actor=cast.leader, plan_id=plan.pk, kind=FOCUS, no="2", text="x")
    with pytest.raises(NotVisible):
        services.topic_update(actor=cast.outsider, topic_id=topic.pk, version=2, text="x")
    with pytest.raises(StaleVersion):
        services.topic_update(actor=cast.officer, topic_id=topic.pk, version=1, text="x")


def test_the_decision_locks_topics(cast: Cast) -> None:
    plan = draft(cast)
    topic = topic_of(cast, plan)
    plan = services.plan_submit(actor=cast.officer, plan_id=plan.pk, version=plan.version)
    attempts: list[Callable[[], Any]] = [
        lambda: topic_of(cast, plan, "2"),
        lambda: services.topic_update(actor=cast.officer, topic_id=topic.pk, version=1, text="x"),
        lambda: services.topic_move(actor=cast.officer, topic_id=topic.pk, version=1, up=True),
        lambda: services.topic_delete(actor=cast.officer, topic_id=topic.pk, version=1),
    ]
    for attempt in attempts:
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == "plan_not_open"
    with pytest.raises(Conflict) as refused:
        topic_of(cast, issued(cast, code="KH-2"), "3")
    assert refused.value.code == "use_amendment"


def test_numbers_are_taken_by_kind(cast: Cast) -> None:
    """A focus topic 1 and a key message 1 stand side by side; a second focus topic 1 does not."""
    plan = draft(cast)
    topic_of(cast, plan)
    topic_of(cast, plan, kind=MESSAGE, text="Pháp luật vì dân")
    with pytest.raises(Invalid) as refused:
        topic_of(cast, plan)
    assert refused.value.errors["no"][0].code == "unique"
    for wrong in ({"no": ""}, {"text": " "}, {"kind": "slogan"}):
        with pytest.raises(Invalid):
            topic_of(cast, plan, **{"no": "9", **wrong})


def test_topics_change_places_within_their_kind(cast: Cast) -> None:
    plan = draft(cast)
    first, second, third = (topic_of(cast, plan, no) for no in "123")
    topic_of(cast, plan, kind=MESSAGE)
    services.topic_move(actor=cast.officer, topic_id=third.pk, version=1, up=True)
    assert list(plan.topics.filter(kind=FOCUS).values_list("no", flat=True)) == ["1", "3", "2"]
    services.topic_move(actor=cast.officer, topic_id=first.pk, version=1, up=True)
    assert Topic.objects.get(pk=first.pk).version == 1, "the first stays where it is"
    services.topic_move(actor=cast.officer, topic_id=first.pk, version=1, up=False)
    assert list(plan.topics.filter(kind=FOCUS).values_list("no", flat=True)) == ["3", "1", "2"]
    assert Topic.objects.get(pk=second.pk).version == 1, "a neighbour's own fields do not change"


def test_a_topic_that_tasks_carry_is_not_deleted(cast: Cast) -> None:
    plan = draft(cast)
    topic = topic_of(cast, plan)
    task = alone(cast, plan, lead_unit=cast.units["CNTT"], topics=[topic])
    with pytest.raises(Conflict) as refused:
        services.topic_delete(actor=cast.officer, topic_id=topic.pk, version=1)
    assert refused.value.code == "in_use"
    task.topics.through.objects.all().delete()
    services.topic_delete(actor=cast.officer, topic_id=topic.pk, version=1)
    assert not Topic.objects.exists()
    assert AuditEvent.objects.get(action="plans.topic.deleted").data["about"] == "Cải cách thể chế"


def test_topics_over_http(cast: Cast, caller: Caller) -> None:
    """Read by whoever reads the plan, written with the version; tasks name them and are found by them."""
    plan = draft(cast)
    officer = caller("officer")
    made = officer.post(f"{API}plans/{plan.pk}/topics/", {"kind": "focus_topic", "no": "1", "text": "Một"})
    assert made.status_code == 201, made.json()
    one = made.json()
    assert officer.get(f"{API}plans/{plan.pk}/topics/").json()["results"][0]["id"] == one["id"]
    assert [row["id"] for row in officer.get(f"{API}topics/?plan=KH-2026&search=mot").json()["results"]] == [one["id"]]
    address, old = f"{API}topics/{one['id']}/", {"If-Match": '"1"'}
    assert officer.patch(address, {"text": "Hai"}, headers=old).json()["text"] == "Hai"
    assert officer.patch(address, {"text": "Ba"}, headers=old).status_code == 412
    assert officer.get(f"{address}history/").json()["results"][0]["action"] == "plans.topic.changed"
    body = {"plan": str(plan.pk), "title": "Việc", "lead_unit": "CNTT", "topics": [one["id"]]}
    task = officer.post(f"{API}tasks/", body).json()
    assert task["topics"] == [one["id"]]
    assert officer.post(f"{API}tasks/", {**body, "title": "Khác", "topics": []}).status_code == 201
    assert [row["id"] for row in officer.get(f"{API}tasks/?topic={one['id']}").json()["results"]] == [task["id"]]
    version = {"If-Match": f'"{task["version"]}"'}
    assert officer.patch(f"{API}tasks/{task['id']}/", {"topics": []}, headers=version).json()["topics"] == []
    other = topic_of(cast, draft(cast, code="KH-3"))
    foreign = officer.post(f"{API}tasks/", {**body, "title": "y", "topics": [str(other.pk)]})
    assert (foreign.status_code, "topics" in foreign.json()["errors"]) == (400, True)
