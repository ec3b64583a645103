"""The pages of contacts, by forms; the import as a trial and in earnest."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comms.core import clock
from press.distribution.models import Delivery, DistributionList, Employment, Journalist, ListMember, MediaOutlet
from press.distribution.services import contacts
from tests.cast import PEOPLE, Cast
from tests.press.releases import building

READERS = {"press_officer", "spokesperson", "leader", "administrator", "auditor"}
KEEPERS = {"press_officer", "spokesperson"}
HOSTILE = "<script>alert(1)</script>\"'{{ 7*7 }}"
HEAD = "name,email,outlet,post,beats,languages,consent_at,consent_source\n"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.press_officer)


@pytest.fixture
def outlet(cast: Cast) -> MediaOutlet:
    return contacts.outlet_create(
        actor=cast.press_officer, name="Báo Minh họa", kind="newspaper", webhook_url="https://example.vn/hook"
    )


@pytest.fixture
def journalist(cast: Cast, outlet: MediaOutlet) -> Journalist:
    made = contacts.journalist_create(
        actor=cast.press_officer, name="Phạm Minh A", email="a@example.vn", phone="0900 000 001", note="x"
    )
    contacts.employment_begin(
        actor=cast.press_officer, journalist_id=made.pk, outlet_id=outlet.pk, starts=date(2026, 1, 1)
    )
    return made


@pytest.fixture
def kept(cast: Cast, journalist: Journalist) -> DistributionList:
    made = contacts.list_create(actor=cast.press_officer, name="Báo trung ương")
    contacts.list_member_add(actor=cast.press_officer, distributionlist_id=made.pk, journalist_id=journalist.pk)
    return made


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reaches_which_page(cast: Cast, kept: DistributionList, who: str) -> None:
    """Whoever may not read contacts reads no name, no address, and has no entry in the navigation."""
    client, journalist = signed_in(cast.people[who]), Journalist.objects.get()
    outlet = MediaOutlet.objects.get()
    lists = ("/contacts/", "/contacts/journalists/", "/contacts/lists/")
    for address in (*lists, *(one.get_absolute_url() for one in (kept, journalist, outlet))):
        answer = client.get(address)
        assert answer.status_code == (200 if who in READERS else 403), address
        if who not in READERS:
            assert "a@example.vn" not in answer.content.decode()
            assert "Phạm" not in answer.content.decode()
    assert ('href="/contacts/"' in client.get("/statements/").content.decode()) is (who in READERS)
    page = signed_in(cast.people[who]).get("/contacts/journalists/import/")
    assert page.status_code == (200 if who in KEEPERS else 403)
    assert client.get("/contacts/journalists/export.csv").status_code == (200 if who in KEEPERS else 403)


def test_an_outlet_by_its_form(client: Client) -> None:
    values = {"name": HOSTILE, "kind": "online", "language": "vi", "webhook_url": "http://example.vn/", "active": "on"}
    refused = client.post("/contacts/outlets/new/", values)
    assert refused.status_code == 400
    assert "begins with https://" in refused.content.decode()
    made = client.post("/contacts/outlets/new/", values | {"webhook_url": "https://example.vn/"})
    outlet = MediaOutlet.objects.get()
    assert (made.status_code, made["Location"]) == (302, outlet.get_absolute_url())
    page = client.get(outlet.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    edited = client.post(
        f"{outlet.get_absolute_url()}edit/", {"name": "Báo A", "kind": "online", "language": "vi", "version": 1}
    )
    assert edited.status_code == 302
    outlet.refresh_from_db()
    assert (outlet.name, outlet.active, outlet.webhook_url, outlet.webhook_secret) == ("Báo A", False, "", "")
    stale = client.post(f"{outlet.get_absolute_url()}edit/", values | {"name": "B", "version": 1})
    assert stale.status_code in (400, 412)


def test_the_new_secret_is_shown_a_single_time(client: Client, outlet: MediaOutlet) -> None:
    address = f"{outlet.get_absolute_url()}new_secret/"
    shown = client.post(address, {"version": 1})
    outlet.refresh_from_db()
    assert outlet.webhook_secret in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert outlet.webhook_secret not in client.get(outlet.get_absolute_url()).content.decode()
    assert client.post(address, {"version": 1}).status_code == 412


def test_a_journalist_by_forms(client: Client, outlet: MediaOutlet) -> None:
    values = {"name": "Phạm Minh A", "email": "a@example.vn", "language": "en", "beats": "Pháp luật; Kinh tế; "}
    consent = {"both": "on", "active": "on", "consent_at": "20/11/2026 08:00"}
    refused = client.post("/contacts/journalists/new/", values | consent)
    assert "Say how the consent was given" in refused.content.decode()
    client.post("/contacts/journalists/new/", values | consent | {"consent_source": "Phiếu"})
    one = Journalist.objects.get()
    assert (one.beats, one.languages) == (["Pháp luật", "Kinh tế"], ["en", "vi"])
    assert "Receives releases." in client.get(one.get_absolute_url()).content.decode()
    own = one.get_absolute_url()
    assert client.post(f"{own}employ/", {"outlet": str(outlet.pk), "starts": "01/01/2026"}).status_code == 302
    end = client.get(f"{own}end/?outlet={outlet.pk}").content.decode()
    assert f'value="{outlet.pk}" selected' in end
    ended = client.post(f"{own}end/", {"outlet": str(outlet.pk), "ends": "31/10/2026", "version": 1})
    assert (ended.status_code, Employment.objects.get().ends) == (302, date(2026, 10, 31))
    assert "Worked there before" in client.get(outlet.get_absolute_url()).content.decode()
    cleared = client.post(f"{own}edit/", values | {"active": "on", "version": 2})
    assert cleared.status_code == 302
    page = client.get(own).content.decode()
    assert "has not agreed to receive releases" in page
    assert client.post(f"{own}forget/", {"version": 3}).status_code == 302
    page = client.get(own).content.decode()
    assert "taken out on request" in page
    assert "a@example.vn" not in page
    assert own not in client.get("/contacts/journalists/").content.decode()


def test_an_edit_keeps_the_seconds_of_the_consent(client: Client, cast: Cast) -> None:
    at = clock.now().replace(second=7, microsecond=5, hour=8)
    one = contacts.journalist_create(
        actor=cast.press_officer, name="A", email="a@example.vn", consent_at=at, consent_source="Phiếu"
    )
    form = {"name": "B", "email": "a@example.vn", "language": "vi", "active": "on", "version": 1}
    form |= {"consent_at": "21/11/2026 08:00", "consent_source": "Phiếu"}
    client.post(f"{one.get_absolute_url()}edit/", form)
    one.refresh_from_db()
    assert (one.name, one.consent_at) == ("B", at)


def test_members_of_a_list_by_its_page(client: Client, kept: DistributionList, outlet: MediaOutlet) -> None:
    own = kept.get_absolute_url()
    page = client.get(f"{own}?q=minh hoa").content.decode()
    assert "has not agreed to receive releases" in page
    assert f"outlet:{outlet.pk}" in page
    assert client.post(f"{own}add/", {"member": f"outlet:{outlet.pk}"}).status_code == 302
    assert f'"outlet:{outlet.pk}"' not in client.get(f"{own}?q=minh").content.decode().split("<aside")[1]
    for wrong in ("", "outlet:", "outlet:x", f"list:{kept.pk}"):
        assert client.post(f"{own}add/", {"member": wrong}).status_code == 400
    assert client.post(f"{own}remove/", {"member": f"outlet:{outlet.pk}", "version": 1}).status_code == 302
    assert client.post(f"{own}remove/", {"member": f"outlet:{outlet.pk}", "version": 1}).status_code == 412
    assert ListMember.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/contacts/?search=minh%20hoa&kind=newspaper&active=true", "Báo Minh họa"),
        ("/contacts/journalists/?search=pham&reads=vi&active=true", "Phạm Minh A"),
    ],
)
def test_filters_of_the_lists(client: Client, kept: DistributionList, address: str, shown: str) -> None:
    assert f">{shown}</a>" in client.get(address).content.decode()
    assert f">{shown}</a>" not in client.get(address.replace("true", "false")).content.decode()


def test_pages_cost_no_more_queries_with_more_rows(
    client: Client, cast: Cast, kept: DistributionList, queries_do_not_grow: Any
) -> None:
    outlet = MediaOutlet.objects.get()

    def grow() -> None:
        for _index in range(3):
            number = Journalist.objects.count()
            one = contacts.journalist_create(actor=cast.press_officer, name="A", email=f"a{number}@example.vn")
            contacts.employment_begin(
                actor=cast.press_officer, journalist_id=one.pk, outlet_id=outlet.pk, starts=date(2026, 1, 1)
            )
            contacts.list_member_add(actor=cast.press_officer, distributionlist_id=kept.pk, journalist_id=one.pk)
            contacts.list_create(actor=cast.press_officer, name=f"L{number}")

    for address in ("/contacts/journalists/", "/contacts/lists/", outlet.get_absolute_url(), kept.get_absolute_url()):
        queries_do_not_grow(lambda address=address: client.get(address), grow)


# --- import and export ----------------------------------------------------------------------------


def upload(client: Client, content: bytes, name: str = "nha-bao.csv") -> Any:
    return client.post("/contacts/journalists/import/", {"file": SimpleUploadedFile(name, content)})


def test_a_table_is_tried_and_then_taken_over(client: Client, journalist: Journalist) -> None:
    rows = (
        "Phạm Minh A,A@example.vn,Báo Minh họa,,Pháp luật,vi; en,20/11/2026,Phiếu\n"
        "Lê Thị B,b@example.vn,báo minh họa,Phóng viên,=1+1,,,\n"
    )
    tried = upload(client, (HEAD + rows).encode())
    assert tried.status_code == 200
    assert "1 new, 1 changed, 0 unchanged, 0 refused" in tried.content.decode()
    assert Journalist.objects.count() == 1
    written = client.post("/contacts/journalists/import/", {"write": "1", "table": tried.context["table"]})
    assert "were taken over" in written.content.decode()
    one, other = Journalist.objects.get(pk=journalist.pk), Journalist.objects.get(email="b@example.vn")
    assert (one.beats, one.languages, one.consent_source, one.note) == (["Pháp luật"], ["vi", "en"], "Phiếu", "x")
    assert (other.consent_at, other.beats, Employment.objects.filter(journalist=other).count()) == (None, ["=1+1"], 1)
    again = upload(client, client.get("/contacts/journalists/export.csv").content)
    assert "0 new, 0 changed, 2 unchanged, 0 refused" in again.content.decode()
    sheet = client.get("/contacts/journalists/export.xlsx").content
    assert "0 new, 0 changed, 2 unchanged" in upload(client, sheet, "nha-bao.xlsx").content.decode()


def test_one_wrong_row_leaves_all_unwritten(client: Client, outlet: MediaOutlet) -> None:
    rows = (
        "A,a@example.vn,,,,,,\n"
        "B,A@EXAMPLE.vn,,,,,,\n"
        "C,c,,,,,,\n"
        "D,d@example.vn,Báo Lạ,,,,,\n"
        "E,e@example.vn,,,,,20/11/2026,\n"
        "F,f@example.vn,,,,,31/02/2026,Phiếu\n"
        "G,g@example.vn,,,,fr,,\n"
        ",h@example.vn,,,,,,\n"
    )
    for data in ({"file": SimpleUploadedFile("a.csv", (HEAD + rows).encode())}, {"write": "1", "table": HEAD + rows}):
        answer = client.post("/contacts/journalists/import/", data)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "1 new, 0 changed, 0 unchanged, 7 refused" in page
        for words in (
            "stands in the table twice",
            "Write one e-mail address",
            "No outlet of this name is recorded",
            "Say how the consent was given",
            "Write the day as dd/mm/yyyy",
            "The language is vi or en",
            "name: This is required",
        ):
            assert words in page, words
        assert not Journalist.objects.exists()


def test_a_table_does_not_take_an_unsubscribing_back(client: Client, cast: Cast) -> None:
    """Only a consent that is younger does."""
    one = contacts.journalist_create(actor=cast.press_officer, name="A", email="a@example.vn")
    Journalist.objects.filter(pk=one.pk).update(unsubscribed_at=clock.now())
    table = f"{HEAD}A,a@example.vn,,,,,01/11/2026,Phiếu\n"
    client.post("/contacts/journalists/import/", {"write": "1", "table": table})
    one.refresh_from_db()
    assert one.consent_at is not None
    assert one.unsubscribed_at is not None


@pytest.mark.parametrize("content", [b"", b"x,y\n1,2\n", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_what_is_no_table_is_refused(client: Client, content: bytes) -> None:
    assert upload(client, content).status_code == 400


def test_no_exported_text_becomes_a_formula(client: Client, cast: Cast) -> None:
    """CSV has no kinds of cells: there an apostrophe stands before what would be one."""
    contacts.journalist_create(actor=cast.press_officer, name='=HYPERLINK("http://x")', email="a@example.vn")
    text = client.get("/contacts/journalists/export.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    with zipfile.ZipFile(io.BytesIO(client.get("/contacts/journalists/export.xlsx").content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "=HYPERLINK" in archive.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert re.search(r'<c r="A2"[^>]* t="s"', sheet)


def test_what_was_sent_to_a_contact(cast: Cast, client: Client, journalist: Journalist, outlet: MediaOutlet) -> None:
    release = building.issued(cast)
    for contact, key in (({"journalist": journalist}, "1"), ({"outlet": outlet}, "2")):
        Delivery.objects.create(
            release=release,
            purpose="release",
            transport="mail",
            name="x",
            address="a@example.vn",
            key=key,
            document_sha256="0" * 64,
            **contact,
        )
    for one in (journalist, outlet):
        page = client.get(one.get_absolute_url()).content.decode()
        assert page.count("/deliveries/") == 1
        assert release.title in page


@pytest.mark.parametrize(("who", "shown"), [("press_officer", True), ("officer", False)])
def test_the_page_of_deliveries_leads_only_where_one_may_go(cast: Cast, who: str, shown: bool) -> None:
    client = Client()
    client.force_login(getattr(cast, who))
    assert ("/contacts/journalists/" in client.get("/deliveries/").content.decode()) is shown
