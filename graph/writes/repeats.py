"""Counting the triples that stand in more than one graph, which only clients bring about."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from rolegraph.graph.writes.protected import is_loader_graph


def count_repeats(data: Path, base: str) -> int:
    """How often the union of all graphs would give a triple again, in an engine's folder.

    The loader puts no triple into two graphs, so the graphs of clients are looked through only.
    """
    store = ox.Store.read_only(str(data))
    repeated: dict[ox.Triple, int] = {}
    for graph in (ox.DefaultGraph(), *store.named_graphs()):
        if isinstance(graph, ox.NamedNode) and is_loader_graph(base, graph.value):
            continue
        for quad in store.quads_for_pattern(None, None, None, graph):
            others = (
                sum(1 for _ in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)) - 1
            )
            if others:
                repeated[quad.triple] = others
    return sum(repeated.values())
