"""Under ``inputs``: folders, archives, compressed streams and JSON Lines, opened within limits."""
