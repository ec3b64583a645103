"""Who may speak in the ministry's name, and what was said."""
