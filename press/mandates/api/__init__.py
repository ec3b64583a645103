"""Mandates and statements over HTTP."""
