"""What happens to contacts and deliveries, in words."""

ACTIONS: dict[str, object] = {}
