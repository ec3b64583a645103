"""Remarks on a task by those who see it, and the people whom they name."""

import re
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.checks import text as checked_text
from comms.core.errors import Invalid
from comms.notify.services import notify
from comms.org.models import User
from tasks import policies
from tasks.models import CommentMention, Task, TaskComment
from tasks.services.common import line, lock_task, permit

LONGEST_COMMENT = 5_000
MOST_MENTIONS = 20
# A user name after an at sign; what stands inside an e-mail address is none.
_MENTION = re.compile(r"(?<![\w@.+-])@(\w[\w.+-]*)")


@transaction.atomic
def comment_add(*, actor: User, task_id: UUID, text: str, mentions: Sequence[str] = ()) -> TaskComment:
    """Add a remark; `mentions` are user names, and `@name` in the text is one as well.

    Whoever is mentioned must see the task: somebody who does not is as unknown as a name that nobody has.
    Raises NotVisible, NotAllowed, Invalid.
    """
    task = lock_task(actor, task_id)
    permit(policies.may_comment(actor, task))
    text = checked_text("text", text, LONGEST_COMMENT)
    if not text:
        raise Invalid.field("text", _("Write something."), code="required")
    named = [*mentions, *(name.rstrip(".-+") for name in _MENTION.findall(text))]
    people = _people(task, list(dict.fromkeys(named)))
    comment = TaskComment.objects.create(**line(task, TaskComment.objects, actor), text=text)
    CommentMention.objects.bulk_create(CommentMention(comment=comment, person=person) for person in people)
    _notify(actor, comment, people)
    record(
        actor=actor,
        action="tasks.comment.added",
        target=task,
        comment_id=comment.pk,
        mentions=[person.username for person in people],
    )
    return comment


def _notify(actor: User, comment: TaskComment, people: list[User]) -> None:
    """Tell those who are mentioned, except whoever wrote it."""
    task = comment.task
    title = format_lazy(_("{who} mentions you in a comment on “{task}”"), who=actor.audit_label(), task=task.title)
    for person in people:
        if person != actor:
            notify(
                person=person,
                kind="tasks.mention",
                key=f"comment:{comment.pk}",
                title=title,
                body=comment.text,
                url=f"{task.get_absolute_url()}#comment-{comment.pk}",
                subject=("tasks.task", task.pk),
            )


def _people(task: Task, names: list[str]) -> list[User]:
    """The people of these user names who see the task, in this order.  Raises Invalid for any other name."""
    if len(names) > MOST_MENTIONS:
        detail = _("At most %(limit)s people can be mentioned at once.") % {"limit": MOST_MENTIONS}
        raise Invalid.field("mentions", detail, code="too_many")
    known = {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}
    people = []
    for name in names:
        person = known.get(name)
        if person is None or not Task.objects.visible_to(person).filter(pk=task.pk).exists():
            detail = _("Nobody of the user name “%(name)s” sees this task.") % {"name": name[:60]}
            raise Invalid.field("mentions", detail, code="does_not_exist")
        people.append(person)
    return people
