"""Workbooks that a bureau prints and files: A3 landscape, a header on each page, signatures, no formula from any text."""
