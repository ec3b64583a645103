"""An authorisation is for one matter: it is named by a person, kept in the evidence, and never taken silently."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Invalid, NotAllowed
from press.mandates import selectors
from press.mandates.models import Mandate
from press.mandates.said import said_last
from press.mandates.services import mandate_revoke
from press.requests.services import request_approve, request_refuse
from press.speaking.forms import StatementDraftForm
from tests.cast import Cast
from tests.press.conferences.building import held
from tests.press.conftest import MakeMandate, MakeStatement, hanoi
from tests.press.releases.building import approved, do, signed
from tests.press.requests import building_requests as building

pytestmark = pytest.mark.usefixtures("rules")

MATTER = "Cổng Pháp luật quốc gia"


def kept(action: str) -> dict[str, Any]:
    found: dict[str, Any] = AuditEvent.objects.filter(action=action).latest("seq").data
    return found


def test_no_authorisation_is_found_where_one_for_every_matter_is_asked(cast: Cast, authorised_of: MakeMandate) -> None:
    held = authorised_of(person=cast.spokesperson)
    assert selectors.mandate_of(cast.spokesperson, held.unit, clock.now()) is None
    assert list(selectors.authorisations_of(cast.spokesperson, held.unit, clock.now())) == [held]


# --- releases -------------------------------------------------------------------------------------


def test_a_release_is_approved_on_a_matter_that_is_named(cast: Cast, authorised_of: MakeMandate) -> None:
    mandate = authorised_of(person=cast.spokesperson)
    release = signed(cast)
    with pytest.raises(Invalid) as refused:
        do("approve", release, cast.spokesperson)
    assert refused.value.errors["mandate"][0].code == "matter"
    done = do("approve", release, cast.spokesperson, mandate_id=mandate.pk)
    assert done.mandate == mandate
    assert kept("press.release.approved")["matter"] == MATTER


def test_so_is_an_urgent_issue(cast: Cast, authorised_of: MakeMandate) -> None:
    mandate = authorised_of(person=cast.spokesperson)
    release = signed(cast)
    with pytest.raises(Invalid) as refused:
        do("issue_urgent", release, cast.spokesperson, reason="Khẩn")
    assert refused.value.errors["mandate"][0].code == "matter"
    assert do("issue_urgent", release, cast.spokesperson, reason="Khẩn", mandate_id=mandate.pk).mandate == mandate
    assert kept("press.release.issued_urgently")["matter"] == MATTER


def test_nobody_approves_on_the_matter_of_another(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    other = authorised_of()
    release = signed(cast)
    with pytest.raises(Invalid) as refused:
        do("approve", release, cast.spokesperson, mandate_id=other.pk)
    assert refused.value.errors["mandate"][0].code == "not_own"
    mandate = mandate_of()
    assert do("approve", release, cast.spokesperson).mandate == mandate


def test_who_schedules_or_issues_brings_no_authorisation_of_another_matter(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    """The mandate of the approval has ended; one for a matter does not step into its place by itself."""
    mandate_of(valid_to=hanoi(2026, 11, 22))
    release = approved(cast)
    authorised_of(person=cast.spokesperson, valid_to=hanoi(2026, 12, 31))
    with pytest.raises(NotAllowed) as refused:
        do("schedule", release, cast.spokesperson, scheduled_for=hanoi(2026, 11, 25, 9))
    assert refused.value.code == "outside_mandate"


def test_the_page_of_a_release_asks_for_the_matter(cast: Cast, client: Client, authorised_of: MakeMandate) -> None:
    authorised_of()
    mandate = authorised_of(person=cast.spokesperson, matter="Việc riêng")
    release = signed(cast)
    client.force_login(cast.spokesperson)
    for page in (release.get_absolute_url(), reverse("press:signoff", args=[release.pk])):
        action = next(row for row in client.get(page).context["actions"] if row.verb == "approve")
        field = action.form.fields["mandate"]
        assert list(field.queryset) == [mandate]
        assert field.initial is None
    url = f"{release.get_absolute_url()}approve/"
    assert client.post(url, {"version": release.version}).status_code == 400
    answer = client.post(url, {"version": release.version, "mandate": str(mandate.pk)})
    assert answer.status_code == 302
    release.refresh_from_db()
    assert release.mandate == mandate


def test_and_does_not_ask_who_speaks_on_every_matter(
    cast: Cast, client: Client, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    mandate = mandate_of()
    authorised_of(person=cast.spokesperson)
    release = signed(cast)
    client.force_login(cast.spokesperson)
    action = next(row for row in client.get(release.get_absolute_url()).context["actions"] if row.verb == "approve")
    assert action.form is None  # one button, as before
    assert client.post(f"{release.get_absolute_url()}approve/", {"version": release.version}).status_code == 302
    release.refresh_from_db()
    assert release.mandate == mandate


# --- press requests -------------------------------------------------------------------------------


def test_an_answer_is_approved_on_a_matter_that_is_named(cast: Cast, authorised_of: MakeMandate) -> None:
    mandate = authorised_of()
    request = building.drafted(cast)
    who = {"actor": cast.unit_head, "request_id": request.pk, "version": request.version}
    with pytest.raises(Invalid) as refused:
        request_approve(**who)
    assert refused.value.errors["mandate"][0].code == "matter"
    assert request_approve(**who, mandate_id=mandate.pk).mandate == mandate
    assert kept("press.request.approved")["matter"] == MATTER


def test_so_is_a_refusal_by_somebody_authorised(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    mandate = authorised_of()
    request = building.drafted(cast)
    ground = building.grounds()["LBC25-31.2A"]
    who = {"actor": cast.unit_head, "request_id": request.pk, "version": request.version, "reason": "Bí mật nhà nước"}
    with pytest.raises(Invalid) as refused:
        request_refuse(**who, ground_id=ground.pk)
    assert refused.value.errors["mandate"][0].code == "matter"
    request_refuse(**who, ground_id=ground.pk, mandate_id=mandate.pk)
    assert kept("press.request.refused")["matter"] == MATTER


# --- statements -----------------------------------------------------------------------------------


def test_the_choice_of_a_mandate_says_its_matter(cast: Cast, authorised_of: MakeMandate) -> None:
    authorised_of(matter="Vụ việc X")
    with translation.override("en"):
        form = str(StatementDraftForm(user=cast.press_officer)["mandate"])
    assert ": Vụ việc X" in form


def test_a_statement_keeps_on_which_matter_it_was_given(
    cast: Cast, authorised_of: MakeMandate, statement_of: MakeStatement
) -> None:
    mandate: Mandate = authorised_of()
    statement_of(mandate_id=mandate.pk)
    assert kept("press.statement.drafted")["matter"] == MATTER


# --- answers at conferences -----------------------------------------------------------------------


def test_an_answer_at_a_conference_under_another_mandate_is_known_as_said(
    cast: Cast, authorised_of: MakeMandate
) -> None:
    """The mandate of the conference is another one: what was answered under this one counts all the same."""
    mandate = authorised_of(valid_from=hanoi(2026, 1, 1), valid_to=hanoi(2026, 12, 31), decided_at=hanoi(2026, 1, 1))
    conference = held(cast)
    at = conference.held_at
    question = conference.questions.create(
        number=90,
        text="Bao giờ mở?",
        answer="Ngày 09/11.",
        answered_at=at,
        state="answered",
        answered_under=mandate,
        recorded_by=cast.press_officer,
    )
    assert said_last(Mandate.objects.filter(pk=mandate.pk)) == question.answered_at
    with pytest.raises(Invalid) as refused:
        mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=1, reason="x", revoked_at=at)
    assert refused.value.errors["revoked_at"][0].code == "said_since"
