"""A small writer of quads into one named graph, with the literal forms that we use."""

from __future__ import annotations

from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.errors import BadValue
from rolegraph.graph.mapping import terms
from rolegraph.graph.model import Place


def iri(value: str, what: str) -> NamedNode:
    """``value`` as a node. Raises :class:`BadValue` where it is no absolute IRI (RFC 3987)."""
    try:
        return NamedNode(value)
    except ValueError:
        raise BadValue(
            "iri-invalid", f"{what} {value!r} is not an absolute IRI: correct or remove it"
        ) from None


def decimal(value: Decimal) -> Literal:
    """An xsd:decimal in canonical form (XSD 1.1 part 2, 3.3.3): no exponent, no needless zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Literal(text, datatype=terms.XSD_DECIMAL)


def integer(value: int) -> Literal:
    """An xsd:integer."""
    return Literal(str(value), datatype=terms.XSD_INTEGER)


class GraphWriter:
    """Collects the quads of one named graph, and where on the page its nodes were read.

    ``quads`` is in the order of writing; ``places`` is by IRI, for those that have a place.
    """

    def __init__(self, graph: str, language: str = "en") -> None:
        self.graph = NamedNode(graph)
        self.language = language
        self.quads: list[Quad] = []
        self.places: dict[str, str] = {}

    def read_at(self, node: NamedNode, place: Place) -> None:
        """Note where a node was read: ``line 3`` or ``/salary/0``."""
        if str(place):
            self.places[node.value] = str(place)

    def add(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal | None) -> None:
        """One quad; ``None`` as the value writes nothing."""
        if value is not None:
            self.quads.append(Quad(subject, predicate, value, self.graph))

    def types(self, subject: NamedNode, *classes: NamedNode) -> None:
        """``rdf:type`` for each class."""
        for one in classes:
            self.add(subject, terms.TYPE, one)

    def text(self, subject: NamedNode, predicate: NamedNode, value: str | None) -> None:
        """Text in the page's language."""
        if value is not None:
            self.add(subject, predicate, Literal(value, language=self.language))

    def plain(self, subject: NamedNode, predicate: NamedNode, value: str | None) -> None:
        """Text without a language: codes, checksums, figures as stated."""
        if value is not None:
            self.add(subject, predicate, Literal(value))

    def number(self, subject: NamedNode, predicate: NamedNode, value: Decimal | None) -> None:
        """An xsd:decimal."""
        if value is not None:
            self.add(subject, predicate, decimal(value))

    def count(self, subject: NamedNode, predicate: NamedNode, value: int | None) -> None:
        """An xsd:integer."""
        if value is not None:
            self.add(subject, predicate, integer(value))

    def typed(self, subject: NamedNode, predicate: NamedNode, value: str | None, datatype: NamedNode) -> None:
        """A literal of a stated datatype."""
        if value is not None:
            self.add(subject, predicate, Literal(value, datatype=datatype))
