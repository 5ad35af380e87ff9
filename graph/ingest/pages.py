"""Looking up the pages that one generation holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms

# RFC 3987, section 2.2, and control characters.
_NOT_IN_AN_IRI = set(' <>"{}|\\^`') | {chr(code) for code in range(0x20)}


@dataclass(frozen=True, slots=True)
class Standing:
    """A page that the current generation holds."""

    source: str
    name: str
    checksum: str
    format: str


class Pages:
    """Looks up pages in one generation."""

    def __init__(self, store: pyoxigraph.Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris

    def with_checksum(self, checksum: str) -> Standing | None:
        """A page of exactly these bytes."""
        found = self._store.quads_for_pattern(None, terms.CHECKSUM, Literal(checksum))
        return self._first(found)

    def at(self, source: str) -> Standing | None:
        """The page with that IRI; ``None`` for whatever else a person may write."""
        if not source.startswith(self._iris.source_prefix) or set(source) & _NOT_IN_AN_IRI:
            return None
        graph = NamedNode(source)
        checksum = self._value(graph, terms.CHECKSUM)
        if checksum is None:
            return None
        name = self._value(graph, terms.IDENTIFIER) or ""
        return Standing(source, name, checksum, self._value(graph, terms.SOURCE_FORMAT) or "")

    def named(self, name: str) -> Standing | None:
        """The page with that URL or relative name."""
        found = self._store.quads_for_pattern(None, terms.IDENTIFIER, Literal(name))
        return self._first(found)

    def _first(self, quads: Iterable[Quad]) -> Standing | None:
        subjects = (q.subject.value for q in quads if isinstance(q.subject, NamedNode))
        return next((page for source in subjects if (page := self.at(source))), None)

    def revisions(self, source: str) -> int:
        """How many states of a page were ever loaded."""
        found = self._store.quads_for_pattern(None, terms.SPECIALIZATION_OF, NamedNode(source))
        return sum(1 for _ in found)

    def _value(self, graph: NamedNode, predicate: NamedNode) -> str | None:
        found = self._store.quads_for_pattern(graph, predicate, None, graph)
        return next((str(quad.object.value) for quad in found if isinstance(quad.object, Literal)), None)
