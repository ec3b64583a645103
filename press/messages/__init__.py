"""Message lines: what the ministry says on a topic, in one voice."""
