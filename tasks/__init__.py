"""Assigned work, its progress and evidence."""
