"""A store as it is counted: what of it counts, and queries over that."""

from __future__ import annotations

from typing import NamedTuple, Self

import pyoxigraph

from rolegraph.graph.identity import Iris
from rolegraph.graph.namespaces import sparql_prologue


class Counted(NamedTuple):
    """``hidden`` are the graphs that are left out; ``has_default`` tells of the stored default graph."""

    store: pyoxigraph.Store
    base: str
    hidden: tuple[str, ...]
    has_default: bool

    @classmethod
    def of(cls, store: pyoxigraph.Store, base: str) -> Self:
        """A store with that base IRI, without what is derived."""
        derived = Iris(base).derived_prefix
        names = (graph.value for graph in store.named_graphs())
        hidden = tuple(sorted(name for name in names if name.startswith(derived)))
        default = store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
        return cls(store, base, hidden, next(iter(default), None) is not None)

    def without(self, *graphs: str) -> Self:
        """The same store with more graphs left out."""
        return self._replace(hidden=(*self.hidden, *graphs))

    def triple(self, pattern: str, graph: str = "g") -> str:
        """A pattern of one triple over all graphs that count; ``graph`` is a variable for it alone.

        Its solutions repeat where the triple does.
        """
        hidden = ", ".join(f"<{iri}>" for iri in self.hidden)
        left_out = f" FILTER(?{graph} NOT IN ({hidden}))" if hidden else ""
        named = f"GRAPH ?{graph} {{ {pattern} }}{left_out}"
        return f"{{ {{ {named} }} UNION {{ {pattern} }} }}" if self.has_default else named

    def rows(self, query: str) -> pyoxigraph.QuerySolutions:
        """The solutions of a query, in which the project's prefixes are known."""
        found = self.store.query(sparql_prologue() + query, base_iri=self.base)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return found

    def numbers(self, query: str) -> tuple[int, ...]:
        """The numbers of the one solution of a query."""
        return tuple(map(as_number, next(self.rows(query))))


def as_number(term: object) -> int:
    """The number that a literal is."""
    assert isinstance(term, pyoxigraph.Literal)
    return int(term.value)
