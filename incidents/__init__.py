"""Communication incidents: what happened, what is claimed, what was found, how it was answered."""
