"""Periodic legal duties: what each period asks for, and what met it."""
