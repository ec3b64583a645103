"""The dossier of an incident on paper: what stands on it, and how it is handed out."""
