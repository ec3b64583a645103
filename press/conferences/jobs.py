"""What comes to be due with press conferences."""
