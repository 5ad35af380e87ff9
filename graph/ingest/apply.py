"""The writing child: applies one order to a candidate generation, in a process that can be killed.

Run as ``python -m rolegraph.graph.ingest.apply`` with the order as JSON on its input:
``data`` (the candidate's engine folder), ``base``, ``drop`` (page graphs to remove), ``load``
(N-Quads of whole page graphs), ``touched`` (things that the loaded pages speak of), ``provenance``
(N-Quads of the run), ``ontology`` (Turtle files that become the ontology graph, or none), ``derived`` (where
to write the derived vocabulary as N-Quads, with what classifications say of the same codes). It
answers ``{"quads": added − removed}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.fates import Fates, Run, run_of
from rolegraph.graph.mapping import VocabularyDeriver, official_quads, static_vocabulary, touched_things
from rolegraph.graph.store.children import carry_out


class Applier:
    """Applies an order to an open store and counts what that changes."""

    def __init__(self, store: pyoxigraph.Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris
        self._touched: set[str] = set()
        self._run: Run | None = None
        self.balance = 0

    def touch(self, things: Iterable[str]) -> None:
        """Have shared things derived again."""
        self._touched.update(things)

    def drop(self, graph: str) -> None:
        """Remove a page graph; remember the shared things that it spoke of."""
        node = NamedNode(graph)
        quads = list(self._store.quads_for_pattern(None, None, None, node))
        self._touched |= touched_things(quads, self._iris)
        self._store.remove_graph(node)
        self.balance -= len(quads)

    def load_pages(self, path: str, count: int, touched: Iterable[str], *, empty: bool) -> None:
        """Load whole page graphs of ``count`` quads that are not in the store."""
        load = self._store.bulk_load if empty else self._store.load
        load(path=path, format=RdfFormat.N_QUADS)
        self._touched |= set(touched)
        self.balance += count

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads of which some may be there."""
        fresh = [quad for quad in dict.fromkeys(quads) if quad not in self._store]
        self._store.extend(fresh)
        self.balance += len(fresh)

    def record(self, provenance: str) -> None:
        """Add what a run says of itself (N-Quads); things that end are said to end with it."""
        quads = list(pyoxigraph.parse(path=provenance, format=RdfFormat.N_QUADS))
        self._run = run_of(quads)
        self.add(quads)

    def replace_graph(self, graph: str, files: list[str]) -> None:
        """Make a graph hold the triples of these Turtle files."""
        self.drop(graph)
        self.add(
            Quad(q.subject, q.predicate, q.object, NamedNode(graph))
            for file in files
            for q in pyoxigraph.parse(path=file, format=RdfFormat.TURTLE)
        )

    def derive_vocabulary(self) -> list[Quad]:
        """Derive what is touched anew; gives the derived quads, and what classifications say beside them."""
        graph = NamedNode(self._iris.vocabulary_graph)
        known: set[str] = set()
        for thing in self._touched:
            stale = list(self._store.quads_for_pattern(NamedNode(thing), None, None, graph))
            known |= {thing} if stale else set()
            self._remove(stale)
        derived = VocabularyDeriver(self._store, self._iris).derive(self._touched)
        self.add([*static_vocabulary(self._iris), *derived])
        self._record_ends(known)
        return [*derived, *official_quads(self._store, self._touched, self._iris)]

    def _record_ends(self, known: set[str]) -> None:
        """Which of the things that were ``known`` no page speaks of any more, and which are back."""
        fates = Fates(self._store, self._iris)
        self._remove([quad for thing in self._touched for quad in fates.returned(thing)])
        if self._run is not None:
            self.add([quad for thing in sorted(known) for quad in fates.ended(thing, self._run)])

    def _remove(self, quads: Iterable[Quad]) -> None:
        for quad in quads:
            self._store.remove(quad)
            self.balance -= 1


def apply(order: dict[str, Any]) -> dict[str, Any]:
    """Apply an order to the candidate and flush it."""
    store = pyoxigraph.Store(order["data"])
    applier = Applier(store, Iris(order["base"]))
    for graph in order["drop"]:
        applier.drop(graph)
    if order["count"]:
        applier.load_pages(order["load"], order["count"], order["touched"], empty=order["empty"])
    if order["ontology"]:
        applier.replace_graph(Iris(order["base"]).ontology_graph, order["ontology"])
    applier.record(order["provenance"])
    derived = applier.derive_vocabulary()
    pyoxigraph.serialize(derived, output=order["derived"], format=RdfFormat.N_QUADS)
    store.flush()
    return {"quads": applier.balance, "derived": len(derived)}


if __name__ == "__main__":
    carry_out(apply)
