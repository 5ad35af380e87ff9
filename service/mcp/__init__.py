"""The questions about paths for programs that speak the Model Context Protocol (docs/paths.md)."""
