"""Role profiles as HTML: which of its elements is which part of a role page."""
