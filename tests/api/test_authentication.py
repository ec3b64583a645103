"""Who may come in at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from comms.core import clock
from comms.org.models import ApiToken
from comms.org.services import token_create
from plans.models import Plan
from tests.api.conftest import PLAN, client_of, code_of
from tests.api.trial import TRIALS
from tests.cast import Cast
from tests.conftest import TODAY

pytestmark = pytest.mark.urls("tests.api.trial")

UNITS = "/api/v1/units/"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Token",
        "Token ",
        "Token wrong",
        "Token two words",
        "Token \xff\xfe",
        "Token " + "a" * 64,
        "Token " + "a" * 5000,
        "Bearer abc",
        "Basic b2ZmaWNlcjp4",
    ],
)
def test_nobody_enters_without_credentials(cast: Cast, header: str | None) -> None:
    """401 with WWW-Authenticate, on every method."""
    client = APIClient()
    if header is not None:
        client.credentials(HTTP_AUTHORIZATION=header)
    for response in (
        client.get(UNITS),
        client.post(TRIALS, PLAN),
        client.get("/api/v1/schema/"),
        client.get("/api/v1/docs/"),
    ):
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Token"
        assert code_of(response) in {"not_authenticated", "authentication_failed"}


def test_a_token_lasts_until_it_expires(cast: Cast) -> None:
    """At its last moment a token is over."""
    client = client_of(cast.officer)
    token = ApiToken.objects.get()
    token.expiry = TODAY + timedelta(days=90)
    token.save()
    with clock.frozen(token.expiry - timedelta(seconds=1)):
        assert client.get(UNITS).status_code == 200
    with clock.frozen(token.expiry):
        assert client.get(UNITS).status_code == 401


def test_a_person_who_left_is_out(cast: Cast) -> None:
    client = client_of(cast.officer)
    assert client.get(UNITS).status_code == 200
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(is_active=False)
    assert client.get(UNITS).status_code == 401


def test_a_reading_token_changes_nothing(cast: Cast) -> None:
    """GET is open to it; every unsafe method is refused with the reason, and nothing is written."""
    client = client_of(cast.officer, scope="read")
    assert client.get(TRIALS).status_code == 200
    refused = client.post(TRIALS, PLAN, headers={"Accept-Language": "en"})
    assert (refused.status_code, code_of(refused)) == (403, "not_allowed")
    assert refused.json()["detail"] == "This token may only read."
    assert not Plan.objects.exists()


def test_last_use_is_kept_cheaply(cast: Cast, django_assert_num_queries: Any) -> None:
    """The time of use is written at the first use and then every five minutes at most."""
    client = client_of(cast.officer)
    client.get(UNITS)
    assert ApiToken.objects.get().last_used_at == TODAY
    with clock.frozen(TODAY + timedelta(minutes=4)):
        client.get(UNITS)
    assert ApiToken.objects.get().last_used_at == TODAY
    later = TODAY + timedelta(minutes=5)
    with clock.frozen(later):
        client.get(UNITS)
    assert ApiToken.objects.get().last_used_at == later


def test_a_token_is_found_by_its_digest_alone(cast: Cast) -> None:
    """Nothing that is stored opens the door."""
    token_create(actor=cast.officer, name="x")
    row = ApiToken.objects.get()
    client = APIClient()
    for stored in (row.digest, row.token_key):
        client.credentials(HTTP_AUTHORIZATION=f"Token {stored}")
        assert client.get(UNITS).status_code == 401


def test_a_session_needs_its_csrf_token_to_write(cast: Cast) -> None:
    """Reading with the session of the pages works; writing without the CSRF token is 403, with it 201."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(TRIALS).status_code == 200
    refused = client.post(TRIALS, PLAN, content_type="application/json")
    assert (refused.status_code, code_of(refused)) == (403, "csrf_failed")
    assert not Plan.objects.exists()
    client.cookies["csrftoken"] = token = "a" * 32
    assert client.post(TRIALS, PLAN, content_type="application/json", headers={"X-CSRFToken": token}).status_code == 201


def test_the_language_is_the_one_asked_for_or_the_persons(cast: Cast) -> None:
    """Accept-Language first, else the person's own."""
    client = client_of(cast.officer)
    nowhere = f"{UNITS}NOPE/"
    assert client.get(nowhere).headers["Content-Language"] == "vi"
    english = client.get(nowhere, headers={"Accept-Language": "en"})
    assert english.json()["detail"] == "Nothing was found at this address."
    assert english.headers["Content-Language"] == "en"
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(language="en")
    own = client.get(nowhere)
    assert (own.json()["detail"], own.headers["Content-Language"]) == (english.json()["detail"], "en")
    assert client.get(nowhere, headers={"Accept-Language": "vi"}).json()["detail"] != own.json()["detail"]
