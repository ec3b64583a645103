"""What is captured: of an incident or of a claim, with hash and time, pictures without hidden data, nothing fetched."""

import hashlib
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from comms.core.errors import Conflict, Invalid, NotVisible
from comms.files.services import stored_bytes
from incidents import services
from incidents.models import Incident, Sighting
from press.distribution.models import MediaOutlet
from tests.api.conftest import client_of
from tests.cast import Cast
from tests.files.uploads import PDF, image
from tests.incidents.building import claimed, in_state
from tests.incidents.test_pages import signed_in

pytestmark = pytest.mark.usefixtures("rules")

HOSTILE = [
    "javascript:alert(document.cookie)",
    "http://127.0.0.1:8000/admin/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "file:///etc/passwd",
]


def with_a_place() -> bytes:
    """A JPEG that says where it was taken."""
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "Nha rieng, pho Bi Mat"
    Image.new("RGB", (60, 40), "#a33").save(file, "JPEG", exif=exif)
    return file.getvalue()


def outlet() -> MediaOutlet:
    return MediaOutlet.objects.create(name="Báo Minh Họa", kind="newspaper")


def test_of_the_matter_as_a_whole_or_of_one_claim(cast: Cast) -> None:
    """A sighting names its incident always, and the claim where one is known."""
    incident = in_state(cast, "active")
    claim = claimed(cast, incident)
    whole = services.sighting_add(
        actor=cast.press_officer,
        incident_id=incident.pk,
        url="https://example.org/1",
        seen_in="press",
        outlet_id=outlet().pk,
        author="Tài khoản X",
        reach=1200,
    )
    of_claim = services.sighting_add(actor=cast.officer, claim_id=claim.pk, url="https://example.org/2")
    assert (whole.incident, whole.claim, whole.outlet.name) == (incident, None, "Báo Minh Họa")
    assert (of_claim.incident, of_claim.claim) == (incident, claim)


def test_a_claim_of_another_incident_is_refused(cast: Cast) -> None:
    claim = claimed(cast, in_state(cast, "active"))
    other = in_state(cast, "active", title="Việc khác")
    with pytest.raises(Invalid) as refused:
        services.sighting_add(actor=cast.officer, incident_id=other.pk, claim_id=claim.pk, url="x")
    assert refused.value.errors["claim"][0].code == "other_incident"


def test_nothing_is_added_to_what_has_ended(cast: Cast) -> None:
    incident = in_state(cast, "dismissed")
    with pytest.raises(Conflict) as refused:
        services.sighting_add(actor=cast.press_officer, incident_id=incident.pk, url="x")
    assert refused.value.code == "incident_ended"


def test_an_outlet_is_chosen_from_what_one_may_see(cast: Cast) -> None:
    """Contacts are not for everybody; who may not read them cannot name one by its id."""
    incident = in_state(cast, "active", actor=cast.outsider)
    with pytest.raises(NotVisible):
        services.sighting_add(actor=cast.outsider, incident_id=incident.pk, url="x", outlet_id=outlet().pk)


def test_a_picture_loses_what_is_hidden_in_it(cast: Cast) -> None:
    """The stored copy has other bytes; both hashes are kept, and neither place nor comment is in the copy."""
    came = with_a_place()
    upload = SimpleUploadedFile("ảnh.jpg", came, content_type="image/jpeg")
    incident = in_state(cast, "active")
    seen = services.sighting_add(actor=cast.officer, incident_id=incident.pk, upload=upload)
    kept = stored_bytes(seen.file)
    assert (seen.sha256, seen.received_sha256) == (hashlib.sha256(kept).hexdigest(), hashlib.sha256(came).hexdigest())
    assert seen.sha256 != seen.received_sha256
    assert b"Bi Mat" in came
    assert b"Bi Mat" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_other_files_are_kept_as_they_came(cast: Cast) -> None:
    incident = in_state(cast, "active")
    seen = services.sighting_add(actor=cast.officer, incident_id=incident.pk, upload=SimpleUploadedFile("a.pdf", PDF))
    assert (stored_bytes(seen.file), seen.received_sha256) == (PDF, "")
    assert seen.sha256 == hashlib.sha256(PDF).hexdigest()


