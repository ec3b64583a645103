"""Reads of contacts and deliveries."""
