"""Statutory clocks over HTTP: read only; the objects that they run on start and stop them."""
