"""The child that replaces the graphs of classifications in a candidate generation; it can be killed.

Run as ``python -m rolegraph.graph.taxonomies.child`` with the order as JSON on its input: ``data``
(the candidate's engine folder), ``base``, ``graphs`` (by IRI, the N-Quads files of each),
``provenance`` (N-Quads). It answers ``results`` and ``left_out`` of the shapes, or ``refused``, a
sentence, where what was read can't stand; then the candidate is to be thrown away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pyoxigraph as ox

from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.apply import Applier
from rolegraph.graph.mapping import terms, touched_things
from rolegraph.graph.store.children import carry_out
from rolegraph.graph.store.replacing import replace_graph
from rolegraph.graph.taxonomies.shapes import results, taxonomy_shapes
from rolegraph.graph.validation.report import Result, Severity

MOST_LEFT_OUT = 100
"""How many statements may be left out before they are compared with all that were read."""
SHARE_LEFT_OUT = 0.1


class Refused(Exception):
    """What was read can't stand: a sentence for the user."""


def _shared(store: ox.Store, graph: ox.NamedNode, iris: Iris) -> set[str]:
    """The codes, countries, bands and periods that a graph speaks of."""
    kinds = [(terms.TYPE, terms.CATEGORY_CODE), (terms.TYPE, terms.CONCEPT_SCHEME)]
    found = {
        quad.subject.value
        for predicate, kind in kinds
        for quad in store.quads_for_pattern(None, predicate, kind, graph)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(iris.base)
    }
    places = (terms.REF_AREA, terms.REF_PERIOD, terms.EXPERIENCE_BAND)
    said = (q for place in places for q in store.quads_for_pattern(None, place, None, graph))
    return found | touched_things(said, iris)


class Checker:
    """Asks the shapes, and leaves out what they say is to be left out of some graphs."""

    def __init__(self, store: ox.Store, graphs: Iterable[ox.NamedNode]) -> None:
        self._store = store
        self._graphs = list(graphs)
        self.found: list[Result] = []
        self.left_out: Counter[str] = Counter()

    def check(self) -> None:
        """Raises :class:`Refused` for a violation, and where so much would go that a part seems missing."""
        for shape in taxonomy_shapes():
            if not any(shape.has_targets_in(self._store, graph) for graph in self._graphs):
                continue
            for result, statements in list(results(self._store, shape)):
                quads = [quad for triple in statements for quad in self._standing(triple)]
                if not (quads if shape.leaves_out else self._speaks_of(result)):
                    continue
                if shape.severity is Severity.VIOLATION:
                    raise Refused(f"<{result.focus_node}>: {shape.message}")
                self.found.append(result)
                if shape.leaves_out:
                    self.left_out[shape.code] += len(quads)
                    for quad in quads:
                        self._store.remove(quad)
            if shape.leaves_out:
                self._judge(shape.code, shape.path, shape.message)

    def _standing(self, triple: ox.Triple) -> list[ox.Quad]:
        """A statement as it stands in the graphs."""
        quads = [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for graph in self._graphs]
        return [quad for quad in quads if quad in self._store]

    def _speaks_of(self, result: Result) -> bool:
        node = ox.NamedNode(result.focus_node)
        return any(
            next(self._store.quads_for_pattern(node, None, None, graph), None) is not None
            for graph in self._graphs
        )

    def _judge(self, code: str, path: tuple[str, ...], message: str) -> None:
        left = self.left_out[code]
        if left <= MOST_LEFT_OUT:
            return
        stays = sum(
            1
            for graph in self._graphs
            for one in path
            for _ in self._store.quads_for_pattern(None, ox.NamedNode(one), None, graph)
        )
        if left > SHARE_LEFT_OUT * (left + stays):
            raise Refused(
                f"{left} of {left + stays} statements can't stand ({message.rstrip('.')}): "
                "a part of the download seems to be missing; fetch it again"
            )


def apply(order: dict[str, Any]) -> dict[str, Any]:
    """Carry out an order on the candidate and flush it."""
    store = ox.Store(order["data"])
    iris = Iris(order["base"])
    applier = Applier(store, iris)
    files = {ox.NamedNode(graph): paths for graph, paths in order["graphs"].items()}
    for graph, paths in files.items():
        applier.touch(_shared(store, graph, iris))
        replace_graph(store, graph, paths)
        applier.touch(_shared(store, graph, iris))
    checker = Checker(store, files)
    checker.check()
    applier.record(order["provenance"])
    applier.derive_vocabulary()
    store.flush()
    return {"results": [asdict(one) for one in checker.found], "left_out": dict(checker.left_out)}


def _apply_or_refuse(order: dict[str, Any]) -> dict[str, Any]:
    try:
        return apply(order)
    except Refused as error:
        return {"refused": str(error)}


if __name__ == "__main__":
    carry_out(_apply_or_refuse)
