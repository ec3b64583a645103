"""Pages of outlets, journalists and lists."""
