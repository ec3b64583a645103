"""Ground floor: errors, decisions, states, text, legal dates, the clock.  No tables."""
