"""Who receives what is sent to lists: each address once, nobody without consent, and why."""

from typing import Any

import pytest
from django.utils import translation

from comms.core import clock
from press.distribution.models import DistributionList, Journalist, ListMember, MediaOutlet
from press.distribution.selectors.recipients import Recipient, recipients_of

pytestmark = pytest.mark.django_db


def journalist(name: str, email: str, **fields: Any) -> Journalist:
    values = {"languages": ["vi"], "consent_at": clock.now(), "consent_source": "Phiếu đăng ký"} | fields
    return Journalist.objects.create(name=name, email=email, **values)


def outlet(name: str, email: str = "", **fields: Any) -> MediaOutlet:
    return MediaOutlet.objects.create(name=name, kind="newspaper", email=email, **fields)


def listed(name: str, *members: Any, **fields: Any) -> DistributionList:
    made = DistributionList.objects.create(name=name, **fields)
    for one in members:
        ListMember.objects.create(list=made, **{type(one).__name__.lower().removeprefix("media"): one})
    return made


def told(found: list[Recipient]) -> dict[str, str]:
    with translation.override("en"):
        return {one.name: str(one.skipped_reason) for one in found}


def test_a_journalist_in_two_lists_receives_once() -> None:
    one = journalist("Phạm Minh A", "a@example.vn")
    found = recipients_of([listed("L1", one), listed("L2", one)], journalists=[one])
    assert [(one.kind, one.name, one.address, one.language, one.receives) for one in found] == [
        ("journalist", "Phạm Minh A", "a@example.vn", "vi", True)
    ]
    assert found[0].object == one


def test_one_mailbox_of_outlet_and_journalist_receives_once() -> None:
    """An address differs by more than its case."""
    found = recipients_of(
        outlets=[outlet("Báo A", "Toasoan@Example.vn"), outlet("Báo B", "b@example.vn")],
        journalists=[journalist("Phạm Minh A", "toasoan@example.vn")],
    )
    assert [(one.kind, one.name) for one in found] == [("outlet", "Báo B"), ("journalist", "Phạm Minh A")]


def test_who_is_skipped_and_why() -> None:
    people = [
        journalist("A", "a@example.vn"),
        journalist("B", "b@example.vn", active=False),
        journalist("C", "c@example.vn", consent_at=None),
        journalist("D", "d@example.vn", unsubscribed_at=clock.now()),
    ]
    agencies = [outlet("E", "e@example.vn", active=False), outlet("F"), outlet("G", "g@example.vn")]
    assert told(recipients_of([listed("L", *people, *agencies)])) == {
        "A": "",
        "B": "is no longer active",
        "C": "has not agreed to receive releases",
        "D": "has unsubscribed",
        "E": "is no longer active",
        "F": "has no address",
        "G": "",
    }


def test_a_list_that_is_not_used_sends_to_nobody() -> None:
    one, other = journalist("A", "a@example.vn"), journalist("B", "b@example.vn")
    closed = listed("L1", one, other, active=False)
    assert told(recipients_of([closed])) == dict.fromkeys("AB", "the list is no longer active")
    assert told(recipients_of([closed, listed("L2", one)])) == {"A": "", "B": "the list is no longer active"}


def test_of_one_address_the_one_who_receives_counts() -> None:
    """Somebody who has left keeps nobody else of the same mailbox from receiving."""
    gone = journalist("A", "toasoan@example.vn", active=False)
    found = recipients_of(outlets=[outlet("Báo A", "toasoan@example.vn")], journalists=[gone])
    assert told(found) == {"Báo A": ""}


def test_an_unsubscribed_address_receives_under_no_name() -> None:
    """Also where the person who unsubscribed is not among those named."""
    left = journalist("A", "Toasoan@example.vn", unsubscribed_at=clock.now())
    paper = outlet("Báo A", "toasoan@example.vn")
    assert told(recipients_of(outlets=[paper])) == {"Báo A": "has unsubscribed"}
    assert not any(one.receives for one in recipients_of(outlets=[paper], journalists=[left]))


def test_texts_of_one_language() -> None:
    vietnamese, both = journalist("A", "a@example.vn"), journalist("B", "b@example.vn", languages=["vi", "en"])
    found = recipients_of(
        journalists=[vietnamese, both], outlets=[outlet("C", "c@example.vn", language="en")], language="en"
    )
    assert told(found) == {"A": "does not read texts in this language", "B": "", "C": ""}
    assert [one.language for one in found] == ["vi", "en", "en"]
    assert [one.language for one in recipients_of(journalists=[both])] == ["vi"]


def test_an_outlet_with_a_hook_is_reached_both_ways() -> None:
    paper = outlet("Báo A", "a@example.vn", webhook_url="https://example.vn/Hook")
    found = recipients_of(outlets=[paper, paper])
    assert [(one.transport, one.address) for one in found] == [
        ("mail", "a@example.vn"),
        ("webhook", "https://example.vn/Hook"),
    ]
    alone = recipients_of(outlets=[outlet("Báo B", webhook_url="https://example.vn/b")])
    assert [(one.transport, one.receives) for one in alone] == [("webhook", True)]


def test_queries_do_not_grow_with_the_members(queries_do_not_grow: Any) -> None:
    made = listed("L")

    def grow() -> None:
        for _index in range(5):
            number = Journalist.objects.count()
            ListMember.objects.create(list=made, journalist=journalist(f"P{number}", f"p{number}@example.vn"))

    grow()
    queries_do_not_grow(lambda: recipients_of([made]), grow)
    assert len(recipients_of([made])) == 10
