"""The description of the data set in VoID (W3C Interest Group Note, 3 March 2011).

Partitions by class and property are of VoID itself, by datatype of its extension
http://ldf.fi/void-ext#. What ``void:triples`` counts is told in :mod:`.statistics`.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from rolegraph.graph.catalogue.files import SINGLE, WHOLE
from rolegraph.graph.catalogue.identifiers import Names
from rolegraph.graph.catalogue.sheet import Sheet, english, number
from rolegraph.graph.catalogue.statistics import (
    ClassUse,
    DatatypeUse,
    LinkUse,
    PropertyUse,
    Statistics,
)
from rolegraph.graph.catalogue.targets import TARGETS, Target, spaces
from rolegraph.graph.identity import Iris
from rolegraph.graph.namespaces import ESCO, FORMATS, PREFIXES, PROV, QB, SCHEMA, SKOS

_VOCABULARIES = (SCHEMA, SKOS, QB, PROV, ESCO, PREFIXES["rg"], PREFIXES["dcterms"])
_FEATURES = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")


def describe_void(sheet: Sheet, names: Names, statistics: Statistics) -> None:
    """Add the VoID part of the description to a sheet."""
    whole = names.dataset
    sheet.types(names.document, "void:DatasetDescription")
    sheet.add(names.document, foaf__primaryTopic=whole)
    sheet.types(whole, "void:Dataset")
    sheet.add(
        whole,
        void__sparqlEndpoint=NamedNode(f"{names.base}sparql"),
        void__uriSpace=Literal(f"{names.base}id/"),
        void__uriLookupEndpoint=NamedNode(f"{names.base}describe?iri="),
        void__dataDump=[names.dump(f"all{form.extension}") for form in WHOLE],
        void__exampleResource=map(NamedNode, statistics.examples),
        void__vocabulary=map(NamedNode, _VOCABULARIES),
        void__feature=[NamedNode(FORMATS + name) for name in _FEATURES],
        void__triples=number(statistics.triples),
        void__entities=number(statistics.entities),
        void__distinctSubjects=number(statistics.subjects),
        void__distinctObjects=number(statistics.objects),
        void__properties=number(statistics.properties),
        void__classes=number(statistics.classes),
        void__documents=number(statistics.pages),
    )
    _partitions(sheet, names, statistics)
    _linksets(sheet, names, statistics.links)
    _subsets(sheet, names, statistics)


def _partitions(sheet: Sheet, names: Names, statistics: Statistics) -> None:
    whole = names.dataset
    for kind in statistics.class_uses:
        sheet.add(whole, void__classPartition=_class_partition(sheet, names, kind))
    for use in statistics.property_uses:
        part = names.partition("property", use.iri)
        _property_partition(sheet, part, use)
        _datatype_partitions(sheet, names, part, use.datatypes, "property-datatype", use.iri)
        sheet.add(whole, void__propertyPartition=part)
    _datatype_partitions(sheet, names, whole, statistics.datatypes, "datatype")


def _class_partition(sheet: Sheet, names: Names, use: ClassUse) -> NamedNode:
    part = sheet.types(names.partition("class", use.iri), "void:Dataset")
    sheet.add(
        part,
        void__class=NamedNode(use.iri),
        void__entities=number(use.entities),
        void__triples=number(use.triples),
    )
    for one in use.properties:
        inner = names.partition("class-property", use.iri, one.iri)
        _property_partition(sheet, inner, one)
        sheet.add(part, void__propertyPartition=inner)
    return part


def _property_partition(sheet: Sheet, part: NamedNode, use: PropertyUse) -> None:
    sheet.types(part, "void:Dataset")
    sheet.add(
        part,
        void__property=NamedNode(use.iri),
        void__triples=number(use.triples),
        void__distinctSubjects=number(use.subjects),
        void__distinctObjects=number(use.objects),
    )


def _datatype_partitions(
    sheet: Sheet, names: Names, of: NamedNode, uses: Iterable[DatatypeUse], kind: str, *within: str
) -> None:
    """One for each datatype, whatever the language."""
    triples: dict[str, int] = {}
    for use in uses:
        triples[use.iri] = triples.get(use.iri, 0) + use.triples
    for iri, count in triples.items():
        part = sheet.types(names.partition(kind, *within, iri), "void:Dataset")
        sheet.add(part, void_ext__datatype=NamedNode(iri), void__triples=number(count))
        sheet.add(of, void_ext__datatypePartition=part)


def _linksets(sheet: Sheet, names: Names, links: Iterable[LinkUse]) -> None:
    targets = spaces(names.base)
    for link in links:
        part = sheet.types(names.partition(f"links-{link.target}", link.property), "void:Linkset")
        there = _target(sheet, names, link.target, TARGETS[link.target], targets[link.target])
        sheet.add(
            part,
            void__linkPredicate=NamedNode(link.property),
            void__subjectsTarget=names.dataset,
            void__objectsTarget=there,
            void__triples=number(link.triples),
        )
        sheet.add(names.dataset, void__subset=part)


def _target(sheet: Sheet, names: Names, key: str, target: Target, space: str) -> NamedNode:
    node = sheet.types(names.part(f"target-{key}"), "void:Dataset")
    sheet.add(
        node,
        dcterms__title=english(target.title),
        foaf__homepage=NamedNode(target.homepage),
        void__uriSpace=Literal(space),
    )
    return node


def _subsets(sheet: Sheet, names: Names, statistics: Statistics) -> None:
    """A data set for each named graph, and one for all pages; the pages' own graphs are too many."""
    pages = sheet.types(names.part("pages"), "void:Dataset")
    sheet.add(
        pages,
        dcterms__title=english("What the pages say, a named graph for each page"),
        void__uriSpace=Literal(Iris(names.base).source_prefix),
        void__documents=number(statistics.pages),
        void__triples=number(statistics.page_triples),
    )
    sheet.add(names.dataset, void__subset=pages)
    for size in statistics.graphs:
        node = sheet.types(graph_part(names, size.iri), "void:Dataset", "sd:NamedGraph")
        sheet.add(
            node,
            sd__name=NamedNode(size.iri),
            dcterms__title=english(f"The graph {size.iri.removeprefix(names.base)}"),
            void__triples=number(size.triples),
            void__dataDump=[names.graph_dump(size.iri, form.extension) for form in SINGLE],
        )
        sheet.add(names.dataset, void__subset=node)


def graph_part(names: Names, graph: str) -> NamedNode:
    """The data set that one named graph is."""
    return names.partition("graph", graph)
