"""Releases: from the draft through sign-off and number to the stored PDF."""
