"""Pages of press conferences."""
