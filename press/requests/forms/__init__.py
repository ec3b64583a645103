"""Forms of the pages of press requests."""
