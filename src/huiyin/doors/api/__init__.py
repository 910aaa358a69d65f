"""The programming interface: reports in, and reports, problems, lists and compounds out, for programs with a token."""
