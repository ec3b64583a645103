"""Statements with what they name as far as the reader sees it, their recordings, their warnings."""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from comms.core import clock
from comms.core.text import fold
from comms.deadlines.selectors import hanoi_date
from comms.files.models import StoredFile
from press.conferences.models import PressConference
from press.messages.checking import DraftWarning, Earlier, warnings_for
from press.releases.models import Release
from press.releases.states import ANNOUNCED
from press.requests.models import PressRequest
from press.requests.states import RequestState
from press.speaking.models import Statement
from press.speaking.states import SPOKEN

# Of each form the last so many are compared by their topics, and of these so many by their words.
TOPICS_COMPARED, WORDS_COMPARED = 500, 30
LINKED: dict[str, Any] = {"release": Release, "press_request": PressRequest, "conference": PressConference}


def statements_shown_to(user: Any) -> "QuerySet[Statement]":
    """Visible statements with their speaker, and `seen_release`, `seen_press_request`, `seen_conference`: the id of
    what each names, where the reader sees that too.  What was said is known to everybody, what it belongs to is not."""
    rows: QuerySet[Statement] = Statement.objects.visible_to(user).select_related("mandate__person")
    return rows.annotate(
        **{
            f"seen_{name}": Subquery(model.objects.visible_to(user).filter(pk=OuterRef(f"{name}_id")).values("pk")[:1])
            for name, model in LINKED.items()
        }
    )


def recordings_of(user: Any, statement: Statement) -> "QuerySet[StoredFile]":
    """Recordings and texts kept with the statement, the oldest first."""
    files: QuerySet[StoredFile] = StoredFile.objects.visible_to(user)
    return files.filter(subject_type="press.statement", subject_id=statement.pk).order_by("created_at", "id")


def warnings_of(statement: Statement, reader: Any) -> list[DraftWarning]:
    """What the words are warned of on the day on which they are to be spoken (today, where that is not known)."""
    day = hanoi_date(statement.spoken_at) if statement.spoken_at else clock.today()
    return warnings_for(statement.text, statement.topic, day, reader=reader, earlier=_earlier(statement, reader))


def _earlier(statement: Statement, reader: Any) -> list[Earlier]:
    """What was said last on the same topic, in whatever form: most words of one topic stand in the other.

    (rows that the reader sees, the columns of topic, instant and words) of each form; each is bounded by itself.
    """
    answers = PressRequest.objects.visible_to(reader).filter(state=RequestState.ANSWERED)
    if statement.press_request_id:
        answers = answers.exclude(pk=statement.press_request_id)
    releases = Release.objects.visible_to(reader).filter(state__in=ANNOUNCED)
    if statement.release_id:
        releases = releases.exclude(pk=statement.release_id)
    said = Statement.objects.visible_to(reader).filter(state__in=SPOKEN).exclude(pk=statement.pk)
    return [
        *_on_topic(statement.topic, said, "topic", "spoken_at", "text"),
        *_on_topic(statement.topic, answers, "subject", "answered_at", "answer"),
        *_on_topic(statement.topic, releases, "title", "issued_at", "body"),
    ]


def _on_topic(topic: str, rows: Any, title: str, at: str, text: str) -> Iterator[Earlier]:
    words = set(fold(topic).split())
    latest = rows.filter(**{f"{at}__isnull": False}).order_by(f"-{at}", "id")
    titles = latest.values_list("pk", title)[:TOPICS_COMPARED]
    same = [pk for pk, other in titles if _is_topic(words, set(fold(other).split()))]
    for row in latest.filter(pk__in=same[:WORDS_COMPARED]):
        day = hanoi_date(getattr(row, at))
        name = getattr(row, title)
        yield Earlier(row._meta.label_lower, row.pk, name, row.get_absolute_url(), day, getattr(row, text))


def _is_topic(one: set[str], other: set[str]) -> bool:
    return bool(one and other) and len(one & other) >= 0.6 * min(len(one), len(other))
