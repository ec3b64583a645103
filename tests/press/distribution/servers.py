"""A real mail server and a real web server with TLS, both on this machine."""

import datetime
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Postbox:
    """What a mail server got.  `at_rcpt` and `at_data` are what it answers next; "cut" ends the connection instead,
    "cut after" takes the mail and ends it before the answer."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], Any]] = []
        self.at_rcpt: list[str] = []
        self.at_data: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.at_rcpt:
            return self.at_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        answer = self.at_data.pop(0) if self.at_data else "250 taken"
        if answer != "cut" and answer[0] not in "45":
            self.got.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        if answer.startswith("cut"):
            server.transport.abort()
            return "451 nobody hears this"
        return answer


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def mail_server(box: Postbox, settings: Any) -> Controller:
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    return server


class Hook:
    """An outlet's own system: `got` are (heads, body); `answers` what it says next, as (status, heads, body)."""

    def __init__(self, folder: Path) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.before_answer: Callable[[Any], None] = lambda handler: None
        self.authority, certificate = _certificate(folder)
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.got.append((dict(self.headers), body))
                hook.before_answer(self)
                status, heads, words = hook.answers.pop(0) if hook.answers else (204, {}, b"")
                self.send_response(status)
                for name, value in heads.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(words)))
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.handle_error = lambda *args: None  # type: ignore[method-assign]  # a client that ends early is expected
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/hook?of=outlet"

    def json(self) -> Any:
        return json.loads(self.got[-1][1])

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself: (what a client trusts, what the server shows)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.fromtimestamp(0, datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now.replace(year=2100))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    trusted, own = folder / "trusted.pem", folder / "own.pem"
    trusted.write_bytes(shown)
    own.write_bytes(shown + secret)
    return trusted, own
