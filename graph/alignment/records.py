"""One link between a thing of pages and a concept of a taxonomy: as a record, and as quads and back.

``{base}id/alignment/KEY`` in ``{base}graph/alignment``; the key follows from subject and object, so that a
person's decision is found again whenever the two meet. The mapping property itself is written for links
that are asserted or accepted, for no other.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.namespaces import SKOS


class Relation(StrEnum):
    """The mapping properties of SKOS that are used (SKOS reference, section 10).

    In a broad match the object is the broader one.
    """

    EXACT = "exactMatch"
    CLOSE = "closeMatch"
    BROAD = "broadMatch"
    NARROW = "narrowMatch"

    @property
    def node(self) -> NamedNode:
        """The property."""
        return NamedNode(SKOS + self.value)


class Decision(StrEnum):
    """What became of a link: the first two are the program's, the others a person's."""

    ASSERTED = "asserted"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def by_person(self) -> bool:
        """Whether it is kept when the alignment is made again."""
        return self in (Decision.ACCEPTED, Decision.REJECTED)

    @property
    def stands(self) -> bool:
        """Whether the link is in the graph as a mapping property."""
        return self in (Decision.ASSERTED, Decision.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Alignment:
    """A link and what it rests on; ``score`` in [0, 1], ``decided`` the time of a person's decision."""

    subject: str
    object: str
    relation: Relation
    score: float
    method: str
    evidence: tuple[str, ...]
    decision: Decision
    decided: str = ""

    @property
    def key(self) -> str:
        """16 hex digits of the SHA-256 of subject and object."""
        return hashlib.sha256(f"{self.subject}\n{self.object}".encode()).hexdigest()[:16]


def alignment_quads(alignments: Iterable[Alignment], iris: Iris) -> list[Quad]:
    """The quads of the links, in the alignment graph."""
    writer = GraphWriter(iris.alignment_graph)
    for one in alignments:
        _write(writer, one, NamedNode(iris.thing("alignment", one.key)))
    return writer.quads


def _write(writer: GraphWriter, one: Alignment, node: NamedNode) -> None:
    subject, target = NamedNode(one.subject), NamedNode(one.object)
    writer.types(node, terms.ALIGNMENT_CLASS)
    writer.add(node, terms.ALIGNED_SUBJECT, subject)
    writer.add(node, terms.ALIGNED_OBJECT, target)
    writer.add(node, terms.RELATION, one.relation.node)
    writer.number(node, terms.ALIGNMENT_SCORE, Decimal(f"{one.score:.4f}"))
    writer.plain(node, terms.METHOD, one.method)
    for sentence in one.evidence:
        writer.text(node, terms.EVIDENCE, sentence)
    writer.plain(node, terms.DECISION, one.decision.value)
    writer.typed(node, terms.DECIDED_AT, one.decided or None, terms.XSD_DATE_TIME)
    if one.decision.stands:
        writer.add(subject, one.relation.node, target)


def read_alignments(quads: Iterable[Quad], iris: Iris) -> Iterator[Alignment]:
    """The links that the quads of an alignment graph describe, by key."""
    prefix = iris.thing("alignment", "")
    described: dict[str, dict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(prefix):
            assert isinstance(quad.object, NamedNode | Literal)
            described[quad.subject.value][quad.predicate].append(quad.object.value)
    for _, values in sorted(described.items()):
        yield _read(values)


def _read(values: dict[NamedNode, list[str]]) -> Alignment:
    def one(predicate: NamedNode) -> str:
        return values[predicate][0] if predicate in values else ""

    return Alignment(
        one(terms.ALIGNED_SUBJECT),
        one(terms.ALIGNED_OBJECT),
        Relation(one(terms.RELATION).removeprefix(SKOS)),
        float(one(terms.ALIGNMENT_SCORE)),
        one(terms.METHOD),
        tuple(sorted(values.get(terms.EVIDENCE, ()))),
        Decision(one(terms.DECISION)),
        one(terms.DECIDED_AT),
    )
