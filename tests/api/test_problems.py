"""Every refusal is a problem, also where no view was reached."""

from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, OperationalError
from rest_framework.test import APIClient

from comms.api.problems import exception_handler
from comms.core import errors
from plans.models import Plan
from tests.api.conftest import PLAN, code_of
from tests.api.trial import TRIALS, TrialViewSet

pytestmark = pytest.mark.urls("tests.api.trial")


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/", 404, "not_found"),
        ("get", "/api/v1/", 404, "not_found"),
        ("get", "/api/v1/nothing/", 404, "not_found"),
        ("post", "/api/v1/nothing/", 404, "not_found"),
        ("get", "/api/v2/units/", 404, "not_found"),
        ("get", f"{TRIALS}not-an-id/", 404, "not_found"),
        ("get", f"{TRIALS}00000000-0000-4000-8000-000000000000/", 404, "not_found"),
        ("get", f"{TRIALS}%00/", 404, "not_found"),
        ("get", "/api/v1/units/a%00b/", 404, "not_found"),
        ("put", TRIALS, 405, "method_not_allowed"),
        ("delete", f"{TRIALS}00000000-0000-4000-8000-000000000000/", 405, "method_not_allowed"),
        ("options", TRIALS, 405, "method_not_allowed"),
        ("patch", TRIALS, 405, "method_not_allowed"),
        ("get", f"{TRIALS}00000000-0000-4000-8000-000000000000/submit/", 405, "method_not_allowed"),
    ],
)
def test_no_address_answers_with_a_page(api: APIClient, method: str, address: str, status: int, code: str) -> None:
    response = getattr(api, method)(address)
    assert (response.status_code, code_of(response)) == (status, code)
    assert response.headers["Cache-Control"] == "no-store"
    assert b"<" not in response.content


def test_a_wrong_host_is_a_problem_too(api: APIClient) -> None:
    response = api.get("/api/v1/units/", HTTP_HOST="evil.example")
    assert (response.status_code, code_of(response)) == (400, "malformed")


def test_pages_keep_their_own_refusals(api: APIClient) -> None:
    """Outside /api/ a 404 is the page of the web."""
    assert api.get("/nothing-here/").headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("debug", [True, False])
def test_a_fault_tells_nothing(api: APIClient, settings: Any, debug: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 has no trace, no message, no HTML, also in debug."""
    settings.DEBUG = debug

    def fault(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(TrialViewSet, "list", fault)
    api.raise_request_exception = False
    response = api.get(TRIALS)
    assert (response.status_code, code_of(response)) == (500, "fault")
    assert b"secret" not in response.content


def database_error(kind: type[Exception], cause: Exception) -> Exception:
    error = kind(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (database_error(OperationalError, psycopg.errors.DeadlockDetected("deadlock")), 503, "busy"),
        (database_error(OperationalError, psycopg.errors.LockNotAvailable("lock timeout")), 503, "busy"),
        (database_error(OperationalError, psycopg.errors.SerializationFailure("serialize")), 503, "busy"),
        (OperationalError("database is locked"), 503, "busy"),
        (database_error(IntegrityError, psycopg.errors.UniqueViolation("unique")), 409, "conflict"),
        (database_error(IntegrityError, psycopg.errors.ExclusionViolation("exclusion")), 409, "conflict"),
        (IntegrityError("UNIQUE constraint failed: plans_plan.code"), 409, "conflict"),
        (errors.Conflict("x", code="number_taken"), 409, "number_taken"),
        (errors.NotAllowed("because"), 403, "not_allowed"),
        (errors.NotVisible(), 404, "not_found"),
        (errors.IllegalTransition(), 409, "illegal_transition"),
        (errors.StaleVersion(current=4), 412, "stale_version"),
        (errors.Invalid.field("f", "d", code="c"), 400, "invalid"),
    ],
)
def test_what_is_raised_becomes_its_status(
    api: APIClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    """An error in the middle of a write answers with its problem, and the write is undone."""

    def create(*, actor: Any, owner_unit: Any, **fields: Any) -> Any:
        Plan.objects.create(owner_unit=owner_unit, **fields)
        raise error

    monkeypatch.setattr(TrialViewSet, "create_service", staticmethod(create))
    response = api.post(TRIALS, PLAN)
    assert (response.status_code, code_of(response)) == (status, code)
    assert ("Retry-After" in response.headers) == (status == 503)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    "error",
    [
        database_error(OperationalError, psycopg.errors.DiskFull("disk full")),
        database_error(IntegrityError, psycopg.errors.CheckViolation("check")),
        IntegrityError("CHECK constraint failed: x"),
        IntegrityError("NOT NULL constraint failed: x"),
        ValueError("x"),
    ],
)
def test_a_defect_is_not_dressed_up_as_the_callers_fault(error: Exception) -> None:
    """A broken check is a defect of the service: 500, and it is logged."""
    assert exception_handler(error, {}) is None
