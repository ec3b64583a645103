"""Stored files: bytes with SHA-256, served through the access check of their subject."""
