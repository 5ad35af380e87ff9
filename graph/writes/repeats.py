"""Keeping the list of triples that stand in more than one graph, which only clients bring about."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox

from rolegraph.graph.store.repeats import (
    MOST_LISTED,
    REPEATS_FILE,
    Repeats,
    read_list,
    standing,
    write_list,
)
from rolegraph.graph.writes.affected import Difference
from rolegraph.graph.writes.protected import is_loader_graph


def count_repeats(data: Path, base: str, most: int = MOST_LISTED) -> Repeats:
    """The repeats in an engine's folder, listed up to ``most`` triples."""
    return find_repeats(ox.Store.read_only(str(data)), base, most)


def find_repeats(store: ox.Store, base: str, most: int = MOST_LISTED) -> Repeats:
    """The repeats in a store with that base IRI, listed up to ``most`` triples.

    The loader puts no triple into two graphs, so the graphs of clients are looked through only.
    """
    count, triples = 0, dict[ox.Triple, None]()
    seen = set[object]()
    for graph in (ox.DefaultGraph(), *store.named_graphs()):
        if isinstance(graph, ox.NamedNode) and is_loader_graph(base, graph.value):
            continue
        for quad in store.quads_for_pattern(None, None, None, graph):
            graphs = [each.graph_name for each in standing(store, quad.triple)]
            if len(graphs) > 1 and seen.isdisjoint(graphs):
                count += len(graphs) - 1
                if len(triples) <= most:
                    triples[quad.triple] = None
        seen.add(graph)
    return Repeats(count, triples if len(triples) <= most else None)


class Ledger:
    """The repeats of the engine that a writing child keeps open, from one write to the next.

    ``triples`` are those that stand in more than one graph, ``None`` while they are too many: then
    the union of all graphs is not merged, until half as many are left.
    """

    def __init__(
        self, store: ox.Store, base: str, generation: Path, count: int, most: int = MOST_LISTED
    ) -> None:
        """``generation``: the folder of that which the store is a copy of, with ``count`` repeats."""
        self._base, self._most = base, most
        self._count = count
        self._place: Path | None = None
        self.triples: set[ox.Triple] | None = set()
        if count:
            self.triples = self._read(store, generation)

    def _read(self, store: ox.Store, generation: Path) -> set[ox.Triple] | None:
        if (generation / REPEATS_FILE).exists():
            return set(read_list(generation))
        return self._found(store) if self._may_list else None

    @property
    def _may_list(self) -> bool:
        return self._count <= self._most // 2

    def _found(self, store: ox.Store) -> set[ox.Triple] | None:
        found = find_repeats(store, self._base, self._most).triples
        return None if found is None else set(found)

    def note(self, difference: Difference) -> None:
        """Follow a write."""
        self._count += difference.repeats
        if not (difference.repeated or difference.single):
            return
        self._place = None
        if self.triples is not None:
            self.triples.difference_update(difference.single)
            self.triples.update(difference.repeated)
            if len(self.triples) > self._most:
                self.triples = None

    def list_in(self, folder: Path, store: ox.Store, own: Path) -> None:
        """List them in the folder of a generation in the making; ``own`` is a folder of this process.

        A list that has not changed is shared with the generation before.
        """
        if self.triples is None and self._may_list:
            self.triples = self._found(store)
        if not self.triples:
            return
        if self._place is None:
            self._place = own / REPEATS_FILE
            self._place.unlink(missing_ok=True)
            write_list(self._place, self.triples)
        os.link(self._place, folder / REPEATS_FILE)
