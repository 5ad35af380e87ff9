"""Writes the nodes of a derived graph: each has an IRI that is a function of what it is about."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.derived import terms
from rolegraph.graph.identity import Iris, Kind
from rolegraph.graph.mapping.terms import TYPE

_KEY = 16
_PLACES = Decimal("0.0001")


class Nodes:
    """The nodes of one graph, all of one kind and class."""

    def __init__(self, iris: Iris, graph: NamedNode, kind: Kind, class_: NamedNode) -> None:
        self._iris, self._kind, self._class = iris, kind, class_
        self.graph = graph

    def node(self, *about: str) -> Node:
        """The node about these IRIs and texts, in their order: its key is 16 hex digits of their SHA-256."""
        key = hashlib.sha256("\n".join(about).encode()).hexdigest()[:_KEY]
        node = Node(NamedNode(self._iris.thing(self._kind, key)), self.graph)
        node.add(TYPE, self._class)
        return node

    def link(self, subject: str, predicate: NamedNode, value: str) -> Quad:
        """A flat link beside a node."""
        return Quad(NamedNode(subject), predicate, NamedNode(value), self.graph)


class Node:
    """What is said of one node, in ``quads``."""

    def __init__(self, node: NamedNode, graph: NamedNode) -> None:
        self._node, self._graph = node, graph
        self.quads: list[Quad] = []

    def add(self, predicate: NamedNode, value: NamedNode | Literal) -> None:
        """Say one thing."""
        self.quads.append(Quad(self._node, predicate, value, self._graph))

    def iri(self, predicate: NamedNode, value: str) -> None:
        """Name another thing."""
        self.add(predicate, NamedNode(value))

    def count(self, predicate: NamedNode, value: int) -> None:
        """A whole number."""
        self.add(predicate, Literal(str(value), datatype=terms.XSD_INTEGER))

    def number(self, predicate: NamedNode, value: Decimal | str) -> None:
        """A number, in the form that the engine gives it: other forms of it would seem to differ."""
        plain = f"{Decimal(value).normalize():f}"
        self.add(predicate, Literal(plain, datatype=terms.XSD_DECIMAL))


def share(value: float) -> Decimal:
    """A share of 1, to four places.

    What a page adds changes every weight a little; more places would make every share another one.
    """
    return Decimal(value).quantize(_PLACES)
