"""What comes to be due with incidents."""
