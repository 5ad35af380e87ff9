"""What the store says of one thing: found by keys of the engine's index, in this process.

The description of a thing is the triples that it is the subject of (with those of the blank nodes
they lead to, a concise bounded description), a page of the triples that point at it, and the
labels of whatever these name; all graphs count. No query is evaluated, and what is looked at is
bounded, so no reader is needed that could be killed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, serialize

from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.store.answer import AnswerTooLarge, GraphFormat

MOST_TRIPLES = 2_000
"""Of which a thing can be the subject; more are for a query."""
MOST_CHARACTERS = 1 << 20
PAGE = 1_000
"""Triples that point at a thing, on one page."""
MOST_POINTING = 20_000
"""How many of them are counted and can be paged through."""
_LABELS = tuple(
    NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("skos", "prefLabel"), ("schema", "name"), ("rdfs", "label"))
)
_MOST_LABELS = 100
_MOST_KNOWN = 20_000

Triples = dict[Triple, None]
"""Each once, in the order in which they were found."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The description of ``iri``, with the ``page`` (from 1) of what points at it."""

    iri: str
    graph_format: GraphFormat
    page: int = 1


@dataclass(frozen=True, slots=True)
class Description:
    """A description as it is sent; ``pointing`` is how many triples point at the thing.

    At ``MOST_POINTING`` there may be more. ``triples`` is 0 where the store does not speak of it.
    """

    body: bytes
    triples: int
    pointing: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.pointing // PAGE))


class Describer:
    """Describes what is in one store; thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[NamedNode, tuple[Triple, ...]] = {}

    def describe(self, wanted: Wanted) -> Description:
        """What is wanted. Raises :class:`AnswerTooLarge` where there is too much to say."""
        node = NamedNode(wanted.iri)
        triples = bounded_description(self._store, node)
        if triples is None:
            raise AnswerTooLarge(
                f"{wanted.iri} is the subject of more than {MOST_TRIPLES} triples: query for parts of them"
            )
        pointing = self._point_at(node, wanted.page, triples)
        found = len(triples)
        for named in _named(triples, node):
            triples.update(dict.fromkeys(self._labels(named)))
        form: RdfFormat = getattr(RdfFormat, wanted.graph_format)
        body = serialize(triples, format=form, prefixes=dict(PREFIXES)) or b""
        return Description(body, found, pointing)

    def _point_at(self, node: NamedNode, page: int, triples: Triples) -> int:
        """Add the page's triples; gives how many there are in all."""
        quads = islice(self._store.quads_for_pattern(None, None, node, None), MOST_POINTING)
        found = list(dict.fromkeys(quad.triple for quad in quads))
        triples.update(dict.fromkeys(found[(page - 1) * PAGE : page * PAGE]))
        return len(found)

    def _labels(self, node: NamedNode) -> tuple[Triple, ...]:
        known = self._known.get(node)
        if known is None:
            patterns = (self._store.quads_for_pattern(node, label, None, None) for label in _LABELS)
            known = tuple(quad.triple for quads in patterns for quad in islice(quads, _MOST_LABELS))
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[node] = known
        return known


def bounded_description(store: Store, node: NamedNode, graph: object = None) -> Triples | None:
    """The concise bounded description of a node; ``None`` where it is too large.

    ``graph`` is the one that is looked in, ``None`` for all.
    """
    triples: Triples = {}
    waiting: list[NamedNode | BlankNode] = [node]
    characters = 0
    for subject in waiting:
        quads = store.quads_for_pattern(subject, None, None, graph)  # type: ignore[arg-type]
        for triple in [quad.triple for quad in islice(quads, MOST_TRIPLES + 1)]:
            term = triple.object
            if isinstance(term, Literal):
                characters += len(term.value)
            elif isinstance(term, BlankNode) and term not in waiting:
                waiting.append(term)
            triples[triple] = None
        if len(triples) > MOST_TRIPLES or characters > MOST_CHARACTERS:
            return None
    return triples


def _named(triples: Triples, about: NamedNode) -> Iterator[NamedNode]:
    terms = {term for triple in triples for term in (triple.subject, triple.object)} - {about}
    return (term for term in terms if isinstance(term, NamedNode))
