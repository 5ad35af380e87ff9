"""Changing a candidate quad by quad: the one place that writes to it, and keeps the loader's graphs.

Every quad that comes or goes passes here, so what a client wrote, however it wrote it, reaches no
graph of the loader; and the difference to the generation before is exact.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from rolegraph.graph.writes.contract import GraphProtected
from rolegraph.graph.writes.protected import is_loader_graph

Graph = ox.NamedNode | ox.DefaultGraph


class Changes:
    """What has been changed in ``store`` so far, net of what was changed back."""

    def __init__(self, store: ox.Store, base: str) -> None:
        self.store = store
        self.inserted: dict[ox.Quad, None] = {}
        self.deleted: dict[ox.Quad, None] = {}
        self.graphs_changed = False
        self._base = base

    def require_open(self, graphs: Iterable[object]) -> None:
        """Raise :class:`GraphProtected` if one of the graphs is the loader's."""
        for graph in graphs:
            if isinstance(graph, ox.NamedNode) and is_loader_graph(self._base, graph.value):
                raise GraphProtected(graph.value)

    def apply(self, deletes: Iterable[ox.Quad], inserts: Iterable[ox.Quad]) -> None:
        """Delete, then insert; a graph that loses its last triple so is none any more.

        Quads may repeat, be absent (deletes) or present (inserts).
        """
        coming = dict.fromkeys(inserts)
        going = [quad for quad in dict.fromkeys(deletes) if quad not in coming]
        self.require_open({quad.graph_name for quads in (coming, going) for quad in quads})
        going = [quad for quad in going if quad in self.store]
        self._insert([quad for quad in coming if quad not in self.store])
        self._delete(going)
        for graph in {quad.graph_name for quad in going}:
            if isinstance(graph, ox.NamedNode) and self._is_empty(graph):
                self.store.remove_graph(graph)

    def _insert(self, quads: list[ox.Quad]) -> None:
        self.store.extend(quads)
        for quad in quads:
            if quad in self.deleted:
                del self.deleted[quad]
            else:
                self.inserted[quad] = None

    def _delete(self, quads: list[ox.Quad]) -> None:
        for quad in quads:
            self.store.remove(quad)
            if quad in self.inserted:
                del self.inserted[quad]
            else:
                self.deleted[quad] = None

    def quads_of(self, graph: Graph) -> list[ox.Quad]:
        """All quads of a graph as it is now."""
        return list(self.store.quads_for_pattern(None, None, None, graph))

    def _is_empty(self, graph: Graph) -> bool:
        return next(self.store.quads_for_pattern(None, None, None, graph), None) is None

    def has(self, graph: Graph) -> bool:
        """Whether there is that graph, perhaps an empty one; the default graph is always there."""
        return isinstance(graph, ox.DefaultGraph) or self.store.contains_named_graph(graph)

    def empty(self, graph: Graph) -> None:
        """Delete what a graph holds and keep the graph."""
        self.require_open([graph])
        self._delete(self.quads_of(graph))

    def create(self, graph: Graph) -> None:
        """Make an empty graph where there is none."""
        self.require_open([graph])
        if isinstance(graph, ox.NamedNode) and not self.has(graph):
            self.store.add_graph(graph)
            self.graphs_changed = True

    def drop(self, graph: Graph) -> None:
        """Delete what a graph holds, and the graph unless it is the default one."""
        self.empty(graph)
        if isinstance(graph, ox.NamedNode) and self.has(graph):
            self.store.remove_graph(graph)
            self.graphs_changed = True

    @property
    def any(self) -> bool:
        """Whether there is anything to publish."""
        return bool(self.inserted or self.deleted or self.graphs_changed)
