"""Which graphs only the loader writes."""

from __future__ import annotations

from rolegraph.graph.identity import TAXONOMY_GRAPHS

_NAMES = ("vocabulary", "provenance", "ontology", "alignment", "history", *TAXONOMY_GRAPHS)


def is_loader_graph(base: str, graph: str) -> bool:
    """Whether the graph of that IRI is the loader's in a store with that base IRI.

    Clients may write every other graph, and the stored default graph.
    """
    if graph.startswith((f"{base}id/source/", f"{base}graph/derived/")):
        return True
    return graph.startswith(f"{base}graph/") and graph.removeprefix(f"{base}graph/") in _NAMES
