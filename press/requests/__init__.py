"""What the press asked, who answers it by when, and what was answered."""
