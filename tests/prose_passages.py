"""Passages for the tests of prose."""

from __future__ import annotations

from rolegraph.graph.model import Place
from rolegraph.graph.sources.prose import Passage


def passage(text: str) -> Passage:
    """A page of one paragraph, all in its first line."""
    return Passage(text, lambda start, end: Place(text[start:end], start, end, 1))
