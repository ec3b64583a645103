"""What is wrong with the environment is named at start, in one line; the worker ends when it is told to."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MANAGE = ["manage.py", "migrate"]
WORKER = ["-m", "celery", "-A", "comms", "worker"]
WSGI = ["-c", "import comms.wsgi"]
PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "comms.example",
    "SITE_URL": "https://comms.example",
}


def environment(place: Path, **variables: str | None) -> dict[str, str]:
    """Development under `place`, changed by `variables` (None unsets), and no other variable of Comms."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    wanted = {**kept, "DJANGO_ENV": "development", "COMMS_VAR_DIR": str(place), **variables}
    return {name: value for name, value in wanted.items() if value is not None}


def start(arguments: list[str], place: Path, **variables: str | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(place, **variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("arguments", [MANAGE, WORKER, WSGI], ids=["manage.py", "celery", "wsgi"])
@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("DATABASE_URL", "mysql://localhost/comms", "begins with 'mysql'"),
        ("DATABASE_URL", "/var/lib/comms.sqlite3", "must be sqlite:///… or postgresql://…"),
        ("DATABASE_URL", "postgresql://db:no-port/comms", "is not understood"),
        ("DATABASE_URL", "postgresql://db:5432/", "names no database"),
        ("CELERY_BROKER_URL", "localhost:5672", "must be amqp://"),
        ("CELERY_BROKER_URL", "sqs://queue", "must be amqp://"),
        ("CELERY_BROKER_URL", "amqp://guest@rabbit:x//", "is not understood"),
        ("EMAIL_URL", "mailto:somebody", "is not understood"),
        ("EMAIL_URL", "smtp://mail:no-port", "is not understood"),
        ("MAIL_FROM", "comms", "must be one address"),
        ("DJANGO_ENV", "staging", "may be production, development or test"),
    ],
)
def test_a_wrong_variable_is_named_in_one_line(
    tmp_path: Path, arguments: list[str], variable: str, value: str, says: str
) -> None:
    result = start(arguments, tmp_path, **{variable: value})
    assert result.returncode != 0
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("comms cannot start: ")
    assert variable in line
    assert says in line


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"])
def test_production_has_no_default_for_what_must_be_secret(tmp_path: Path, missing: str) -> None:
    result = start(["manage.py", "check"], tmp_path, **{**PRODUCTION, missing: None})
    assert result.returncode != 0
    assert result.stderr.strip().startswith(f"comms cannot start: {missing} is not set")


def test_who_names_a_mail_server_in_production_names_the_sender(tmp_path: Path) -> None:
    """Without a server nothing is mailed, and the check says so; files and the console are for development."""
    assert "nothing is mailed" in start(["manage.py", "check"], tmp_path, **PRODUCTION).stderr
    for url, says in (
        ("smtp://mail", "comms cannot start: MAIL_FROM is not set"),
        ("filemail:///tmp/mail", "comms cannot start: EMAIL_URL is not understood"),
    ):
        result = start(["manage.py", "check"], tmp_path, **PRODUCTION, EMAIL_URL=url)
        assert result.returncode != 0
        assert result.stderr.strip().startswith(says)


def test_unset_means_production(tmp_path: Path) -> None:
    result = start(["manage.py", "check"], tmp_path, DJANGO_ENV=None)
    assert "SECRET_KEY is not set; in production it has no default" in result.stderr


@pytest.mark.parametrize(
    "url", ["postgresql://comms:secret@127.0.0.1:1/comms", "sqlite:////no/such/directory/comms.sqlite3"]
)
def test_a_database_that_does_not_answer_is_named(tmp_path: Path, url: str) -> None:
    """In one line, without the password."""
    result = start(MANAGE, tmp_path, DATABASE_URL=url)
    assert result.returncode != 0
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("comms cannot start: the database of DATABASE_URL does not answer: ")
    assert "secret" not in line


def test_the_worker_without_a_broker_ends_at_once_when_told(tmp_path: Path) -> None:
    """SIGTERM while it waits for work: exit code 0, long before the next look is due."""
    assert start(MANAGE, tmp_path).returncode == 0
    command = [sys.executable, "manage.py", "outbox_drain", "--forever", "--every", "30"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, text=True)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline().startswith("Draining the outbox")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0
    finally:
        worker.kill()
        worker.communicate()
