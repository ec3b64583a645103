"""A person's own notices over HTTP."""
