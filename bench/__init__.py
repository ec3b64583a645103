"""Speed, measured: `make bench`.  Ratios of one run, never a test."""
