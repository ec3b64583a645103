"""Writing the assignment table in the shape in which it is read: XLSX, DOCX, PDF.

`rows` says what stands in the table; its words are those of the document and not of a screen, so that what is exported
is read back the same in any language.
"""
