"""Releases, mandates, statements."""
