"""Forms of contacts and deliveries."""
