"""Outlets, journalists and lists over HTTP."""
