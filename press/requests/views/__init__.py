"""Pages of press requests: the list, one request, its intake, the grounds of refusal."""
