"""The duty to publish: the words of the limit, what has to be published, a reason when it comes late."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import translation

from comms.core.errors import Invalid
from comms.deadlines.models import Clock, Rule
from press.mandates.duty import duty_words, missing_contact
from press.mandates.services import mandate_publish
from tests.cast import Cast
from tests.press.conftest import MakeMandate, hanoi

pytestmark = pytest.mark.usefixtures("rules")

LAST_OLD, FIRST_NEW = hanoi(2026, 6, 30, 23, 59), hanoi(2026, 7, 1)
EMPTY = {"post": "", "phone": "", "email": ""}
WORDS = [
    ("authorised", LAST_OLD, "To be published within 12 hours of the decision of 30/06/2026: NĐ 09/2017/NĐ-CP"),
    ("authorised", FIRST_NEW, "are for decisions until 30/06/2026; this one is of 01/07/2026"),
    ("regular", LAST_OLD, "are for decisions from 01/07/2026 on; this one is of 30/06/2026"),
    ("regular", FIRST_NEW, "To be published within 24 hours of the decision of 01/07/2026: NĐ 244/2026/NĐ-CP"),
    ("head", LAST_OLD, "the law sets none for the head of an agency"),
    ("head", FIRST_NEW, "the law sets none for the head of an agency"),
]


def made(mandate_of: MakeMandate, capacity: str, decided_at: datetime, **fields: Any) -> Any:
    return mandate_of(
        capacity=capacity,
        valid_from=decided_at,
        valid_to=hanoi(2026, 12, 31),
        decided_at=decided_at,
        document_number="12/QĐ-BTP",
        scope="Phát ngôn",
        **fields,
    )


@pytest.mark.parametrize(("capacity", "decided_at", "words"), WORDS)
def test_the_limit_in_words(mandate_of: MakeMandate, capacity: str, decided_at: datetime, words: str) -> None:
    mandate = made(mandate_of, capacity, decided_at)
    with translation.override("en"):
        assert words in duty_words(mandate)


def test_the_words_follow_the_rules_and_not_the_code(mandate_of: MakeMandate) -> None:
    Rule.objects.filter(code="ND244-3.3").update(amount="36")
    with translation.override("en"):
        assert "within 36 hours" in duty_words(made(mandate_of, "regular", FIRST_NEW))


@pytest.mark.parametrize(
    ("capacity", "decided_at", "needed"),
    [
        ("regular", LAST_OLD, ["post", "phone", "email"]),
        ("regular", FIRST_NEW, ["post", "phone", "email"]),
        ("authorised", LAST_OLD, ["post", "phone", "email"]),
        ("authorised", FIRST_NEW, []),
        ("head", FIRST_NEW, []),
    ],
)
def test_what_the_law_has_published_is_recorded_first(
    cast: Cast, mandate_of: MakeMandate, capacity: str, decided_at: datetime, needed: list[str]
) -> None:
    mandate = made(mandate_of, capacity, decided_at, **EMPTY)
    assert missing_contact(mandate) == needed
    arguments = {"actor": cast.press_officer, "mandate_id": mandate.pk, "version": 1, "published_at": decided_at}
    if not needed:
        assert mandate_publish(**arguments).published_at == decided_at
        return
    with pytest.raises(Invalid) as refused:
        mandate_publish(**arguments)
    assert list(refused.value.errors) == needed


def test_a_late_publication_says_why(cast: Cast, mandate_of: MakeMandate) -> None:
    decided = hanoi(2026, 11, 19, 8)
    mandate = made(mandate_of, "regular", decided)
    arguments: dict[str, Any] = {"actor": cast.press_officer, "mandate_id": mandate.pk, "version": 1}
    with pytest.raises(Invalid) as refused:
        mandate_publish(**arguments)
    assert refused.value.errors["breach_reason"][0].code == "required"
    mandate_publish(**arguments, breach_reason="Cổng bảo trì")
    clock = Clock.objects.get()
    assert (clock.breached, clock.breach_reason) == (True, "Cổng bảo trì")


def test_one_in_time_needs_no_reason(cast: Cast, mandate_of: MakeMandate) -> None:
    """At the last instant, and registered after the limit with the instant at which it really stood there."""
    decided = hanoi(2026, 11, 19, 8)
    mandate = made(mandate_of, "regular", decided)
    mandate_publish(actor=cast.press_officer, mandate_id=mandate.pk, version=1, published_at=hanoi(2026, 11, 20, 8))
    assert Clock.objects.get().breached is False
