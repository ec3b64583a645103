"""Pages of contacts and deliveries."""
