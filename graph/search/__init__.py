"""Finding things by what they are called: an index of all labels, made from a generation (docs/search.md)."""
