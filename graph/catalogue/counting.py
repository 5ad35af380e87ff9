"""Counts a store by aggregate queries of the engine: ten times as fast as reading its quads in Python.

What must be told apart while it is counted is bounded by the largest property and the largest
class, as each has queries of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph

from rolegraph.graph.catalogue.counted import Counted, as_number
from rolegraph.graph.catalogue.statistics import (
    ClassUse,
    DatatypeUse,
    GraphSize,
    LinkUse,
    PropertyUse,
    Statistics,
)
from rolegraph.graph.catalogue.targets import TARGETS, spaces
from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.identity import Iris

MOST_PROPERTIES = 2000
"""Of so many properties, the most used, more than the number is told."""
MOST_CLASSES = 500
"""Likewise of classes."""
MOST_GRAPHS = 1000
"""Likewise of named graphs that are of no page."""
_EXAMPLES = (
    "rg:RoleProfile",
    "rg:Role",
    "rg:Skill",
    "qb:Observation",
    "schema:Country",
    "rg:ExperienceBand",
    "esco:Occupation",
)
"""The kinds of which one thing is told."""


def count(store: pyoxigraph.Store, base: str, tell: Tell) -> Statistics:
    """The statistics of a store with that base IRI."""
    counted = Counted.of(store, base)
    graphs = _graphs(counted)
    properties = _properties(counted, tell)
    classes, class_uses = _classes(counted, tell)
    tell("subjects, objects and links", 0, None)
    subjects, objects = counted.numbers(
        f"SELECT (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b) {{ {counted.triple('?s ?p ?o')} }}"
    )
    return Statistics(
        triples=sum(use.triples for use in properties),
        subjects=subjects,
        objects=objects,
        entities=_entities(counted),
        properties=len(properties),
        classes=classes,
        pages=graphs.pages,
        page_triples=graphs.page_triples,
        property_uses=tuple(properties[:MOST_PROPERTIES]),
        class_uses=class_uses,
        datatypes=_summed(use for one in properties for use in one.datatypes),
        links=_links(counted),
        graphs=graphs.others,
        licences=_licences(counted),
        examples=_examples(counted),
    )


class _Graphs(NamedTuple):
    others: tuple[GraphSize, ...]
    pages: int
    page_triples: int


def _graphs(counted: Counted) -> _Graphs:
    page = Iris(counted.base).source_prefix
    sizes = [
        GraphSize(graph.value, as_number(triples))
        for graph, triples in counted.rows("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        if graph.value not in counted.hidden
    ]
    pages = [size.triples for size in sizes if size.iri.startswith(page)]
    others = sorted((size for size in sizes if not size.iri.startswith(page)), key=lambda size: size.iri)
    return _Graphs(tuple(others[:MOST_GRAPHS]), len(pages), sum(pages))


def _properties(counted: Counted, tell: Tell) -> list[PropertyUse]:
    """All of them, the most used first."""
    names = [row[0].value for row in counted.rows(f"SELECT DISTINCT ?p {{ {counted.triple('?s ?p ?o')} }}")]
    uses = []
    for done, name in enumerate(names):
        tell("properties", done, len(names))
        uses.append(_property(counted, name))
    return sorted(uses, key=lambda use: (-use.triples, use.iri))


def _property(counted: Counted, name: str) -> PropertyUse:
    pairs = f"SELECT DISTINCT ?s ?o {{ {counted.triple(f'?s <{name}> ?o')} }}"
    triples, subjects, objects = counted.numbers(
        f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b) {{ {{ {pairs} }} }}"
    )
    literals = counted.rows(
        f"SELECT ?d ?l (COUNT(*) AS ?n) {{ {{ {pairs} }} FILTER(isLiteral(?o))"
        " BIND(DATATYPE(?o) AS ?d) BIND(LANG(?o) AS ?l) } GROUP BY ?d ?l"
    )
    datatypes = _summed(DatatypeUse(row[0].value, row[1].value, as_number(row[2])) for row in literals)
    return PropertyUse(name, triples, subjects, objects, datatypes)


def _summed(uses: Iterable[DatatypeUse]) -> tuple[DatatypeUse, ...]:
    totals: Counter[tuple[str, str]] = Counter()
    for use in uses:
        totals[use.iri, use.language] += use.triples
    return tuple(DatatypeUse(*key, number) for key, number in sorted(totals.items()))


def _classes(counted: Counted, tell: Tell) -> tuple[int, tuple[ClassUse, ...]]:
    """How many there are, and the most used."""
    rows = counted.rows(
        f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ {counted.triple('?s a ?c')} FILTER(isIRI(?c)) }}"
        " GROUP BY ?c"
    )
    found = sorted(((-as_number(number), name.value) for name, number in rows))
    uses = []
    for done, (number, name) in enumerate(found[:MOST_CLASSES]):
        tell("classes", done, min(len(found), MOST_CLASSES))
        uses.append(_class(counted, name, -number))
    return len(found), tuple(uses)


def _class(counted: Counted, name: str, entities: int) -> ClassUse:
    rows = counted.rows(
        "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b) {"
        f" {{ SELECT DISTINCT ?s ?p ?o {{ {counted.triple(f'?s a <{name}>', 'types')}"
        f" {counted.triple('?s ?p ?o')} }} }} }} GROUP BY ?p"
    )
    uses = [
        PropertyUse(name.value, as_number(triples), as_number(subjects), as_number(objects))
        for name, triples, subjects, objects in rows
    ]
    uses.sort(key=lambda use: (-use.triples, use.iri))
    return ClassUse(name, entities, sum(use.triples for use in uses), tuple(uses[:MOST_PROPERTIES]))


def _entities(counted: Counted) -> int:
    ours = f'FILTER(isIRI(?s) && STRSTARTS(STR(?s), "{counted.base}"))'
    (number,) = counted.numbers(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {counted.triple('?s a ?c')} {ours} }}")
    return number


def _links(counted: Counted) -> tuple[LinkUse, ...]:
    """Triples whose object is in the space of a target and whose subject is not; classes are no links.

    What a classification says of itself, in its graph here, links nothing, nor do definitions of terms.
    """
    iris = Iris(counted.base)
    outside = counted.without(iris.ontology_graph, *(iris.taxonomy_graph(name) for name in TARGETS))
    targets = spaces(counted.base)
    rows = outside.rows(
        f"SELECT ?t ?p (COUNT(*) AS ?n) {{ {{ SELECT DISTINCT ?s ?p ?o {{ {outside.triple('?s ?p ?o')}"
        f" FILTER(isIRI(?o) && ?p != rdf:type) }} }} BIND({_target(targets)} AS ?t) FILTER(?t != '') }}"
        " GROUP BY ?t ?p ORDER BY ?t ?p"
    )
    return tuple(LinkUse(row[0].value, row[1].value, as_number(row[2])) for row in rows)


def _target(targets: dict[str, str]) -> str:
    """An expression: the key of the target that a triple leads into, "" if none."""
    choice = "''"
    for key, space in targets.items():
        leads = f"STRSTARTS(STR(?o), '{space}') && !STRSTARTS(STR(?s), '{space}')"
        choice = f"IF({leads}, '{key}', {choice})"
    return choice


def _licences(counted: Counted) -> tuple[str, ...]:
    rows = counted.rows(
        f"SELECT DISTINCT ?o {{ {counted.triple('?s dcterms:license ?o')} FILTER(isIRI(?o)) }}"
        " ORDER BY ?o LIMIT 50"
    )
    return tuple(row[0].value for row in rows)


def _examples(counted: Counted) -> tuple[str, ...]:
    found = []
    for kind in _EXAMPLES:
        rows = counted.rows(
            f"SELECT ?s {{ {counted.triple(f'?s a {kind}')} FILTER(isIRI(?s)) }} ORDER BY ?s LIMIT 1"
        )
        found += [row[0].value for row in rows]
    return tuple(found)
