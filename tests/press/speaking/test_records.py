"""What belongs to a statement: links, recordings, transcript, the form by its date, the register as a file."""

import csv
import io
import struct
import wave
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comms.core.errors import IllegalTransition, Invalid, NotAllowed, NotVisible
from comms.files.models import StoredFile
from incidents.services import incident_link_statement
from press.conferences.models import PressConference
from press.speaking import services
from press.speaking.models import Statement
from press.speaking.states import form_basis
from tests.cast import Cast
from tests.incidents.building import reported
from tests.press.conferences import building as conferences
from tests.press.conftest import MakeStatement
from tests.press.requests import building_requests as requests

pytestmark = pytest.mark.usefixtures("rules")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def given(cast: Cast, statement: Statement) -> Statement:
    statement.refresh_from_db()
    return services.statement_give(
        actor=cast.spokesperson, statement_id=statement.pk, version=statement.version, spoken_live=True
    )


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 800)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "day", "basis"),
    [
        ("feedback", date(2026, 6, 30), "NĐ 09/2017/NĐ-CP, Điều 4"),
        ("feedback", date(2026, 7, 1), "NĐ 244/2026/NĐ-CP, khoản 6 Điều 7"),
        ("interview", date(2026, 6, 30), "NĐ 09/2017/NĐ-CP, Điều 4"),
        ("interview", date(2026, 7, 1), "NĐ 244/2026/NĐ-CP, Điều 5"),
        ("interview", date(2017, 3, 29), ""),
    ],
)
def test_the_form_rests_on_the_law_of_its_day(form: str, day: date, basis: str) -> None:
    assert form_basis(form, day) == basis


def test_a_statement_begins_with_what_its_request_knows(cast: Cast) -> None:
    request = requests.registered(cast)
    page = signed_in(cast.press_officer).get(f"/statements/new/?press_request={request.pk}").content.decode()
    assert request.subject in page
    assert f'value="{request.pk}" selected' in page
    hidden = signed_in(cast.outsider).get(f"/statements/new/?press_request={request.pk}").content.decode()
    assert request.subject not in hidden


def test_a_request_out_of_sight_is_not_linked(cast: Cast, statement_of: MakeStatement) -> None:
    request = requests.registered(cast)
    mandate_holder = cast.spokesperson
    assert statement_of(press_request_id=request.pk).press_request == request
    conference = conferences.planned(cast)
    statement = statement_of(actor=mandate_holder)
    PressConference.objects.filter(pk=conference.pk).update(announced_at=None)
    with pytest.raises(NotVisible):
        services.statement_update(
            actor=mandate_holder, statement_id=statement.pk, version=1, press_request_id=statement.pk
        )


def test_links_are_shown_and_asked_for_by_who_sees_them(cast: Cast, statement_of: MakeStatement) -> None:
    request = requests.registered(cast)
    statement = given(cast, statement_of(press_request_id=request.pk))
    for person, seen in ((cast.press_officer, True), (cast.outsider, False)):
        client = signed_in(person)
        body = client.get(f"/api/v1/statements/{statement.pk}/").json()
        assert (body["press_request"] == str(request.pk)) is seen
        rows = client.get(f"/api/v1/statements/?press_request={request.pk}").json()["results"]
        assert bool(rows) is seen
        assert (request.get_absolute_url() in client.get(statement.get_absolute_url()).content.decode()) is seen


def test_incidents_that_name_it_never_leak(cast: Cast, statement_of: MakeStatement) -> None:
    statement = given(cast, statement_of())
    incident = reported(cast, title="Sự cố hạn chế", restricted=True, actor=cast.press_officer)
    incident_link_statement(actor=cast.press_officer, incident_id=incident.pk, statement_id=statement.pk)
    for person, seen in ((cast.press_officer, True), (cast.outsider, False), (cast.coordinator, False)):
        client = signed_in(person)
        assert (incident.title in client.get(statement.get_absolute_url()).content.decode()) is seen
        rows = client.get(f"/api/v1/statements/{statement.pk}/incidents/").json()["results"]
        assert bool(rows) is seen


def test_an_edit_keeps_the_links_that_the_editor_does_not_see(cast: Cast, statement_of: MakeStatement) -> None:
    request = requests.registered(cast)
    statement = statement_of(press_request_id=request.pk)
    mandate = statement.mandate
    type(mandate).objects.filter(pk=mandate.pk).update(person=cast.coordinator)
    client = signed_in(cast.coordinator)
    values = {
        "version": statement.version,
        "mandate": str(mandate.pk),
        "form": statement.form,
        "topic": "Chủ đề khác",
        "text": statement.text,
        "language": "vi",
    }
    assert client.post(f"{statement.get_absolute_url()}edit/", values).status_code == 302
    statement.refresh_from_db()
    assert (statement.topic, statement.press_request_id) == ("Chủ đề khác", request.pk)


