"""What comes to be due with legal clocks."""
