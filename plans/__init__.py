"""Scheme → plan → objective."""
