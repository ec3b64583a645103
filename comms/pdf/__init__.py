"""Administrative documents as PDF: the only room that knows WeasyPrint."""
