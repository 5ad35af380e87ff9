"""What the RDF of an answer is written with: nodes by their place, literals, and a list of triples."""

from __future__ import annotations

import math
from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from rolegraph.graph.mapping.writer import decimal, integer
from rolegraph.graph.paths.answers import Thing
from rolegraph.graph.paths.formats import terms
from rolegraph.graph.paths.formats.as_json import figure

Node = NamedNode | BlankNode
Value = Node | Literal | str | bool | int | float | Decimal | None
"""Texts are literals; ``None`` and a figure without bound write nothing."""


def node_or_text(value: str) -> NamedNode | Literal:
    """An absolute IRI as a node, anything else as a literal."""
    try:
        return NamedNode(value)
    except ValueError:
        return Literal(value)


class Triples:
    """Collects the triples of one answer, in the order of writing."""

    def __init__(self) -> None:
        self.found: list[Triple] = []
        self._described: set[str] = set()

    def add(self, subject: Node, predicate: NamedNode, value: Value) -> None:
        """One triple, or none where there is no value."""
        if (term := _term(value)) is not None:
            self.found.append(Triple(subject, predicate, term))

    def new(self, label: str, type_: NamedNode) -> BlankNode:
        """A node of the answer, with its class."""
        node = BlankNode(label)
        self.add(node, terms.TYPE, type_)
        return node

    def item(self, node: BlankNode, position: int, thing: Thing) -> None:
        """What an item of a list is about, and its place from 1."""
        self.add(node, terms.POSITION, position)
        self.add(node, terms.ITEM, self.thing(thing))

    def thing(self, thing: Thing | None) -> NamedNode | None:
        """A role or skill; its label and its other IRIs are written once."""
        if thing is None:
            return None
        node = NamedNode(thing.iri)
        if thing.iri not in self._described:
            self._described.add(thing.iri)
            self.add(node, terms.LABEL, Literal(thing.label, language=thing.language or None))
            for other in thing.iris:
                if other != thing.iri:
                    self.add(node, terms.EXACT_MATCH, NamedNode(other))
        return node


def _term(value: Value) -> Node | Literal | None:
    if isinstance(value, str):
        return Literal(value)
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype=terms.BOOLEAN)
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, Decimal):
        return decimal(value)
    if isinstance(value, float):
        return decimal(Decimal(str(figure(value)))) if math.isfinite(value) else None
    return value
