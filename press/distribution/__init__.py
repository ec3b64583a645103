"""Who receives releases, and what was sent to whom."""
