"""Refutations, evidence and notices of changed conclusions: a legal checker sees what was submitted, no draft."""

from collections.abc import Callable
from typing import Any

from incidents.models import VerdictNotice
from tests.api.surface import EVERYBODY, Given, Row
from tests.api.surface.incidents import HANDLES, LEADS, SEES, claim, incident, rows_of, seen_but
from tests.cast import Cast
from tests.incidents.building_refutations import PARTS, in_refutation_state, led, refutable

CHECKS = ("legal_checker",)
POST = {"means": "post", "post_channel": "Cổng Bộ", "post_url": "https://moj.example.org/1"}


def submitted(call: str, allowed: tuple[str, ...], given: Callable[[Cast], Given]) -> Row:
    """Allowed to some who see it, 403 to the others who do, the legal checker among them."""
    refused = tuple(person for person in (*SEES, *CHECKS) if person not in allowed)
    return Row(call, {200: allowed, **({403: refused} if refused else {})}, others=404, given=given)


def refutation(state: str, body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = in_refutation_state(cast, state)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def of_claim(cast: Cast) -> Given:
    return Given(body={"claim": str(refutable(cast).pk), **PARTS})


def notice(body: Any = None) -> Callable[[Cast], Given]:
    """Of a conclusion that changed, on what a body outside was told."""

    def given(cast: Cast) -> Given:
        made = refutable(cast, led(cast))
        first = made.verdicts.get()
        row = VerdictNotice.objects.create(
            claim=made, before=first, after=first, to="outlet", label="Báo A", about_id=made.pk
        )
        return Given(path={"id": row.pk}, version=row.version, body=body)

    return given


ROWS = [
    rows_of("GET incidents/{id}/refutations/", SEES, incident("active")),
    rows_of("GET claims/{id}/evidence/", SEES, claim("check")),
    rows_of("POST claims/{id}/evidence/", HANDLES, claim("check", {"title": "Quyết định"}), done=201),
    rows_of("GET claims/{id}/verdicts/", SEES, claim("check")),
    rows_of("GET claims/{id}/verdict-notices/", SEES, claim("check")),
    Row("GET refutations/", {200: EVERYBODY}),
    Row(
        "POST refutations/",
        {201: HANDLES, 403: seen_but(*HANDLES)},
        others=400,
        given=of_claim,
    ),
    submitted("GET refutations/{id}/", (*SEES, *CHECKS), refutation("checking")),
    submitted("GET refutations/{id}/history/", (*SEES, *CHECKS), refutation("checking")),
    rows_of("PATCH refutations/{id}/", HANDLES, refutation("draft", {"effect": "Khác"})),
    rows_of("POST refutations/{id}/submit/", HANDLES, refutation("draft")),
    submitted("POST refutations/{id}/check/", CHECKS, refutation("checking")),
    submitted("POST refutations/{id}/return/", (*LEADS, *CHECKS), refutation("checked", {"note": "Xem lại"})),
    submitted("POST refutations/{id}/approve/", ("spokesperson",), refutation("checked")),
    submitted("POST refutations/{id}/release/", ("press_officer",), refutation("approved")),
    submitted("POST refutations/{id}/publish/", LEADS, refutation("approved", POST)),
    Row("GET verdict-notices/", {200: EVERYBODY}),
    rows_of("GET verdict-notices/{id}/", SEES, notice()),
    rows_of("GET verdict-notices/{id}/history/", SEES, notice()),
    rows_of("POST verdict-notices/{id}/told/", HANDLES, notice({"note": "Đã gọi"})),
]
