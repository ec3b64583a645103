"""Periodic legal duties over HTTP."""
