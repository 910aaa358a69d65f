"""Every change of accounts, saved filters and clients."""
