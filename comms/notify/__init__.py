"""What people are told: a row for each person, and a mail."""
