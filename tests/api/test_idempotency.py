"""The same request sent twice is done once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from comms.api import idempotency
from comms.api.models import IdempotentRequest
from comms.audit.models import AuditEvent
from comms.core import clock
from plans.models import Plan
from tests.api.conftest import PLAN, Caller, client_of, code_of
from tests.api.trial import TRIALS
from tests.cast import Cast
from tests.conftest import TODAY
from tests.races import at_once, needs_postgresql

pytestmark = pytest.mark.urls("tests.api.trial")

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


def test_a_repeat_gets_the_stored_answer(api: APIClient) -> None:
    """Status, body, ETag and Location come back as they were, also after the object changed; nothing is done again."""
    first = api.post(TRIALS, PLAN, headers=KEY)
    assert first.status_code == 201
    api.patch(first.headers["Location"], {"title": "Khác"}, headers={"If-Match": '"1"'})
    events = AuditEvent.objects.count()
    again = api.post(TRIALS, dict(reversed(PLAN.items())), headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("ETag", "Location", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Plan.objects.count() == 1
    assert AuditEvent.objects.count() == events


def test_the_key_is_the_persons_own(caller: Caller, api: APIClient) -> None:
    """Two people may use the same key; neither sees the other's answer."""
    api.post(TRIALS, PLAN, headers=KEY)
    other = caller("unit_head").post(TRIALS, {**PLAN, "code": "KH-2"}, headers=KEY)
    assert (other.status_code, other.json()["code"]) == (201, "KH-2")


def test_a_key_belongs_to_one_request(api: APIClient) -> None:
    """Another body, or another address, with a used key is 422."""
    made = api.post(TRIALS, PLAN, headers=KEY)
    assert code_of(api.post(TRIALS, {**PLAN, "code": "KH-2"}, headers=KEY)) == "idempotency_key_reused"
    submit = api.post(made.headers["Location"] + "submit/", headers={**KEY, "If-Match": '"1"'})
    assert (submit.status_code, code_of(submit)) == (422, "idempotency_key_reused")
    assert Plan.objects.get().state == "draft"


def test_a_refusal_frees_the_key(api: APIClient) -> None:
    """After 400 or 404 the same key may come with a corrected request; no row is left between."""
    assert code_of(api.post(TRIALS, {**PLAN, "title": ""}, headers=KEY)) == "invalid"
    assert not IdempotentRequest.objects.exists()
    nowhere = f"{TRIALS}00000000-0000-4000-8000-000000000000/submit/"
    assert code_of(api.post(nowhere, headers={**KEY, "If-Match": '"1"'})) == "not_found"
    assert not IdempotentRequest.objects.exists()
    assert api.post(TRIALS, PLAN, headers=KEY).status_code == 201


def test_a_step_that_must_not_happen_twice_needs_a_key(caller: Caller, api: APIClient, plan: dict[str, Any]) -> None:
    """`issue` without a key is 400 and does nothing; with one it is done once, whatever version the repeat brings."""
    address = f"{TRIALS}{plan['id']}/"
    api.post(address + "submit/", headers={"If-Match": '"1"'})
    leader, decision = caller("leader"), {"decision_number": "1/QĐ-BTP", "decision_date": "2026-11-20"}
    bare = leader.post(address + "issue/", decision, headers={"If-Match": '"2"'})
    assert (bare.status_code, code_of(bare)) == (400, "idempotency_key_missing")
    assert Plan.objects.get().state == "submitted"
    first = leader.post(address + "issue/", decision, headers={**KEY, "If-Match": '"2"'})
    again = leader.post(address + "issue/", decision, headers={**KEY, "If-Match": '"3"'})
    assert (first.status_code, first.content) == (200, again.content)
    assert AuditEvent.objects.filter(action="plans.plan.issued").count() == 1


@pytest.mark.parametrize("key", ["", "x" * 129, "with space", "đ", "tab\t"])
def test_a_key_has_a_form(api: APIClient, key: str) -> None:
    response = api.post(TRIALS, PLAN, HTTP_IDEMPOTENCY_KEY=key)
    assert (response.status_code, code_of(response)) == (400, "idempotency_key_invalid")
    assert not Plan.objects.exists()


def test_a_running_request_is_not_begun_again(api: APIClient, cast: Cast) -> None:
    """While the first one holds its lease the second is 409; when the lease is over, it is done."""
    row = running(cast, api)
    busy = api.post(TRIALS, PLAN, headers=KEY)
    assert (busy.status_code, code_of(busy)) == (409, "idempotency_key_running")
    with clock.frozen(TODAY + idempotency.LEASE + timedelta(seconds=1)):
        assert api.post(TRIALS, PLAN, headers=KEY).status_code == 201
    row.refresh_from_db()
    assert (row.state, row.attempt, row.status) == ("done", 2, 201)


