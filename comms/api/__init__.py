"""The shared grammar of the HTTP API."""
