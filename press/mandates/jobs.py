"""What comes to be due with mandates."""
