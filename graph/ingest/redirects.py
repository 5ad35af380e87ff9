"""Roles and skills that a person merged into others: what pages say of the old one is said of the new one.

The old IRI keeps ``dcterms:isReplacedBy`` in the alignment graph; that leads to the one that stands, never
to another that was merged itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms


def redirects(store: pyoxigraph.Store, iris: Iris) -> dict[NamedNode, NamedNode]:
    """The merged things of a generation, each with that which stands for it."""
    graph = NamedNode(iris.alignment_graph)
    found: dict[NamedNode, NamedNode] = {}
    for quad in store.quads_for_pattern(None, terms.IS_REPLACED_BY, None, graph):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            found[quad.subject] = quad.object
    return found


def redirected(quads: Iterable[Quad], table: Mapping[NamedNode, NamedNode]) -> list[Quad]:
    """The quads of pages with what was merged replaced, each once."""
    if not table:
        return list(quads)
    return list(dict.fromkeys(_redirected(quad, table) for quad in quads))


def _redirected(quad: Quad, table: Mapping[NamedNode, NamedNode]) -> Quad:
    if isinstance(quad.object, NamedNode) and quad.object in table:
        return Quad(quad.subject, quad.predicate, table[quad.object], quad.graph_name)
    return quad
