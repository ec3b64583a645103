"""A caller with a token, as an integrator has one."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from comms.org.models import User
from comms.org.services import token_create
from tests.cast import Cast

Caller = Callable[[str], APIClient]


def client_of(user: User, scope: str = "write") -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token_create(actor=user, name='test', scope=scope)}")
    return client


@pytest.fixture
def caller(cast: Cast) -> Caller:
    """`caller("officer")` is a client that speaks for that member of the cast."""
    return lambda name: client_of(getattr(cast, name))


@pytest.fixture
def api(caller: Caller) -> APIClient:
    """A client for questions that everybody may ask."""
    return caller("officer")


def code_of(response: Any) -> str:
    """The code of a problem; asserts that the answer is one."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    body = response.json()
    assert body["status"] == response.status_code
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    return str(body["code"])


PLAN = {"code": "KH-1", "title": "Kế hoạch thử", "starts": "2026-01-01", "owner_unit": "C-PBGDPL-TGPL"}


@pytest.fixture
def plan(api: APIClient) -> dict[str, Any]:
    """A draft made over HTTP by the officer."""
    response = api.post("/api/v1/trials/", PLAN)
    assert response.status_code == 201, response.content
    return dict(response.json())
