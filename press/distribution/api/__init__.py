"""Contacts and deliveries over HTTP."""
