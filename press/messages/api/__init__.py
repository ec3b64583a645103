"""Message lines over HTTP."""
