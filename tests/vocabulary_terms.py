"""Which terms the ontology declares, and which the code, the shapes and the context use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import rdflib
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
    DefinedNamespace,
)

from rolegraph.graph import model, namespaces

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY_FILES = sorted((ROOT / "ontology").glob("*.ttl"))
SHAPE_FILES = sorted((ROOT / "shapes").glob("*.ttl"))
CODE_FILES = sorted((ROOT / "graph").rglob("*.py"))

# rdflib ships the terms of these vocabularies.
DEFINED: dict[str, type[DefinedNamespace]] = {
    str(vocabulary): vocabulary
    for vocabulary in (DCAT, DCTERMS, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, VOID, XSD)
}
# Terms that rdflib does not ship, with where they are defined or shown.
LISTED: dict[str, set[str]] = {
    # https://www.w3.org/TR/vocab-data-cube/, sections 5 and 6, which build their example on these
    namespaces.SDMX_DIMENSION: {"refArea", "refPeriod"},
    namespaces.SDMX_ATTRIBUTE: {"unitMeasure"},
    # https://ec.europa.eu/esco/lod/static/model.html (the ESCO ontology, 2.0.0)
    # and the RDF distribution of ESCO, which uses them
    namespaces.ESCO: {
        *("Occupation", "Skill", "MemberConcept", "relatedEssentialSkill", "relatedOptionalSkill"),
        *("isEssentialSkillFor", "isOptionalSkillFor", "skillType", "skillReuseLevel"),
        *("memberOfISCOGroup", "regulatedProfessionNote", "NodeLiteral", "nodeLiteral", "language"),
    },
}
# Enumerations whose values are local names: the code writes RG + value.
TERM_ENUMS: tuple[type[StrEnum], ...] = (model.Listing, model.Remark, model.Trend)

_NAMESPACE_CONSTANTS = {
    name: value for name, value in vars(namespaces).items() if name.isupper() and isinstance(value, str)
}
_ADDED = re.compile(r'\b([A-Z_]+) \+ "([A-Za-z][\w-]*)"')
_FORMATTED = re.compile(r"\{([A-Z_]+)\}([A-Za-z][\w-]*)")
_PREFIXED = re.compile(r"(?<![\w:/#-])([a-z][a-z-]*):([A-Za-z](?:[\w-]*\w)?)")
_TURTLE_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)


def ontology() -> rdflib.Graph:
    """All files of ``ontology/`` as one graph."""
    return parsed(ONTOLOGY_FILES)


def parsed(paths: Iterable[Path]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    return graph


def declared(graph: rdflib.Graph) -> set[str]:
    """The ``rg:`` terms that ``graph`` gives a type."""
    return {str(term) for term in graph.subjects(RDF.type) if str(term).startswith(namespaces.RG)}


def iris(graph: rdflib.Graph) -> set[str]:
    """Every IRI in ``graph``, datatypes included."""
    nodes = {node for triple in graph for node in triple}
    datatypes = {node.datatype for node in nodes if isinstance(node, rdflib.Literal) and node.datatype}
    return {str(node) for node in nodes | datatypes if isinstance(node, rdflib.URIRef)}


def terms_in_code(text: str) -> set[str]:
    """The IRIs that Python text makes from a namespace and a name: ``RG + "duty"``, ``f"{RG}duty"``."""
    found = _ADDED.findall(text) + _FORMATTED.findall(text)
    return {_NAMESPACE_CONSTANTS[name] + local for name, local in found if name in _NAMESPACE_CONSTANTS}


def terms_in_turtle(text: str) -> set[str]:
    """The IRIs of prefixed names in Turtle and in the SPARQL inside it, comment lines left out."""
    found = _PREFIXED.findall(_TURTLE_COMMENT.sub("", text))
    return {namespaces.PREFIXES[prefix] + local for prefix, local in found if prefix in namespaces.PREFIXES}


def code_terms() -> set[str]:
    """What ``graph/`` writes, the enumerations that name terms included."""
    written = {term for path in CODE_FILES for term in terms_in_code(path.read_text(encoding="utf-8"))}
    return written | {namespaces.RG + member.value for enum in TERM_ENUMS for member in enum}


def shape_terms() -> set[str]:
    """What ``shapes/`` speaks of, the shapes' own names left out."""
    used = {term for path in SHAPE_FILES for term in terms_in_turtle(path.read_text(encoding="utf-8"))}
    return used - {str(subject) for subject in parsed(SHAPE_FILES).subjects()}


def context() -> dict[str, object]:
    """The body of ``ontology/context.jsonld``."""
    text = (ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    body: dict[str, object] = json.loads(text)["@context"]
    return body


def named(definition: object) -> str:
    """The IRI that an entry of the context stands for; empty for a keyword."""
    compact = str(definition["@id"] if isinstance(definition, dict) else definition)
    prefix, _, local = compact.partition(":")
    return namespaces.PREFIXES[prefix] + local if prefix in namespaces.PREFIXES else ""


def unknown(terms: Iterable[str]) -> set[str]:
    """Of ``terms``, those in a known foreign vocabulary that it does not define."""
    return {term for term in terms if not _exists(term)}


def _exists(term: str) -> bool:
    for namespace, vocabulary in DEFINED.items():
        if term.startswith(namespace):
            return term == namespace or rdflib.URIRef(term) in vocabulary
    return all(
        not term.startswith(namespace) or term.removeprefix(namespace) in names
        for namespace, names in LISTED.items()
    )