def test_who_lost_the_lease_does_not_commit(api: APIClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that was thought dead, and was taken over, rolls its work back when it comes to its end."""
    keep = idempotency._keep

    def overtaken(row: IdempotentRequest, response: Any) -> None:
        IdempotentRequest.objects.filter(pk=row.pk).update(attempt=row.attempt + 1)
        keep(row, response)

    monkeypatch.setattr(idempotency, "_keep", overtaken)
    response = api.post(TRIALS, PLAN, headers=KEY)
    assert (response.status_code, code_of(response)) == (409, "idempotency_key_running")
    assert not Plan.objects.exists()


def test_a_fault_frees_the_key_and_undoes_the_work(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure while the answer is stored leaves neither the plan nor the claim."""

    def broken(*args: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(idempotency, "_keep", broken)
    api.raise_request_exception = False
    response = api.post(TRIALS, PLAN, headers=KEY)
    assert (response.status_code, code_of(response)) == (500, "fault")
    assert "disk" not in response.content.decode()
    assert not Plan.objects.exists()
    assert not IdempotentRequest.objects.exists()


def test_the_bytes_of_a_file_count(api: APIClient) -> None:
    """The same form with another boundary is the same request; with another byte in its file it is not."""
    address = "/api/v1/trial-upload/"

    def send(content: bytes, name: str = "a.pdf") -> Any:
        return api.post(
            address, {"title": "x", "file": SimpleUploadedFile(name, content)}, format="multipart", headers=KEY
        )

    first = send(b"one")
    assert first.status_code == 201
    assert send(b"one").content == first.content
    assert code_of(send(b"two")) == "idempotency_key_reused"
    assert code_of(send(b"one", "b.pdf")) == "idempotency_key_reused"


def test_old_answers_are_forgotten_after_two_days(api: APIClient) -> None:
    """Within 24 hours the answer is there, after 48 the row is deleted."""
    api.post(TRIALS, PLAN, headers=KEY)
    with clock.frozen(TODAY + timedelta(hours=25)):
        assert idempotency.forget_old() == 0
    with clock.frozen(TODAY + timedelta(hours=49)):
        assert idempotency.forget_old() == 1
    assert not IdempotentRequest.objects.exists()


@needs_postgresql
def test_of_many_at_once_one_is_done(transactional_db: Any, cast: Cast) -> None:
    """Six equal requests in the same moment: one plan; the others get the same answer, or 409 while it is made."""
    clients = [client_of(cast.officer) for _ in range(6)]
    results = at_once(*[lambda client=client: client.post(TRIALS, PLAN, headers=KEY) for client in clients])
    assert {response.status_code for response in results} <= {201, 409}
    made = {response.content for response in results if response.status_code == 201}
    assert len(made) == 1
    assert all(code_of(response) == "idempotency_key_running" for response in results if response.status_code == 409)
    assert Plan.objects.count() == 1
    assert AuditEvent.objects.filter(action="plans.plan.created").count() == 1
    assert client_of(cast.officer).post(TRIALS, PLAN, headers=KEY).content in made


@needs_postgresql
def test_of_many_that_take_over_a_dead_request_one_is_done(transactional_db: Any, cast: Cast) -> None:
    """When the lease of a dead request is over, only one of those who try then does the work."""
    clients = [client_of(cast.officer) for _ in range(4)]
    running(cast, clients[0])
    with clock.frozen(TODAY + idempotency.LEASE + timedelta(seconds=1)):
        results = at_once(*[lambda client=client: client.post(TRIALS, PLAN, headers=KEY) for client in clients])
    assert {response.status_code for response in results} <= {201, 409}
    assert any(response.status_code == 201 for response in results)
    assert Plan.objects.count() == 1
    assert IdempotentRequest.objects.get(key=KEY["Idempotency-Key"]).attempt == 2


@needs_postgresql
def test_of_two_changes_to_one_version_one_is_made(transactional_db: Any, cast: Cast) -> None:
    """If-Match in a race: one 200, the others 412 with the version that won."""
    clients = [client_of(cast.officer) for _ in range(4)]
    made = clients[0].post(TRIALS, PLAN)
    results = at_once(
        *[
            lambda client=client, number=number: client.patch(
                made.headers["Location"], {"title": f"Tên {number}"}, headers={"If-Match": '"1"'}
            )
            for number, client in enumerate(clients)
        ]
    )
    assert sorted(response.status_code for response in results) == [200, 412, 412, 412]
    assert {response.json()["current_version"] for response in results if response.status_code == 412} == {2}


def running(cast: Cast, api: APIClient) -> IdempotentRequest:
    """A claim as a process leaves it that dies in the middle of PLAN."""
    api.post(TRIALS, PLAN, headers={"Idempotency-Key": "other"})
    like = IdempotentRequest.objects.get(key="other")
    Plan.objects.all().delete()
    return IdempotentRequest.objects.create(
        user_id=cast.officer.pk,
        key=KEY["Idempotency-Key"],
        method="POST",
        path=like.path,
        payload_sha256=like.payload_sha256,
        leased_until=TODAY + idempotency.LEASE,
    )
