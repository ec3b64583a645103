"""The desk of the spokesperson: what runs out, what waits, what ends."""
