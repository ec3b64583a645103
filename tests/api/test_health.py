"""Liveness does not depend on the database; readiness does."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from comms.api import health


def test_alive_without_asking_the_database(client: Client) -> None:
    """No database fixture: a query would fail this test."""
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_when_the_database_answers(client: Client, db: Any) -> None:
    response = client.get("/readyz")
    assert response.json() == {"status": "ok", "checks": {"database": True, "migrations": True}}
    assert response.status_code == 200


def test_not_ready_without_the_database(client: Client, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with Retry-After, and which check failed; the process stays alive."""

    def refused() -> Any:
        raise OperationalError("connection refused to secret-host")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refused)
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "checks": {"database": False, "migrations": False}}
    assert "Retry-After" in response.headers
    assert client.get("/healthz").status_code == 200


def test_not_ready_before_the_migrations(client: Client, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process with newer code than the tables takes no work."""
    monkeypatch.setattr(health, "_migrated", [])
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *args: [("x", False)])
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]) == (503, {"database": True, "migrations": False})


def test_probes_are_not_sent_to_https(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/nothing").status_code == 301
