"""Every write to contacts and deliveries."""
