"""Incidents and claims over HTTP."""
