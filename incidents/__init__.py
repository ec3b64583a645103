"""Incidents, claims, verdicts, refutations."""
