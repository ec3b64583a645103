"""Tasks over HTTP, with what is counted from them: objectives with their weight, progress of plans and schemes."""
