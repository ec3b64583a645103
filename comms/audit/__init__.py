"""Append-only, hash-chained evidence of every change."""
