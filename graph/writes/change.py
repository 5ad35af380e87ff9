"""Changing an engine quad by quad: the one place that writes to it, and keeps the loader's graphs.

Every quad that comes or goes passes here, so what a client wrote, however it wrote it, reaches no
graph of the loader; the difference to what was before is exact, and can be taken back.

There are no empty graphs: a graph is there as long as it holds a triple (SPARQL 1.1 Update, 3.2,
leaves that to the store).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph as ox

from rolegraph.graph.store.repeats import standing, surplus
from rolegraph.graph.writes.contract import GraphProtected
from rolegraph.graph.writes.protected import is_loader_graph

Graph = ox.NamedNode | ox.DefaultGraph


class Changes:
    """What has been changed in ``store`` so far, net of what was changed back."""

    def __init__(self, store: ox.Store, base: str, repeated: Collection[ox.Triple] | None = ()) -> None:
        """``repeated`` are the triples that stand in more than one graph, ``None`` for too many."""
        self.store = store
        self.inserted: dict[ox.Quad, None] = {}
        self.deleted: dict[ox.Quad, None] = {}
        self._base = base
        self._journal: list[tuple[bool, list[ox.Quad]]] = []
        self._repeated = repeated
        self._doubled: dict[ox.Triple, None] = {}
        self._looked_through = 0

    def require_open(self, graphs: Iterable[object]) -> None:
        """Raise :class:`GraphProtected` if one of the graphs is the loader's."""
        for graph in graphs:
            if isinstance(graph, ox.NamedNode) and is_loader_graph(self._base, graph.value):
                raise GraphProtected(graph.value)

    def apply(self, deletes: Iterable[ox.Quad], inserts: Iterable[ox.Quad]) -> None:
        """Delete, then insert. Quads may repeat, be absent (deletes) or present (inserts)."""
        coming = _as_stored(inserts)
        going = [quad for quad in _as_stored(deletes) if quad not in coming]
        self.require_open({quad.graph_name for quads in (coming, going) for quad in quads})
        self._insert([quad for quad in coming if quad not in self.store])
        self._delete([quad for quad in going if quad in self.store])

    def _insert(self, quads: list[ox.Quad]) -> None:
        self._put(quads, came=True)
        for quad in quads:
            if quad in self.deleted:
                del self.deleted[quad]
            else:
                self.inserted[quad] = None

    def _delete(self, quads: list[ox.Quad]) -> None:
        self._put(quads, came=False)
        for quad in quads:
            if quad in self.inserted:
                del self.inserted[quad]
            else:
                self.deleted[quad] = None

    def _put(self, quads: list[ox.Quad], *, came: bool) -> None:
        self._journal.append((came, quads))
        self._write(quads, came=came)

    def _write(self, quads: list[ox.Quad], *, came: bool) -> None:
        if came:
            self.store.extend(quads)
            return
        for quad in quads:
            self.store.remove(quad)
        for graph in {quad.graph_name for quad in quads}:
            if isinstance(graph, ox.NamedNode) and not self.has(graph):
                self.store.remove_graph(graph)

    def undo(self) -> None:
        """Take everything back, so that the store is as it was."""
        while self._journal:
            came, quads = self._journal.pop()
            self._write(quads, came=not came)
        self.inserted, self.deleted = {}, {}

    def quads_of(self, graph: Graph) -> list[ox.Quad]:
        """All quads of a graph as it is now."""
        return list(self.store.quads_for_pattern(None, None, None, graph))

    def has(self, graph: Graph) -> bool:
        """Whether there is that graph; the default graph is always there."""
        if isinstance(graph, ox.DefaultGraph):
            return True
        return next(self.store.quads_for_pattern(None, None, None, graph), None) is not None

    def drop(self, graph: Graph) -> None:
        """Delete what a graph holds, and so the graph unless it is the default one."""
        self.require_open([graph])
        self._delete(self.quads_of(graph))

    @contextmanager
    def merged(self) -> Iterator[None]:
        """While it lasts each triple stands in one graph, so that the engine's union of all is a set.

        Which graph is not defined; nothing may be changed meanwhile. Where the repeats are too many
        to be known, all stays as it is.
        """
        taken_out = list(surplus(self.store, self._candidates()))
        try:
            for quad in taken_out:
                self.store.remove(quad)
            yield
        finally:
            if taken_out:
                self.store.extend(taken_out)

    def _candidates(self) -> Iterator[ox.Triple]:
        """Every triple that stands in more than one graph now, and some that did."""
        if self._repeated is None:
            return
        for came, quads in self._journal[self._looked_through :]:
            for triple in [quad.triple for quad in quads] if came else ():
                if len(standing(self.store, triple)) > 1:
                    self._doubled[triple] = None
        self._looked_through = len(self._journal)
        yield from self._repeated
        yield from (triple for triple in self._doubled if triple not in self._repeated)

    @property
    def any(self) -> bool:
        """Whether there is anything to publish."""
        return bool(self.inserted or self.deleted)


def _as_stored(quads: Iterable[ox.Quad]) -> dict[ox.Quad, None]:
    """The quads as the engine gives them back, each once: it writes numbers and dates in its own way."""
    memory = ox.Store()
    memory.extend(quads)
    return dict.fromkeys(memory)
