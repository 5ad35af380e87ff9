"""What the store says of one thing: found by keys of the engine's index, in this process.

The description of a thing is the triples that it is the subject of (with those of the blank nodes
they lead to, a concise bounded description), a page of the triples that point at it, and the
labels of whatever these name; all graphs count. No query is evaluated, and what is looked at is
bounded, so no reader is needed that could be killed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from rolegraph.graph.errors import QueryError
from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.store.answer import AnswerTooLarge, GraphFormat

MOST_TRIPLES = 2_000
"""Of which a thing can be the subject; more are for a query."""
MOST_CHARACTERS = 1 << 20
PAGE = 200
"""Triples that point at a thing, on one page."""
MOST_POINTING = 20_000
"""How many of them are counted and can be paged through."""
LABELS = tuple(
    NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("skos", "prefLabel"), ("schema", "name"), ("rdfs", "label"))
)
"""The properties that name a thing, the first that there is before the others."""
_LICENSE = NamedNode(PREFIXES["dcterms"] + "license")
_XML_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")
"""What the name of an element can be made of (Namespaces in XML 1.0, NCName)."""
_MOST_LABELS = 100
_MOST_LICENSES = 10
_MOST_GRAPHS = 20
_MOST_KNOWN = 20_000

Statements = dict[Triple, list[str]]
"""Each triple once, in the order in which they were found, with the graphs it stands in.

The stored default graph is "".
"""


class Inexpressible(QueryError):
    """The description has a property that RDF/XML has no name for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The description of ``iri``, with the ``page`` (from 1) of what points at it."""

    iri: str
    graph_format: GraphFormat
    page: int = 1


@dataclass(frozen=True, slots=True)
class Said:
    """What a store says of ``node``.

    ``own`` are the triples that it is the subject of, with those of blank nodes; ``pointing`` is a
    page of the triples that point at it, ``pointed`` how many there are (at ``MOST_POINTING``
    there may be more); ``labels`` are of what both name.
    """

    node: NamedNode
    own: Statements
    pointing: Statements
    pointed: int
    labels: dict[NamedNode, tuple[Triple, ...]]

    @property
    def is_nothing(self) -> bool:
        """Whether the store does not speak of it."""
        return not (self.own or self.pointing)

    @property
    def pages(self) -> int:
        """How many pages of what points at it there are; at least one."""
        return max(1, -(-self.pointed // PAGE))

    @property
    def graphs(self) -> list[str]:
        """The graphs that its own triples stand in, some of them where there are many."""
        found = dict.fromkeys(graph for graphs in self.own.values() for graph in graphs)
        return list(islice(found, _MOST_GRAPHS))


@dataclass(frozen=True, slots=True)
class Description:
    """A description as it is sent, what was found for it, and the licences of its graphs."""

    body: bytes
    said: Said
    licenses: tuple[str, ...]


class Describer:
    """Describes what is in one store; thread-safe."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[NamedNode, tuple[Triple, ...]] = {}
        self._licenses: dict[str, tuple[str, ...]] = {}

    def look(self, iri: str, page: int = 1) -> Said:
        """What the store says of a thing. Raises :class:`AnswerTooLarge` where it is too much."""
        node = NamedNode(iri)
        own = bounded_description(self.store, node)
        if own is None:
            raise AnswerTooLarge(
                f"{iri} is the subject of more than {MOST_TRIPLES} triples: query for parts of them"
            )
        quads = islice(self.store.quads_for_pattern(None, None, node, None), MOST_POINTING)
        found = _gathered(quads)
        pointing = dict(islice(found.items(), (page - 1) * PAGE, page * PAGE))
        labels = {named: self.labels(named) for named in _named((*own, *pointing), node)}
        return Said(node, own, pointing, len(found), labels)

    def describe(self, wanted: Wanted) -> Description:
        """What is wanted. Raises what :meth:`look` and :meth:`serialise` raise."""
        said = self.look(wanted.iri, wanted.page)
        return Description(self.serialise(said, wanted.graph_format), said, self.licenses(said.graphs))

    def serialise(self, said: Said, graph_format: GraphFormat) -> bytes:
        """What is said, as RDF. Raises :class:`Inexpressible`."""
        triples = dict.fromkeys((*said.own, *said.pointing))
        for labels in said.labels.values():
            triples.update(dict.fromkeys(labels))
        if graph_format == "RDF_XML":
            _require_names(triples)
        form: RdfFormat = getattr(RdfFormat, graph_format)
        return serialize(triples, format=form, prefixes=dict(PREFIXES)) or b""

    def labels(self, node: NamedNode) -> tuple[Triple, ...]:
        """The triples that name a thing."""
        known = self._known.get(node)
        if known is None:
            patterns = (self.store.quads_for_pattern(node, label, None, None) for label in LABELS)
            known = tuple(quad.triple for quads in patterns for quad in islice(quads, _MOST_LABELS))
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[node] = known
        return known

    def licenses(self, graphs: Iterable[str]) -> tuple[str, ...]:
        """The licences that graphs are said to be under, each once."""
        return tuple(dict.fromkeys(one for graph in graphs if graph for one in self._licenses_of(graph)))

    def _licenses_of(self, graph: str) -> tuple[str, ...]:
        known = self._licenses.get(graph)
        if known is None:
            quads = islice(
                self.store.quads_for_pattern(NamedNode(graph), _LICENSE, None, None), _MOST_LICENSES
            )
            known = tuple(quad.object.value for quad in quads if isinstance(quad.object, NamedNode))
            if len(self._licenses) >= _MOST_KNOWN:
                self._licenses.clear()
            self._licenses[graph] = known
        return known


def bounded_description(store: Store, node: NamedNode, graph: object = None) -> Statements | None:
    """The concise bounded description of a node; ``None`` where it is too large.

    ``graph`` is the one that is looked in, ``None`` for all.
    """
    found: Statements = {}
    waiting: list[NamedNode | BlankNode] = [node]
    characters = 0
    for subject in waiting:
        quads = store.quads_for_pattern(subject, None, None, graph)  # type: ignore[arg-type]
        of_subject = _gathered(islice(quads, MOST_TRIPLES + 1))
        for triple in of_subject:
            term = triple.object
            if isinstance(term, Literal):
                characters += len(term.value)
            elif isinstance(term, BlankNode) and term not in waiting:
                waiting.append(term)
        found.update(of_subject)
        if len(found) > MOST_TRIPLES or characters > MOST_CHARACTERS:
            return None
    return found


def _require_names(triples: Iterable[Triple]) -> None:
    """The engine would write elements without a name, which no parser takes."""
    for predicate in {triple.predicate.value for triple in triples}:
        if not _XML_NAME.search(predicate):
            raise Inexpressible(f"RDF/XML can't name the property <{predicate}>: ask for another format")


def _gathered(quads: Iterable[Quad]) -> Statements:
    found: Statements = {}
    for quad in quads:
        graph = quad.graph_name
        found.setdefault(quad.triple, []).append(graph.value if isinstance(graph, NamedNode) else "")
    return found


def _named(triples: Iterable[Triple], about: NamedNode) -> Iterator[NamedNode]:
    terms = {term for triple in triples for term in (triple.subject, triple.object)} - {about}
    return (term for term in terms if isinstance(term, NamedNode))
