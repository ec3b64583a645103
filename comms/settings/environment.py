"""What is read from the environment, and the one line that ends the process when it is wrong."""

import sys
from pathlib import Path
from typing import Any, NoReturn

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()


def refuse(message: str) -> NoReturn:
    """End with one line, whichever program is starting: a traceback would hide the name of the variable."""
    sys.exit(f"comms cannot start: {message}")


def required(name: str, read: Any = env.str) -> Any:
    try:
        return read(name)
    except ImproperlyConfigured:
        refuse(f"{name} is not set; in production it has no default. (DJANGO_ENV=development needs none of this.)")


DJANGO_ENV = env.str("DJANGO_ENV", "production")
if DJANGO_ENV not in {"production", "development", "test"}:
    refuse(f"DJANGO_ENV is {DJANGO_ENV!r}; it may be production, development or test.")
PRODUCTION = DJANGO_ENV == "production"
VAR_DIR = Path(env.str("COMMS_VAR_DIR", str(BASE_DIR / "var")))