def test_the_hash_that_a_client_gives_is_of_what_it_sent(cast: Cast) -> None:
    """Of the bytes as they came, also where the picture is written anew."""
    came, incident = with_a_place(), in_state(cast, "active")
    right = hashlib.sha256(came).hexdigest()
    upload: Any = SimpleUploadedFile("a.jpg", came)
    seen = services.sighting_add(actor=cast.officer, incident_id=incident.pk, upload=upload, sha256=right)
    assert seen.received_sha256 == right
    with pytest.raises(Invalid) as refused:
        services.sighting_add(actor=cast.officer, incident_id=incident.pk, upload=upload, sha256="a" * 64)
    assert refused.value.errors["sha256"][0].code == "mismatch"
    assert Sighting.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_bad_file_leaves_nothing(cast: Cast, content: bytes) -> None:
    incident = in_state(cast, "active")
    with pytest.raises(Invalid) as refused:
        services.sighting_add(
            actor=cast.officer, incident_id=incident.pk, url="x", upload=SimpleUploadedFile("a.png", content)
        )
    assert list(refused.value.errors) == ["file"]
    assert not Sighting.objects.exists()


@pytest.mark.parametrize("url", HOSTILE)
def test_an_address_is_text_and_never_a_link(cast: Cast, url: str) -> None:
    """Loopback, private addresses and scripts are stored as they were reported; no page makes a link of them."""
    incident = in_state(cast, "active")
    services.sighting_add(actor=cast.officer, incident_id=incident.pk, url=url)
    client = signed_in(cast.press_officer)
    for address in (incident.get_absolute_url(), f"{incident.get_absolute_url()}sightings/"):
        shown = client.get(address).content.decode()
        assert url in shown
        assert f'href="{url}' not in shown


def test_a_report_names_its_sources(cast: Cast) -> None:
    """All or nothing: a bad source is named by its number, and then there is no incident either."""
    sources = [{"url": "https://example.org/1", "reach": 10}, {"url": "javascript:1", "seen_in": "social"}]
    client = client_of(cast.officer)
    body = {"title": "Tin sai", "field": "policy", "sources": sources}
    made = client.post("/api/v1/incidents/", body, format="json")
    assert made.status_code == 201, made.content
    assert [row.url for row in Sighting.objects.order_by("url")] == ["https://example.org/1", "javascript:1"]
    bad = body | {"sources": [sources[0], sources[1] | {"captured_at": "2027-01-01T00:00:00+07:00"}]}
    refused = client.post("/api/v1/incidents/", bad, format="json")
    assert (refused.status_code, refused.json()["errors"]["sources"][0]["code"]) == (400, "future")
    assert "2. captured_at" in refused.json()["errors"]["sources"][0]["detail"]
    assert Incident.objects.count() == 1


def test_all_of_them_page_by_page(cast: Cast) -> None:
    """The room shows the latest and the total; the list goes on by key, with the claim beside each."""
    incident = in_state(cast, "active")
    claim = claimed(cast, incident)
    for number in range(55):
        services.sighting_add(actor=cast.officer, claim_id=claim.pk, url=f"https://example.org/{number:02}")
    client = signed_in(cast.press_officer)
    room = client.get(incident.get_absolute_url()).content.decode()
    assert room.count("https://example.org/") == 5
    address = f"{incident.get_absolute_url()}sightings/"
    first = client.get(address)
    found = first.content.decode().count("https://example.org/")
    found += client.get(first.context["page"].next_url).content.decode().count("https://example.org/")
    assert found == 55
    assert client_of(cast.outsider).get(f"/api/v1/incidents/{incident.pk}/sightings/").status_code == 404


def test_the_form_of_the_room_adds_one(cast: Cast) -> None:
    incident = in_state(cast, "active")
    claim, client = claimed(cast, incident), signed_in(cast.press_officer)
    values = {"url": "https://example.org/1", "claim": str(claim.pk), "seen_in": "social", "reach": "12"}
    upload = SimpleUploadedFile("a.png", image("PNG"), content_type="image/png")
    sent = client.post(f"{incident.get_absolute_url()}sightings/new/", values | {"upload": upload})
    assert (sent.status_code, sent["Location"]) == (302, incident.get_absolute_url())
    seen = Sighting.objects.get()
    assert (seen.claim, seen.seen_in, seen.reach) == (claim, "social", 12)
