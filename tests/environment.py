"""Loaded before Django: where the tests run, and nothing of the developer's own environment.

The database is TEST_DATABASE_URL, else DATABASE_URL, else SQLite in memory.  Files go to a directory that is removed
at the end; the processes of pytest-xdist inherit it.
"""

import atexit
import os
import shutil
import tempfile

os.environ["DJANGO_ENV"] = "test"
os.environ["DATABASE_URL"] = (
    os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL") or "sqlite://:memory:"
)
for name in ("CELERY_BROKER_URL", "CELERY_QUEUE", "REDIS_URL", "DJANGO_DEBUG", "SECRET_KEY", "ALLOWED_HOSTS"):
    os.environ.pop(name, None)
for name in ("EMAIL_URL", "MAIL_FROM"):
    os.environ.pop(name, None)
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["COMMS_VAR_DIR"] = tempfile.mkdtemp(prefix="comms-tests-")
    atexit.register(shutil.rmtree, os.environ["COMMS_VAR_DIR"], ignore_errors=True)
