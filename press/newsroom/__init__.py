"""What journalists and the public read without signing in."""
