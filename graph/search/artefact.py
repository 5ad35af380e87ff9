"""The artefact "search-index": every label of a generation, to be found by what it is nearly like."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph

from rolegraph.graph.derived.artefact import Tell

NAME = "search-index"


class SearchArtefact:
    """Builds the folder that :class:`rolegraph.graph.search.index.SearchIndex` opens."""

    name = NAME
    layout = 1

    def build(self, store: pyoxigraph.Store, base: str, folder: Path, tell: Tell) -> None:
        """Fill an empty folder from a store: a catalogue of things and labels, and the index of labels."""
        from rolegraph.graph.search.building import build

        build(store, base, folder, tell)


ARTEFACT = SearchArtefact()
