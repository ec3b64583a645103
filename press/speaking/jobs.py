"""What comes to be due with statements."""
