"""Hostile input ends in a document or a typed refusal: nothing is fetched, nothing hangs, nothing grows."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from comms.core.errors import Unavailable
from comms.pdf import services
from comms.pdf.errors import RenderBusy, RendererMissing, RenderFailed
from comms.pdf.layout import AgencyHeader, Contact, Recipients, SignatureBlock, Title
from comms.pdf.pool import Child, Limits, Pool
from tests.pdf.documents import AT, RELEASE, printed, reader, text_of, with_body

PAGE = "<!doctype html><html lang=vi><head><title>t</title>{head}</head><body>{body}</body></html>"
ENDLESS = PAGE.format(head="", body="<table><tr><td colspan=1000000>x</td></tr></table>").encode()
HOSTILE = '<script>alert(1)</script>"><style>*{display:none}</style>{{ x }}{% y %}&amp;\u202egnp.exe\x00\x07'


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child(Limits())
    yield child
    child.close()


def refusal_of(child: Child, html: bytes) -> str:
    with pytest.raises(RenderFailed) as caught:
        child.render(html)
    return caught.value.code


def test_the_same_input_gives_the_same_bytes() -> None:
    """In one child and in another one, whatever the day."""
    first = printed()
    assert printed() == first
    services._pool.close()
    assert printed() == first
    assert printed(created_at=AT + timedelta(seconds=1)) != first


@pytest.mark.parametrize(
    "resource",
    [
        "<img alt=x src=file:///etc/passwd>",
        "<img alt=x src=http://169.254.169.254/latest/meta-data/>",
        "<img alt=x src=https://example.org/a.png>",
        "<img alt=x src='data:image/svg+xml,<svg/>'>",
        "<img alt=x src=../fonts.conf>",
        "<img alt=x src=comms:fonts.conf>",
        "<link rel=attachment href=file:///etc/passwd>",
        "<link rel=stylesheet href=http://169.254.169.254/a.css>",
        "<style>@import url(file:///etc/passwd);</style>",
        "<style>p { background: url(http://169.254.169.254/) }</style>",
        "<svg xmlns='http://www.w3.org/2000/svg'><title>t</title><image href='file:///etc/hostname'/></svg>",
        "<object data=file:///etc/passwd></object>",
        "<embed src=file:///etc/passwd>",
    ],
)
def test_the_fetcher_denies_everything(child: Child, resource: str) -> None:
    """A template that asks for anything outside the bundle gives no document at all."""
    assert refusal_of(child, PAGE.format(head="", body=f"<p>x</p>{resource}").encode()) == "render_resource"


def test_a_document_brings_no_font(child: Child) -> None:
    """It could only be written to a file, and the child can write none."""
    face = "<style>@font-face { font-family: x; src: url(file:///usr/share/fonts/x.ttf) }</style>"
    assert refusal_of(child, PAGE.format(head=face, body="x").encode()) == "render_failed"


def test_nothing_is_asked_of_the_network(child: Child) -> None:
    """A listening server never hears of the document."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        refusal_of(child, PAGE.format(head="", body=f"<img alt=x src=http://127.0.0.1:{port}/>").encode())
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_picture_without_a_text_is_refused(child: Child) -> None:
    """PDF/UA needs an alternative; WeasyPrint alone would only log it."""
    svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path d='M0 0h1'/></svg>"
    named = svg.replace("<path", "<title>hình</title><path")
    assert child.render(PAGE.format(head="", body=named).encode()).startswith(b"%PDF")
    no_language = PAGE.format(head="", body="x").replace(" lang=vi", "").encode()
    assert refusal_of(child, no_language) == "render_failed"


