"""The OpenAPI document says what the service does."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

SCHEMA = "/api/v1/schema/"
PUBLIC = {"/api/v1/verify/", "/api/v1/verify/{code}/"}


@pytest.fixture(scope="module")
def document() -> Any:
    return generated()


def generated(**options: Any) -> Any:
    """The document, validated; a warning is a failure."""
    out = StringIO()
    call_command("spectacular", "--format=openapi-json", "--validate", "--fail-on-warn", stdout=out, **options)
    return json.loads(out.getvalue())


def test_it_is_generated_without_a_warning(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/units/" in document["paths"]


def test_it_is_for_people_who_are_signed_in(api: APIClient) -> None:
    """The schema is JSON, its reader works without an inline script or style."""
    assert api.get(SCHEMA).json()["info"]["title"] == "Comms"
    page = api.get("/api/v1/docs/").content.decode()
    assert "<style" not in page
    assert page.count("<script src=") == page.count("<script") == 3
    assert api.get("/api/v1/docs/?script=").headers["Content-Type"].startswith("application/javascript")


def test_every_operation_names_its_refusals(document: Any) -> None:
    """Each operation has 400, 401, 403 and 503 as problems, and needs credentials, but for the public two."""
    for path, method, operation in operations(document):
        public = path in PUBLIC
        wanted = {"400", "503"} if public else {"400", "401", "403", "503"}
        assert wanted <= set(operation["responses"]), (method, path)
        assert public or {} not in operation["security"], (method, path)
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                reference = response["content"]["application/problem+json"]["schema"]["$ref"]
                assert reference.endswith("/Problem"), (method, path)


@pytest.mark.urls("tests.api.trial")
def test_versions_and_keys_are_described() -> None:
    """If-Match stands on PATCH and verbs and nowhere else; a key is required where the declaration says so."""
    paths = generated(urlconf="tests.api.trial")["paths"]
    trial = "/api/v1/trials/{id}/"

    def headers(operation: Any) -> dict[str, bool]:
        return {item["name"]: item["required"] for item in operation.get("parameters", ()) if item["in"] == "header"}

    assert headers(paths[trial]["patch"]) == {"If-Match": True}
    assert headers(paths[f"{trial}submit/"]["post"]) == {"If-Match": True, "Idempotency-Key": False}
    assert headers(paths[f"{trial}issue/"]["post"]) == {"If-Match": True, "Idempotency-Key": True}
    assert headers(paths["/api/v1/trials/"]["post"]) == {"Idempotency-Key": False}
    assert headers(paths[f"{trial}lines/"]["post"]) == {"Idempotency-Key": False}
    assert headers(paths[trial]["get"]) == {}
    created = paths["/api/v1/trials/"]["post"]["responses"]["201"]
    assert set(created["headers"]) == {"ETag", "Location"}
    assert {"412", "428", "409", "404"} <= set(paths[f"{trial}issue/"]["post"]["responses"])
    assert "put" not in paths[trial]
    listed = paths[f"{trial}lines/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    assert "Paginated" in listed
    asked = {item["name"] for item in paths["/api/v1/trials/"]["get"]["parameters"]}
    assert asked == {
        "cursor",
        "fields",
        "made_before",
        "open",
        "ordering",
        "page_size",
        "search",
        "starts_after",
        "state",
        "year",
    }


def test_every_route_is_described(document: Any) -> None:
    """No registered address under /api/v1/ is missing, but the document and its reader themselves."""
    described = {path.replace("/api/v1/", "", 1) for path in document["paths"]}
    assert len(described) == len(list(api_routes())), sorted(described)


def operations(document: Any) -> Any:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in {"get", "post", "patch", "delete", "put"}:
                yield path, method, operation


def api_routes() -> Any:
    """Patterns under api/v1/ that answer resources."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern) == "api/v1/":
            yield from (
                str(item.pattern)
                for item in resolver.url_patterns
                if isinstance(item, URLPattern) and getattr(item, "name", "") not in {"schema", "docs"}
            )
