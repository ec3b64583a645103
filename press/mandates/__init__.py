"""Who may speak in the name of an agency."""
