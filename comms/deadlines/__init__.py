"""Dated rules, the working calendar, statutory clocks that explain themselves."""
