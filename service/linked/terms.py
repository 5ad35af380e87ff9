"""How properties are put in order on a page, and what those are called that the store has no label of."""

from __future__ import annotations

import re
from types import MappingProxyType

from rolegraph.graph.namespaces import PREFIXES

GROUPS: MappingProxyType[str, MappingProxyType[str, str]] = MappingProxyType(
    {
        title: MappingProxyType(dict(names))
        for title, names in {
            "Names": {
                "skos:prefLabel": "preferred label",
                "skos:altLabel": "other label",
                "skos:hiddenLabel": "hidden label",
                "schema:name": "name",
                "schema:alternateName": "other name",
                "rdfs:label": "label",
                "dcterms:title": "title",
                "dcterms:identifier": "identifier",
                "skos:notation": "notation",
                "schema:codeValue": "code",
                "rg:schemeName": "",
            },
            "What it is": {
                "rdf:type": "type",
                "skos:definition": "definition",
                "dcterms:description": "description",
                "schema:description": "description",
                "rdfs:comment": "comment",
                "skos:scopeNote": "scope note",
                "skos:example": "example",
                "skos:inScheme": "in scheme",
                "schema:inCodeSet": "code set",
                "skos:topConceptOf": "top concept of",
                "skos:hasTopConcept": "top concept",
                "skos:broader": "broader",
                "skos:narrower": "narrower",
                "skos:related": "related",
                "rdfs:subClassOf": "subclass of",
                "rdfs:subPropertyOf": "subproperty of",
                "rdfs:domain": "domain",
                "rdfs:range": "range",
                "schema:item": "item",
                "schema:position": "position",
                "rg:minYears": "",
                "rg:maxYears": "",
                "dcterms:isReplacedBy": "replaced by",
            },
            "Role, place and experience": {
                "rg:role": "",
                "rg:country": "",
                "rg:experienceBand": "",
                "sdmx-dimension:refArea": "reference area",
                "sdmx-dimension:refPeriod": "reference period",
                "rg:industry": "",
                "rg:employerKind": "",
            },
            "Skills and duties": {
                "rg:asksFor": "",
                "rg:skillRequirement": "",
                "schema:skills": "skills",
                "rg:skillMention": "",
                "rg:mentionsSkill": "",
                "rg:duty": "",
                "schema:responsibilities": "responsibilities",
                "rg:qualification": "",
            },
            "Pay": {
                "schema:estimatedSalary": "estimated salary",
                "schema:minValue": "from",
                "schema:maxValue": "to",
                "schema:median": "median",
                "rg:mean": "",
                "schema:percentile10": "10th percentile",
                "schema:percentile25": "25th percentile",
                "schema:percentile75": "75th percentile",
                "schema:percentile90": "90th percentile",
                "schema:currency": "currency",
                "sdmx-attribute:unitMeasure": "unit of measure",
                "rg:currencyBasis": "",
                "rg:payPeriod": "",
                "schema:duration": "duration",
                "qb:dataSet": "data set",
            },
            "Outlook and other roles": {
                "rg:outlook": "",
                "rg:outlookTrend": "",
                "rg:outlookGrowth": "",
                "rg:outlookPeriod": "",
                "rg:alternative": "",
                "rg:alternativeRole": "",
            },
            "In classifications": {
                "skos:exactMatch": "exact match",
                "skos:closeMatch": "close match",
                "skos:broadMatch": "broad match",
                "skos:narrowMatch": "narrow match",
                "skos:relatedMatch": "related match",
                "owl:sameAs": "same as",
                "rg:classification": "",
                "schema:occupationalCategory": "occupational category",
            },
            "More": {},
            "Where it comes from": {
                "schema:mainEntityOfPage": "page",
                "rg:source": "",
                "rg:sourceText": "",
                "dcterms:source": "source",
                "dcterms:license": "licence",
                "dcterms:bibliographicCitation": "citation",
                "dcterms:language": "language",
                "dcterms:format": "format",
                "dcterms:modified": "modified",
                "rg:sourceFormat": "",
                "rg:checksum": "",
                "rdfs:isDefinedBy": "defined by",
            },
        }.items()
    }
)
"""Titles of groups, in the order of a page, with their properties; "" where the ontology has the label."""
_OTHERS = "More"
_SOURCES = "Where it comes from"
_PLACES = {name: (title, place) for title, names in GROUPS.items() for place, name in enumerate(names)}
_CALLED = {name: label for names in GROUPS.values() for name, label in names.items() if label}
_NAMESPACES = tuple((namespace, prefix) for prefix, namespace in PREFIXES.items())
_PARTS = re.compile(r"[A-Z]?[^A-Z_-]+|[A-Z]+(?![a-z])")


def short(iri: str) -> str:
    """``schema:name``; an IRI in no namespace of ours stays whole."""
    for namespace, prefix in _NAMESPACES:
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def place(iri: str) -> tuple[str, int]:
    """The group that a property belongs to, and where it stands in it."""
    name = short(iri)
    if name.startswith("prov:"):
        return _SOURCES, len(_PLACES)
    return _PLACES.get(name, (_OTHERS, len(_PLACES)))


def called(iri: str) -> str:
    """What to call a property or a class without a label: its name in words."""
    name = short(iri)
    if name == iri:
        return iri
    local = name.partition(":")[2]
    return _CALLED.get(name) or " ".join(part.lower() for part in _PARTS.findall(local)) or name
