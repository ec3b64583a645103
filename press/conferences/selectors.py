"""Press conferences as a reader sees them."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from comms.core import clock
from press.conferences.models import Accreditation, ConferenceQuestion, MinutesVersion, PressConference
from press.conferences.states import AccreditationState, QuestionState
from press.releases.models import Release
from press.requests.models import PressRequest
from tasks.models import Task


def conferences_shown_to(user: Any) -> "QuerySet[PressConference]":
    """Visible ones with `seen_invitation` (the id of the release, where the reader sees it), their questions as
    `asked`, and the counts `requested`, `accredited`, `refused`, `attended`, `late_promises`."""
    release = Release.objects.visible_to(user).filter(pk=OuterRef("invitation_id")).values("pk")
    people = Accreditation.objects.filter(conference=OuterRef("pk"))
    late = ConferenceQuestion.objects.filter(
        conference=OuterRef("pk"), state=QuestionState.PROMISED, promised_for__lt=clock.today()
    )
    rows: QuerySet[PressConference] = PressConference.objects.visible_to(user)
    return (
        rows.select_related("unit", "mandate__person", "mandate__unit", "invitation", "author")
        .annotate(
            seen_invitation=Subquery(release[:1]),
            requested=_number(people.filter(state=AccreditationState.REQUESTED)),
            accredited=_number(people.filter(state=AccreditationState.ACCREDITED)),
            refused=_number(people.filter(state=AccreditationState.REFUSED)),
            attended=_number(people.filter(attended_at__isnull=False)),
            late_promises=_number(late),
        )
        .prefetch_related(Prefetch("questions", queryset=questions_shown_to(user), to_attr="asked"))
    )


def _number(rows: "QuerySet[Any]") -> Any:
    counted = rows.order_by().values("conference").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def questions_shown_to(user: Any) -> "QuerySet[ConferenceQuestion]":
    """In their order, with `seen_task` and `seen_request`: ids of what came of them, where the reader sees that."""
    task = Task.objects.visible_to(user).filter(pk=OuterRef("task_id")).values("pk")
    request = PressRequest.objects.visible_to(user).filter(pk=OuterRef("press_request_id")).values("pk")
    rows: QuerySet[ConferenceQuestion] = ConferenceQuestion.objects.visible_to(user)
    return (
        rows.select_related(
            "conference__mandate", "outlet", "answered_under__person", "promised_unit", "task", "press_request"
        )
        .annotate(seen_task=Subquery(task[:1]), seen_request=Subquery(request[:1]))
        .order_by("number")
    )


def accreditations_shown_to(user: Any, conference: PressConference) -> "QuerySet[Accreditation]":
    """By outlet and name; nobody for who may not read the contacts of the press."""
    rows: QuerySet[Accreditation] = Accreditation.objects.visible_to(user).filter(conference=conference)
    return rows.select_related("conference__mandate", "outlet", "journalist").order_by("outlet_name", "name", "id")


def minutes_versions(user: Any, conference: PressConference) -> "QuerySet[MinutesVersion]":
    """Approved minutes, the newest first: whoever sees the conference reads them."""
    rows: QuerySet[MinutesVersion] = MinutesVersion.objects.visible_to(user).filter(conference=conference)
    return rows.select_related("written_by", "approved_by").order_by("-number", "id")
