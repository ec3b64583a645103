"""Loaded before Django: tests run with DJANGO_ENV=test, on SQLite in memory unless DATABASE_URL says otherwise."""

import os

os.environ["DJANGO_ENV"] = "test"
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