def test_recordings_are_kept_before_and_after(cast: Cast, statement_of: MakeStatement) -> None:
    statement = statement_of()
    upload = SimpleUploadedFile("Phỏng vấn.wav", sound(), content_type="text/html")
    stored = services.recording_add(actor=cast.press_officer, statement_id=statement.pk, file=upload)
    assert stored.content_type == "audio/wav"
    given(cast, statement)
    client = signed_in(cast.press_officer)
    response = client.post(
        f"{statement.get_absolute_url()}recordings/",
        {"version": 2, "file": SimpleUploadedFile("b.txt", "Nguyên văn".encode())},
    )
    assert response.status_code == 302
    rows = client.get(f"/api/v1/statements/{statement.pk}/recordings/").json()["results"]
    assert {row["name"] for row in rows} == {"Phỏng vấn.wav", "b.txt"}
    statement.refresh_from_db()
    assert statement.state == "given"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp3", b"<script>alert(1)</script>"),
        ("a.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"MZ" * 40),
        ("a.mp4", b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 40),
        ("a.wav", b"RIFF\x24\x00\x00\x00WAVEfmt \xff\xff\xff\xff"),
        ("a.ogg", b"OggS" + b"\x00" * 60),
        ("a.webm", b"\x1aE\xdf\xa3" + b"\x42\x82\x88matroska"),
        ("a.txt", sound()),
        ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04"),
    ],
)
def test_what_is_no_recording(cast: Cast, statement_of: MakeStatement, name: str, content: bytes) -> None:
    statement = statement_of()
    with pytest.raises(Invalid):
        services.recording_add(
            actor=cast.press_officer, statement_id=statement.pk, file=SimpleUploadedFile(name, content)
        )
    assert not StoredFile.objects.exists()


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def page_of_ogg(flags: int, content: bytes) -> bytes:
    return b"OggS\0" + bytes([flags]) + b"\0" * 20 + bytes([1, len(content)]) + content


MP3 = (b"\xff\xfb\x90\x00" + b"\0" * 413) * 12  # MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame
MOVIE = box(b"moov", box(b"mvhd", b"\0" * 100)) + box(b"mdat", b"\0" * 40)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.mp3", MP3, "audio/mpeg"),
        ("a.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"\0" * 10 + MP3, "audio/mpeg"),
        ("a.m4a", box(b"ftyp", b"M4A \0\0\0\0M4A isom") + MOVIE, "audio/mp4"),
        ("a.mp4", box(b"ftyp", b"isom\0\0\x02\0isomiso2") + MOVIE, "video/mp4"),
        (
            "a.ogg",
            page_of_ogg(2, b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0") + page_of_ogg(4, b"OpusTags" + b"\0" * 8),
            "audio/ogg",
        ),
        (
            "a.webm",
            b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + b"\0" * 20,
            "video/webm",
        ),
        ("a.wav", sound(), "audio/wav"),
    ],
)
def test_each_kind_of_recording_is_known_by_its_bytes(
    cast: Cast, statement_of: MakeStatement, name: str, content: bytes, kind: str
) -> None:
    """The smallest whole file of each kind, as it is written by devices; cut short it is refused."""
    statement = statement_of()
    who = {"actor": cast.press_officer, "statement_id": statement.pk}
    kept = services.recording_add(**who, file=SimpleUploadedFile(name, content))
    assert (kept.content_type, kept.size) == (kind, len(content))
    with pytest.raises(Invalid):
        services.recording_add(**who, file=SimpleUploadedFile(name, content[: len(content) // 20]))


def test_who_keeps_recordings(cast: Cast, statement_of: MakeStatement) -> None:
    statement = given(cast, statement_of())
    with pytest.raises(NotAllowed):
        services.recording_add(actor=cast.outsider, statement_id=statement.pk, file=SimpleUploadedFile("a.txt", b"a"))


def test_a_transcript_is_added_later_and_nothing_else(cast: Cast, statement_of: MakeStatement) -> None:
    statement = given(cast, statement_of())
    for values in ({"topic": "Khác"}, {"transcript": "Khác", "text": "Khác"}):
        with pytest.raises(IllegalTransition):
            services.statement_update(
                actor=cast.press_officer, statement_id=statement.pk, version=statement.version, **values
            )
    changed = services.statement_update(
        actor=cast.press_officer, statement_id=statement.pk, version=statement.version, transcript="Ừm, Cổng đã mở."
    )
    assert (changed.state, changed.author, changed.transcript) == ("given", cast.press_officer, "Ừm, Cổng đã mở.")
    assert Statement.objects.filter(folded__contains="um, cong da mo").exists()


def test_the_register_as_a_file(cast: Cast, statement_of: MakeStatement) -> None:
    """Cells of text only, and only what the reader sees."""
    given(cast, statement_of(topic='=HYPERLINK("http://x")', own_initiative=True))
    statement_of(topic="Dự thảo")
    client = signed_in(cast.press_officer)
    text = client.get("/statements/export.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert sorted(row[0] for row in rows[1:]) == ['\'=HYPERLINK("http://x")', "Dự thảo"]
    narrowed = client.get("/statements/export.csv?own_initiative=on").content.decode("utf-8-sig")
    assert "Dự thảo" not in narrowed
    assert "Dự thảo" not in signed_in(cast.outsider).get("/statements/export.csv").content.decode()
    assert client.get("/statements/export.xlsx").content[:2] == b"PK"
    assert client.get("/statements/export.csv?state=nothing").status_code == 400
