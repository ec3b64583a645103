"""The address book of the press desks: the press roles write, who oversees them reads, others see none of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from press.distribution.models import DistributionList, Journalist, MediaOutlet
from press.distribution.services import contacts
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast

KEEPERS = ("press_officer", "spokesperson")
READERS = ("leader", "administrator", "auditor")
WRITES = {200: KEEPERS, 403: READERS}
MAKES = {201: KEEPERS, 403: READERS}


def outlet(cast: Cast, **fields: Any) -> MediaOutlet:
    values = {"name": "Báo Minh họa", "kind": "newspaper", "webhook_url": "https://example.vn/hook"} | fields
    return contacts.outlet_create(actor=cast.press_officer, **values)


def journalist(cast: Cast) -> Journalist:
    return contacts.journalist_create(actor=cast.press_officer, name="Phạm Minh A", email="a@example.vn")


def mailing(cast: Cast) -> DistributionList:
    return contacts.list_create(actor=cast.press_officer, name="Báo trung ương")


def of(make: Callable[[Cast], Any], body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        made = make(cast)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def body(**fields: Any) -> Callable[[Cast], Given]:
    return lambda cast: Given(body=fields)


def to_employ(cast: Cast) -> Given:
    body = {"outlet": str(outlet(cast).pk), "post": "Phóng viên", "starts": "2026-01-01"}
    return Given(path={"id": journalist(cast).pk}, body=body)


def to_end(cast: Cast) -> Given:
    one, paper = journalist(cast), outlet(cast)
    contacts.employment_begin(
        actor=cast.press_officer, journalist_id=one.pk, outlet_id=paper.pk, starts=date(2026, 1, 1)
    )
    return Given(path={"id": one.pk}, version=1, body={"outlet": str(paper.pk)})


def to_add(cast: Cast) -> Given:
    return Given(path={"id": mailing(cast).pk}, body={"journalist": str(journalist(cast).pk)})


def to_remove(cast: Cast) -> Given:
    kept, one = mailing(cast), journalist(cast)
    contacts.list_member_add(actor=cast.press_officer, distributionlist_id=kept.pk, journalist_id=one.pk)
    return Given(path={"id": kept.pk}, version=1, body={"journalist": str(one.pk)})


READS = {200: (*KEEPERS, *READERS)}

ROWS = [
    Row("GET media-outlets/", {200: EVERYBODY}),
    Row("POST media-outlets/", {201: KEEPERS}, given=body(name="Báo Minh họa", kind="newspaper")),
    Row("GET media-outlets/{id}/", READS, others=404, given=of(outlet)),
    Row("PATCH media-outlets/{id}/", WRITES, others=404, given=of(outlet, {"note": "x"})),
    Row("GET media-outlets/{id}/history/", READS, others=404, given=of(outlet)),
    Row("POST media-outlets/{id}/new_secret/", WRITES, others=404, given=of(outlet)),
    Row("GET journalists/", {200: EVERYBODY}),
    Row("POST journalists/", {201: KEEPERS}, given=body(name="Phạm Minh A", email="a@example.vn")),
    Row("GET journalists/{id}/", READS, others=404, given=of(journalist)),
    Row("PATCH journalists/{id}/", WRITES, others=404, given=of(journalist, {"phone": "0900 000 001"})),
    Row("GET journalists/{id}/history/", READS, others=404, given=of(journalist)),
    Row("POST journalists/{id}/forget/", WRITES, others=404, given=of(journalist)),
    Row("GET journalists/{id}/employments/", READS, others=404, given=of(journalist)),
    Row("POST journalists/{id}/employments/", MAKES, others=404, given=to_employ),
    Row("POST journalists/{id}/end_employment/", WRITES, others=404, given=to_end),
    Row("GET distribution-lists/", {200: EVERYBODY}),
    Row("POST distribution-lists/", {201: KEEPERS}, given=body(name="Báo trung ương")),
    Row("GET distribution-lists/{id}/", READS, others=404, given=of(mailing)),
    Row("PATCH distribution-lists/{id}/", WRITES, others=404, given=of(mailing, {"embargo_trusted": True})),
    Row("GET distribution-lists/{id}/history/", READS, others=404, given=of(mailing)),
    Row("GET distribution-lists/{id}/members/", READS, others=404, given=of(mailing)),
    Row("POST distribution-lists/{id}/members/", MAKES, others=404, given=to_add),
    Row("POST distribution-lists/{id}/remove_member/", WRITES, others=404, given=to_remove),
]
