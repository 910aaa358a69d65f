"""Every change of a report, of the rows it came from, and of the answer it is owed."""
