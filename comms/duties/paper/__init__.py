"""The annual report as a file: what stands on it, as PDF and as DOCX."""
