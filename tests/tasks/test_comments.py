"""Remarks on a task, and the people whom they mention."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from rest_framework.test import APIClient

from comms.core.errors import Invalid, NotAllowed, NotVisible
from tasks.models import CommentMention, Task, TaskComment
from tasks.services import comment_add
from tests.cast import Cast
from tests.tasks.build import task_of


def say(cast: Cast, task: Task, text: str, *mentions: str, actor: Any = None) -> TaskComment:
    return comment_add(actor=actor or cast.officer, task_id=task.pk, text=text, mentions=mentions)


def mentioned(comment: TaskComment) -> set[str]:
    return set(comment.mentions.values_list("person__username", flat=True))


def test_who_sees_the_task_may_comment(cast: Cast) -> None:
    """Also of other units and from above; not the auditor and the administrator, who read only."""
    task = task_of(cast)
    for number, name in enumerate(("officer", "coordinator", "verifier", "press_officer", "leader"), start=1):
        assert say(cast, task, f" Ý kiến của {name} ", actor=getattr(cast, name)).seq == number
    for name in ("auditor", "administrator"):
        with pytest.raises(NotAllowed):
            say(cast, task, "x", actor=getattr(cast, name))
    with pytest.raises(NotVisible):
        say(cast, task, "x", actor=cast.outsider)
    assert TaskComment.objects.earliest("seq").text == "Ý kiến của officer"
    assert Task.objects.get().version == task.version


def test_mentions_in_the_list_and_in_the_text(cast: Cast) -> None:
    """Each person once; an e-mail address mentions nobody."""
    task = task_of(cast)
    comment = say(cast, task, "Nhờ @coordinator, @verifier. Thư: a.b@verifier.example", "verifier", "leader")
    assert mentioned(comment) == {"coordinator", "verifier", "leader"}
    assert mentioned(say(cast, task, "Thư về x@officer.vn")) == set()


@pytest.mark.parametrize("in_text", [False, True])
def test_somebody_who_does_not_see_the_task_is_unknown(cast: Cast, in_text: bool) -> None:
    """The same words as for a name that nobody has, and nothing is kept."""
    task, said = task_of(cast), []
    for name in ("outsider", "nobody"):
        with pytest.raises(Invalid) as refused:
            say(cast, task, f"Nhờ @{name} xem" if in_text else "Nhờ xem", *([] if in_text else [name]))
        said.append(str(refused.value.errors["mentions"][0].detail).replace(name, "…"))
    assert said[0] == said[1]
    assert not TaskComment.objects.exists()


@pytest.mark.parametrize(
    ("text", "mentions", "field"),
    [("  ", [], "text"), ("x" * 5001, [], "text"), ("x", [f"u{n}" for n in range(21)], "mentions")],
)
def test_limits(cast: Cast, text: str, mentions: list[str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(cast, task_of(cast), text, *mentions)
    assert set(refused.value.errors) == {field}


def test_a_comment_is_never_changed(cast: Cast) -> None:
    comment = say(cast, task_of(cast), "Ý kiến")
    with pytest.raises(DatabaseError), transaction.atomic():
        TaskComment.objects.filter(pk=comment.pk).update(text="Khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        TaskComment.objects.filter(pk=comment.pk).delete()


def test_comments_over_http(
    cast: Cast,
    caller: Callable[[str], APIClient],
    queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None],
) -> None:
    task, client = task_of(cast), caller("officer")
    address = f"/api/v1/tasks/{task.pk}/comments/"
    made = client.post(address, {"text": "Nhờ @verifier xem", "mentions": ["coordinator"]})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["text"], sorted(body["mentions"]), body["actor"]) == (
        "Nhờ @verifier xem",
        ["coordinator", "verifier"],
        cast.officer.full_name,
    )
    refused = client.post(address, {"text": "x", "mentions": ["outsider"]})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["mentions"])
    queries_do_not_grow(
        lambda: client.get(address).json(),
        lambda: [client.post(address, {"text": f"{n}", "mentions": ["verifier"]}) for n in range(3)],
    )
    assert CommentMention.objects.count() == 5
