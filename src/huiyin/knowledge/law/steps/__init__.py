"""The next step of a case: which acts are open, what each asks for, and why one is refused."""
