"""The data graph of a batch, in the two forms that validation needs.

Normal form of strings: RDF 1.1 knows one kind of plain string, rdflib two that differ ("x" and
"x"^^xsd:string). A literal of ``xsd:string`` has no datatype here, as it has none in the N-Quads
and Turtle that an export writes, so that plain ``pyshacl`` on an export sees the same terms.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from rolegraph.graph.namespaces import XSD

_STRING = ox.NamedNode(XSD + "string")
_LANG_STRING = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
_NO_DATATYPE = (_STRING, _LANG_STRING)

OxStatement = ox.Quad | ox.Triple
_Terms = Generator[Any, None, None]
_Index = dict[Node, dict[Node, dict[Node, None]]]


def to_rdflib(term: object) -> Node | None:
    """A pyoxigraph term as an rdflib term in normal form; ``None`` for a triple term (RDF 1.2)."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.datatype in _NO_DATATYPE else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype)
    return rdflib.BNode(term.value) if isinstance(term, ox.BlankNode) else None


class DictGraph(rdflib.Graph):
    """A graph in dictionaries: rdflib's own store is several times slower to fill and to ask.

    It answers what pySHACL asks (subjects, objects, patterns); nothing can be removed from it.
    """

    def __init__(self, triples: Iterable[tuple[Node, Node, Node]] = ()) -> None:
        super().__init__(bind_namespaces="none")
        self._by_subject: _Index = {}
        self._by_predicate: _Index = {}
        self._size = 0
        for triple in triples:
            self.add(triple)

    def add(self, triple: Any) -> Self:
        """As in rdflib: a triple that is there already changes nothing."""
        subject, predicate, value = triple
        values = self._by_subject.setdefault(subject, {}).setdefault(predicate, {})
        if value not in values:
            values[value] = None
            self._by_predicate.setdefault(predicate, {}).setdefault(value, {})[subject] = None
            self._size += 1
        return self

    def __len__(self) -> int:
        return self._size

    def __contains__(self, triple: Any) -> bool:
        return next(self.triples(triple), None) is not None

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """Every triple that fits a pattern, in which ``None`` fits all."""
        subject, predicate, value = triple
        if subject is None and predicate is not None:
            for found in self._by_predicate.get(predicate, {}) if value is None else (value,):
                for owner in self._by_predicate.get(predicate, {}).get(found, ()):
                    yield owner, predicate, found
            return
        for owner in self._by_subject if subject is None else (subject,):
            properties = self._by_subject.get(owner, {})
            for key in properties if predicate is None else (predicate,):
                for found in properties.get(key, ()):
                    if value is None or found == value:
                        yield owner, key, found

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> _Terms:
        """As in rdflib; a look-up of one property is two dictionary accesses."""
        if subject is None or predicate is None:
            yield from super().objects(subject, predicate, unique)
        else:
            yield from self._by_subject.get(subject, {}).get(predicate, ())

    def subjects(self, predicate: Any = None, object: Any = None, unique: bool = False) -> _Terms:
        """As in rdflib; the instances of a class are two dictionary accesses."""
        if predicate is None or object is None or not isinstance(predicate, rdflib.URIRef):
            yield from super().subjects(predicate, object, unique)
        else:
            yield from self._by_predicate.get(predicate, {}).get(object, ())


def batch_graph(statements: Iterable[OxStatement]) -> DictGraph:
    """The batch as one graph for pySHACL, each term made once."""
    terms: dict[object, Node | None] = {}
    graph = DictGraph()
    with _silent_about_ill_formed_literals():
        for statement in statements:
            parts = (statement.subject, statement.predicate, statement.object)
            for part in parts:
                if part not in terms:
                    terms[part] = to_rdflib(part)
            triple = tuple(terms[part] for part in parts)
            if None not in triple:  # a triple term is nothing that SHACL knows
                graph.add(triple)
    return graph


@contextmanager
def _silent_about_ill_formed_literals() -> Iterator[None]:
    """rdflib logs a traceback for each ill-formed literal; the report names it in plain words."""
    logger = logging.getLogger("rdflib.term")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def batch_store(statements: Iterable[OxStatement]) -> ox.Store:
    """The batch as an in-memory store: all its triples in the default graph."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(s.subject, s.predicate, s.object) for s in statements)
    return store
