"""The command line: ``huiyin``."""
