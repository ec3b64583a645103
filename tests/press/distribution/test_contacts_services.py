"""Outlets, journalists and lists: what is taken, what is refused, what the evidence keeps."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible, StaleVersion
from press.distribution.models import DistributionList, Employment, Journalist, ListMember, MediaOutlet
from press.distribution.services import contacts
from tests.cast import PEOPLE, Cast

KEEPERS = {"press_officer", "spokesperson"}
READERS = KEEPERS | {"leader", "administrator", "auditor"}


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def outlet(cast: Cast) -> MediaOutlet:
    return contacts.outlet_create(actor=cast.press_officer, name="Báo Minh họa", kind="newspaper")


@pytest.fixture
def journalist(cast: Cast) -> Journalist:
    return contacts.journalist_create(
        actor=cast.press_officer,
        name="Phạm Minh A",
        email="Minh.A@Example.VN",
        phone="0900 000 001",
        consent_at=clock.now() - timedelta(days=30),
        consent_source="Phiếu đăng ký",
        beats=["Pháp luật", "phap luat", " Trợ giúp  pháp lý "],
        languages=["en", "vi", "en"],
    )


@pytest.fixture
def mailing(cast: Cast) -> DistributionList:
    return contacts.list_create(actor=cast.press_officer, name="Báo trung ương")


def refused(call: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        call()
    return {name: found[0].code for name, found in caught.value.errors.items()}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_keeps_and_who_reads(cast: Cast, who: str, outlet: MediaOutlet, journalist: Journalist) -> None:
    """Whoever may not read the contacts is told that there are none."""
    person = cast.people[who]
    for kind in (MediaOutlet, Journalist):
        assert kind.objects.visible_to(person).exists() is (who in READERS)
    if who in KEEPERS:
        assert contacts.outlet_update(actor=person, mediaoutlet_id=outlet.pk, version=1, note="x").version == 2
        return
    expected = NotAllowed if who in READERS else NotVisible
    with pytest.raises(expected):
        contacts.outlet_update(actor=person, mediaoutlet_id=outlet.pk, version=1, note="x")
    with pytest.raises(expected):
        contacts.journalist_update(actor=person, journalist_id=journalist.pk, version=1, note="x")
    with pytest.raises(NotAllowed):
        contacts.list_create(actor=person, name="x")


def test_a_journalist_as_stored(journalist: Journalist) -> None:
    journalist.refresh_from_db()
    assert (journalist.email, journalist.beats) == ("Minh.A@example.vn", ["Pháp luật", "Trợ giúp pháp lý"])
    assert (journalist.languages, journalist.language) == (["en", "vi"], "en")
    assert "phap luat" in journalist.folded


def test_an_address_belongs_to_one_journalist(cast: Cast, journalist: Journalist) -> None:
    for email in ("minh.a@example.vn", "MINH.A@EXAMPLE.VN"):
        again = {"actor": cast.press_officer, "name": "B", "email": email}
        assert refused(lambda again=again: contacts.journalist_create(**again)) == {"email": "unique"}
    other = contacts.journalist_create(actor=cast.press_officer, name="B", email="b@example.vn")
    change = {"actor": cast.press_officer, "journalist_id": other.pk, "version": 1, "email": "minh.a@example.vn"}
    assert refused(lambda: contacts.journalist_update(**change)) == {"email": "unique"}
    own = {"actor": cast.press_officer, "journalist_id": journalist.pk, "version": 1, "email": "minh.a@example.vn"}
    assert contacts.journalist_update(**own).version == 2


@pytest.mark.parametrize("email", ["", "a", "a@b@example.vn", "a@example.vn\nBcc: b@example.vn", "A <a@example.vn>"])
def test_what_is_no_address(cast: Cast, email: str) -> None:
    call = {"actor": cast.press_officer, "name": "A", "email": email}
    assert refused(lambda: contacts.journalist_create(**call)) == {"email": "invalid"}


def test_a_consent_has_a_day_and_a_source(cast: Cast, journalist: Journalist) -> None:
    base = {"actor": cast.press_officer, "journalist_id": journalist.pk, "version": 1}
    later = clock.now() + timedelta(minutes=1)
    assert refused(lambda: contacts.journalist_update(**base, consent_source="")) == {"consent_source": "required"}
    assert refused(lambda: contacts.journalist_update(**base, consent_at=later)) == {"consent_at": "future"}
    withdrawn = contacts.journalist_update(**base, consent_at=None)
    assert (withdrawn.consent_at, withdrawn.consent_source) == (None, "")
    base["version"] = 2
    assert refused(lambda: contacts.journalist_update(**base, consent_source="Thư")) == {"consent_at": "required"}


def test_only_a_younger_consent_takes_an_unsubscribing_back(cast: Cast, journalist: Journalist) -> None:
    left = clock.now() - timedelta(days=2)
    Journalist.objects.filter(pk=journalist.pk).update(unsubscribed_at=left)
    base = {"actor": cast.press_officer, "journalist_id": journalist.pk, "consent_source": "Thư"}
    older = contacts.journalist_update(**base, version=1, consent_at=left - timedelta(days=1))
    assert older.unsubscribed_at == left
    younger = contacts.journalist_update(**base, version=2, consent_at=left + timedelta(days=1))
    younger.refresh_from_db()
    assert younger.unsubscribed_at is None


def test_the_evidence_of_a_journalist_names_fields_and_no_values(cast: Cast, journalist: Journalist) -> None:
    contacts.journalist_update(
        actor=cast.press_officer,
        journalist_id=journalist.pk,
        version=1,
        name="Phạm Thị Bí Mật",
        phone="0900 000 999",
        note="Ghi chú riêng",
        email="bimat@example.vn",
        active=False,
    )
    written = [event.data for event in AuditEvent.objects.filter(subject_id=journalist.pk).order_by("seq")]
    assert written[1] == {"changes": {"active": [True, False]}, "fields": ["email", "name", "note", "phone"]}
    told = str(list(AuditEvent.objects.values_list("data", flat=True)))
    for secret in ("Phạm", "0900", "Ghi chú", "example.vn"):
        assert secret not in told


def test_forgetting_leaves_no_personal_data(cast: Cast, journalist: Journalist, outlet: MediaOutlet) -> None:
    actor = cast.press_officer
    mailing = contacts.list_create(actor=actor, name="L")
    contacts.list_member_add(actor=actor, distributionlist_id=mailing.pk, journalist_id=journalist.pk)
    contacts.employment_begin(actor=actor, journalist_id=journalist.pk, outlet_id=outlet.pk, starts=date(2026, 1, 1))
    contacts.journalist_forget(actor=actor, journalist_id=journalist.pk, version=1)
    row = Journalist.objects.values().get(pk=journalist.pk)
    for secret in ("Phạm", "phap", "minh.a", "0900", "Phiếu"):
        assert secret.casefold() not in str(row).casefold()
    assert not row["active"]
    assert not ListMember.objects.exists()
    assert not Employment.objects.exists()
    with pytest.raises(Conflict):
        contacts.journalist_update(actor=actor, journalist_id=journalist.pk, version=2, name="A")
    assert refused(
        lambda: contacts.list_member_add(actor=actor, distributionlist_id=mailing.pk, journalist_id=journalist.pk)
    ) == {"journalist": "forgotten"}
    contacts.journalist_create(actor=actor, name="Phạm Minh A", email="minh.a@example.vn")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.vn/hook",
        "ftp://example.vn/",
        "https://user:secret@example.vn/",
        "https://",
        "//example.vn/hook",
        "javascript:alert(1)",
        "https://example.vn/a b",
    ],
)
def test_a_hook_is_https_and_names_nobody(cast: Cast, outlet: MediaOutlet, url: str) -> None:
    call = {"actor": cast.press_officer, "mediaoutlet_id": outlet.pk, "version": 1, "webhook_url": url}
    assert refused(lambda: contacts.outlet_update(**call)) == {"webhook_url": "invalid"}


def test_the_secret_of_a_hook_is_told_once_and_changes_with_it(cast: Cast, outlet: MediaOutlet) -> None:
    base = {"actor": cast.press_officer, "mediaoutlet_id": outlet.pk}
    with pytest.raises(Conflict):
        contacts.outlet_new_secret(**base, version=1)
    first = contacts.outlet_update(**base, version=1, webhook_url="https://example.vn/a").webhook_secret
    _outlet, told = contacts.outlet_new_secret(**base, version=2)
    outlet.refresh_from_db()
    assert outlet.webhook_secret == told != first
    assert len(told) >= 40
    moved = contacts.outlet_update(**base, version=3, webhook_url="https://example.com/b")
    assert moved.webhook_secret not in ("", told)
    assert contacts.outlet_update(**base, version=4, webhook_url="").webhook_secret == ""
    for secret in (told, first, moved.webhook_secret):
        assert secret not in str(list(AuditEvent.objects.values_list("data", flat=True))) or not secret


def test_a_stale_version_is_refused(cast: Cast, journalist: Journalist, mailing: DistributionList) -> None:
    actor = cast.press_officer
    contacts.journalist_update(actor=actor, journalist_id=journalist.pk, version=1, note="x")
    contacts.list_update(actor=actor, distributionlist_id=mailing.pk, version=1, embargo_trusted=True)
    with pytest.raises(StaleVersion):
        contacts.journalist_update(actor=actor, journalist_id=journalist.pk, version=1, note="y")
    with pytest.raises(StaleVersion):
        contacts.journalist_forget(actor=actor, journalist_id=journalist.pk, version=1)
    with pytest.raises(StaleVersion):
        contacts.list_update(actor=actor, distributionlist_id=mailing.pk, version=1, name="y")


def test_a_history_of_employment(cast: Cast, journalist: Journalist, outlet: MediaOutlet) -> None:
    actor, today = cast.press_officer, clock.today()

    def begin(**days: Any) -> Employment:
        return contacts.employment_begin(actor=actor, journalist_id=journalist.pk, outlet_id=outlet.pk, **days)

    def end(version: int, ends: date | None) -> Journalist:
        values = {"actor": actor, "journalist_id": journalist.pk, "outlet_id": outlet.pk, "ends": ends}
        return contacts.employment_end(version=version, **values)

    assert refused(lambda: begin(starts=today + timedelta(days=1))) == {"starts": "future"}
    assert refused(lambda: begin(starts=today, ends=today - timedelta(days=1))) == {"ends": "order"}
    assert refused(lambda: begin(starts=today, ends=today + timedelta(days=1))) == {"ends": "future"}
    assert refused(lambda: end(1, None)) == {"outlet": "not_employed"}
    begin(starts=date(2024, 1, 1), post="Phóng viên")
    for days in ({"starts": today}, {"starts": date(2023, 1, 1), "ends": date(2024, 1, 1)}):
        assert refused(lambda days=days: begin(**days)) == {"starts": "overlap"}
    assert refused(lambda: end(1, date(2023, 12, 31))) == {"ends": "order"}
    assert end(1, date(2024, 12, 31)).version == 2
    assert refused(lambda: begin(starts=date(2024, 12, 31))) == {"starts": "overlap"}
    begin(starts=date(2025, 1, 1))
    begin(starts=date(2023, 1, 1), ends=date(2023, 12, 31))
    assert [row.ends for row in Employment.objects.all()] == [None, date(2024, 12, 31), date(2023, 12, 31)]


def test_nobody_begins_at_an_outlet_that_is_no_more(cast: Cast, journalist: Journalist, outlet: MediaOutlet) -> None:
    MediaOutlet.objects.update(active=False)
    call = {"actor": cast.press_officer, "journalist_id": journalist.pk, "outlet_id": outlet.pk}
    assert refused(lambda: contacts.employment_begin(**call, starts=date(2024, 1, 1))) == {"outlet": "inactive"}
    contacts.employment_begin(**call, starts=date(2024, 1, 1), ends=date(2024, 2, 1))


def test_members_of_a_list(cast: Cast, mailing: DistributionList, journalist: Journalist, outlet: MediaOutlet) -> None:
    base = {"actor": cast.press_officer, "distributionlist_id": mailing.pk}
    contacts.list_member_add(**base, journalist_id=journalist.pk)
    contacts.list_member_add(**base, outlet_id=outlet.pk)
    again = {**base, "journalist_id": journalist.pk}
    assert refused(lambda: contacts.list_member_add(**again)) == {"journalist": "unique"}
    for both in ({}, {"journalist_id": journalist.pk, "outlet_id": outlet.pk}):
        assert refused(lambda both=both: contacts.list_member_add(**base, **both)) == {"journalist": "one_member"}
    assert contacts.list_member_remove(**base, version=1, outlet_id=outlet.pk).version == 2
    gone = {**base, "version": 2, "outlet_id": outlet.pk}
    assert refused(lambda: contacts.list_member_remove(**gone)) == {"outlet": "not_member"}
    assert ListMember.objects.get().journalist == journalist


def test_names_are_taken_once(cast: Cast, mailing: DistributionList, outlet: MediaOutlet) -> None:
    actor = cast.press_officer
    assert refused(lambda: contacts.list_create(actor=actor, name=f" {mailing.name} ")) == {"name": "unique"}
    assert refused(lambda: contacts.outlet_create(actor=actor, name=outlet.name, kind="other")) == {"name": "unique"}
    assert refused(lambda: contacts.outlet_create(actor=actor, name="x", kind="blog")) == {"kind": "invalid_choice"}
    with pytest.raises(TypeError):
        contacts.outlet_update(actor=actor, mediaoutlet_id=outlet.pk, version=1, webhook_secret="x")
