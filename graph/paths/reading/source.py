"""The generation that a space is read from: its triples as texts, without those of derived graphs."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.identity import Iris


class Source:
    """Triples of a store; blank nodes and quoted triples are passed over."""

    def __init__(self, store: pyoxigraph.Store, base: str) -> None:
        self._store = store
        self.iris = Iris(base)
        self._derived = self.iris.derived_prefix

    def links(
        self,
        predicate: NamedNode,
        *,
        subject: str | None = None,
        object: str | None = None,
        graph: str | None = None,
    ) -> Iterator[tuple[str, str, str]]:
        """Subject, object and graph ("" for the default graph) of the triples whose object is an IRI."""
        quads = self._store.quads_for_pattern(_node(subject), predicate, _node(object), _node(graph))
        for quad in quads:
            one, other, place = quad.subject, quad.object, self._graph(quad)
            if isinstance(one, NamedNode) and isinstance(other, NamedNode) and place is not None:
                yield one.value, other.value, place

    def literals(self, predicate: NamedNode, graph: str | None = None) -> Iterator[tuple[str, Literal]]:
        """Subject and value of the triples whose object is a literal."""
        for quad in self._store.quads_for_pattern(None, predicate, None, _node(graph)):
            one, value = quad.subject, quad.object
            if isinstance(one, NamedNode) and isinstance(value, Literal) and self._graph(quad) is not None:
                yield one.value, value

    def objects(self, subject: str, predicate: NamedNode, graph: str | None = None) -> list[str]:
        """The IRIs that one thing leads to, in code-point order."""
        return sorted({other for _, other, _ in self.links(predicate, subject=subject, graph=graph)})

    def said(self, subject: str) -> dict[str, str]:
        """The literals of one thing by predicate: of several the first in code-point order."""
        found: dict[str, str] = {}
        for quad in self._store.quads_for_pattern(NamedNode(subject), None, None, None):
            if isinstance(quad.object, Literal) and self._graph(quad) is not None:
                predicate, text = quad.predicate.value, quad.object.value
                found[predicate] = min(found.get(predicate, text), text)
        return found

    def _graph(self, quad: Quad) -> str | None:
        """The graph that a triple stands in, ``None`` if that is a derived one."""
        graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        return None if graph.startswith(self._derived) else graph


def number(text: str | None) -> float | None:
    """A finite number, if the text is one."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _node(iri: str | None) -> NamedNode | None:
    return NamedNode(iri) if iri else None