def test_hostile_text_is_printed_as_text(tmp_path: Path) -> None:
    """In the title, the names and the body, marks and commands are letters like any other."""
    document = replace(
        with_body(f"Nội dung {HOSTILE} <img src=file:///etc/passwd> ![a](http://169.254.169.254/)"),
        title=Title(HOSTILE, HOSTILE + "} body { display: none } @import url(file:///etc/passwd);"),
        header=AgencyHeader(HOSTILE, HOSTILE),
        recipients=Recipients((HOSTILE,)),
        contact=Contact(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
        signature=SignatureBlock((HOSTILE,), HOSTILE),
    )
    pdf = printed(document, title=HOSTILE, author=HOSTILE, keywords=[HOSTILE])
    text = text_of(pdf, tmp_path)
    assert text.count("alert(1)") >= 6
    assert "Nội dung" in text
    metadata = reader(pdf).metadata
    assert metadata is not None
    assert str(metadata.title).startswith("<script>alert(1)</script>")
    assert not set(str(metadata.title)) & set("\u202e\x00\x07")


def test_unsanitised_html_is_sanitised_on_print(tmp_path: Path) -> None:
    """The body passes the allow-list once more, whatever its caller did."""
    body = (
        "<p style='font-size:1px'>chữ</p><script>x</script><style>p{display:none}</style><img src=file:///etc/passwd>"
    )
    assert "chữ" in text_of(printed(replace(RELEASE, body_html=body)), tmp_path)


def test_a_huge_table_is_printed(tmp_path: Path) -> None:
    """Two hundred rows over several pages, the head of the table on each."""
    rows = "\n".join(f"|{number}|Nhiệm vụ {number}|" for number in range(200))
    text = text_of(printed(with_body(f"|TT|Tên cột|\n|-|-|\n{rows}")), tmp_path)
    assert "Nhiệm vụ 199" in text
    assert text.count("Tên cột") >= 4


def test_five_megabytes_of_text_are_refused_at_once() -> None:
    """Before any child works on them."""
    with pytest.raises(RenderFailed) as caught:
        printed(with_body("từ " * 1_300_000))
    assert caught.value.code == "render_too_large"


def test_a_naive_instant_is_a_mistake() -> None:
    """A document cannot be dated by a time without a zone."""
    with pytest.raises(ValueError, match="aware"):
        printed(created_at=AT.replace(tzinfo=None))


def test_a_late_child_is_ended() -> None:
    """After its seconds the caller has a typed answer and the process is gone."""
    child = Child(Limits(seconds=2))
    try:
        assert refusal_of(child, ENDLESS) == "render_timeout"
        assert not child.is_usable()
        with pytest.raises(ProcessLookupError):
            os.kill(child._process.pid, 0)
    finally:
        child.close()


def test_a_child_that_stands_still_is_ended(child: Child) -> None:
    """It uses no processor time; the parent's own clock counts."""
    os.kill(child._process.pid, signal.SIGSTOP)
    child.limits = Limits(seconds=1)
    assert refusal_of(child, PAGE.format(head="", body="x").encode()) == "render_timeout"


def test_a_child_has_so_much_memory_and_no_more(child: Child) -> None:
    """One gigabyte; a document that would need more is refused, and nothing else notices."""
    greedy = "<p style='white-space: pre; tab-size: 2000000000'>\t\t</p>"
    assert refusal_of(child, PAGE.format(head="", body=greedy).encode()) == "render_memory"


def test_after_a_failure_the_next_document_is_rendered() -> None:
    """A failed child is replaced, a killed one too, and the caller of the next document notices nothing."""
    pool = Pool(Limits(), size=1)
    good = PAGE.format(head="", body="<p>được</p>").encode()
    try:
        first = pool.render(good)
        with pytest.raises(RenderFailed):
            pool.render(PAGE.format(head="", body="<img alt=x src=file:///x>").encode())
        assert pool.render(good) == first
        pool._idle[0]._process.kill()
        pool._idle[0]._process.wait()
        assert pool.render(good) == first
    finally:
        pool.close()


def test_a_child_is_replaced_after_its_jobs() -> None:
    """Whatever leaks ends with the process."""
    pool = Pool(Limits(jobs=2), size=1)
    good = PAGE.format(head="", body="<p>được</p>").encode()
    try:
        pool.render(good)
        pid = pool._idle[0]._process.pid
        pool.render(good)
        assert pool._idle == []
        pool.render(good)
        assert pool._idle[0]._process.pid != pid
    finally:
        pool.close()


def test_who_finds_every_child_busy_is_told() -> None:
    """Waiting ends too."""
    pool = Pool(Limits(seconds=1), size=1)
    pool._places.acquire()
    with pytest.raises(RenderBusy) as caught:
        pool.render(b"")
    assert caught.value.code == "render_busy"
    assert isinstance(caught.value, Unavailable)


def test_two_threads_get_their_own_documents() -> None:
    """Answers are not mixed up."""
    pool = Pool(Limits(), size=2)
    results: dict[int, bytes] = {}

    def work(number: int) -> None:
        results[number] = pool.render(PAGE.format(head="", body=f"<p>số {number}</p>").encode())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert [f"số {number}" in reader(results[number]).pages[0].extract_text() for number in range(6)] == [True] * 6
    finally:
        pool.close()


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller learns the Debian package; here the child is shown a Python without WeasyPrint."""
    from comms.pdf import pool

    monkeypatch.setattr(pool.sys, "executable", "/usr/bin/python3")
    monkeypatch.setattr(pool, "missing_packages", lambda: ["libpangoft2-1.0-0"])
    child = Child(Limits())
    try:
        with pytest.raises(RendererMissing, match=r"libpangoft2-1\.0-0"):
            child.render(PAGE.format(head="", body="x").encode())
    finally:
        child.close()


def test_the_child_sees_no_secret() -> None:
    """Its environment holds nothing of the service's, and it can write no file."""
    child = Child(Limits())
    try:
        child.render(PAGE.format(head="", body="<p>x</p>").encode())
        environment = Path(f"/proc/{child._process.pid}/environ").read_bytes()
        assert {entry.split(b"=")[0] for entry in environment.split(b"\0") if entry} == {
            b"FONTCONFIG_FILE",
            b"LC_ALL",
            b"PYTHONHASHSEED",
        }
        limits = Path(f"/proc/{child._process.pid}/limits").read_text()
        assert "Max file size             0 " in limits
        assert f"Max address space         {1024**3} " in limits
    finally:
        child.close()
