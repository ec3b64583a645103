"""Refutations in each state, built by calling the services as the cast would."""

from typing import Any

from incidents import services
from incidents.models import Claim, Incident, Refutation
from tests.cast import Cast
from tests.incidents.building import claimed, given, in_state, judged, mandate

PARTS = {
    "title": "Cổng pháp luật không thu phí",
    "false_content": "Tin trên mạng nói Cổng thu phí từ ngày 20/11/2026.",
    "effect": "Người dân ngại dùng Cổng.",
    "true_nature": "Cổng không thu bất kỳ khoản phí nào.",
    "legal_grounds": "Quyết định 1799/QĐ-BTP (minh họa).",
    "messages": "Cổng phục vụ miễn phí.",
    "public_text": "Cổng pháp luật quốc gia phục vụ miễn phí.\n\nKhông ai được thu tiền.",
}
PATHS = {
    "draft": [],
    "checking": ["submit"],
    "checked": ["submit", "check"],
    "approved": ["submit", "check", "approve"],
    "published": ["submit", "check", "approve", "publish"],
}


def led(cast: Cast, **fields: Any) -> Incident:
    """Active, led by the unit of the cast that reported it."""
    return in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]}, **fields)


def refutable(cast: Cast, incident: Incident | None = None, **fields: Any) -> Claim:
    return judged(cast, claimed(cast, incident or led(cast), **fields))


def drafted(cast: Cast, claim: Claim | None = None, **fields: Any) -> Refutation:
    """By the officer of the lead unit."""
    values = {"actor": cast.officer, "claim_id": (claim or refutable(cast)).pk, **PARTS}
    return services.refutation_create(**(values | fields))


def do(verb: str, refutation: Refutation, actor: Any, **arguments: Any) -> Refutation:
    """One verb with the version as it stands."""
    refutation.refresh_from_db()
    service = getattr(services, f"refutation_{verb}")
    result: Refutation = service(actor=actor, refutation_id=refutation.pk, version=refutation.version, **arguments)
    return result


def in_refutation_state(cast: Cast, state: str, claim: Claim | None = None, **publish: Any) -> Refutation:
    mandate(cast)
    refutation = drafted(cast, claim)
    for verb in PATHS[state]:
        refutation = step(cast, verb, refutation, **(publish if verb == "publish" else {}))
    return refutation


def step(cast: Cast, verb: str, refutation: Refutation, **arguments: Any) -> Refutation:
    """The verb by the person whose it is; published by a given statement unless `means` says otherwise."""
    actors = {
        "submit": cast.officer,
        "check": cast.legal_checker,
        "approve": cast.spokesperson,
        "return": cast.legal_checker,
        "publish": cast.press_officer,
        "release": cast.press_officer,
    }
    if verb == "publish" and "means" not in arguments:
        arguments = {"means": "statement", "statement_id": given(cast).pk}
    if verb == "return":
        arguments = {"note": "Xem lại căn cứ", **arguments}
    return do(verb, refutation, actors[verb], **arguments)


def posted(cast: Cast, claim: Claim | None = None) -> Refutation:
    """Published by a post on an official channel."""
    post = {"means": "post", "post_channel": "Cổng Bộ", "post_url": "https://moj.example.org/1"}
    return in_refutation_state(cast, "published", claim, **post)
