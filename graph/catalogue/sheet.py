"""Triples of a description, collected as they are stated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from rolegraph.graph.namespaces import FOAF, FORMATS, PREFIXES, RDF, SD, SPDX, VOID_EXT, XSD

OTHER_PREFIXES: Mapping[str, str] = {
    "void-ext": VOID_EXT,
    "spdx": SPDX,
    "foaf": FOAF,
    "sd": SD,
    "formats": FORMATS,
    "adms": "http://www.w3.org/ns/adms#",
    "media": "https://www.iana.org/assignments/media-types/",
}
"""Prefixes that only descriptions of data sets use."""
_PREFIXES = {**PREFIXES, **OTHER_PREFIXES}
Value = NamedNode | Literal


def term(name: str) -> NamedNode:
    """The IRI of a prefixed name, ``dcat:Dataset``."""
    prefix, _, local = name.partition(":")
    return NamedNode(_PREFIXES[prefix] + local)


def number(value: int) -> Literal:
    """An xsd:integer."""
    return Literal(str(value), datatype=NamedNode(f"{XSD}integer"))


def moment(value: str) -> Literal:
    """An xsd:dateTime from ISO 8601."""
    return Literal(value, datatype=NamedNode(f"{XSD}dateTime"))


def english(text: str) -> Literal:
    """A text in English."""
    return Literal(text, language="en")


class Sheet:
    """Collects triples; names of properties and classes are prefixed."""

    def __init__(self) -> None:
        self.triples: list[Triple] = []

    def types(self, subject: NamedNode, *names: str) -> NamedNode:
        """State the classes of a thing; gives the thing."""
        for name in names:
            self.triples.append(Triple(subject, NamedNode(f"{RDF}type"), term(name)))
        return subject

    def add(self, subject: NamedNode, **values: Value | Iterable[Value]) -> None:
        """State properties by their prefixed names with ``__`` for the colon: ``void__triples=…``."""
        for name, value in values.items():
            predicate = term(name.replace("__", ":").replace("_ext:", "-ext:"))
            for one in [value] if isinstance(value, Value) else value:
                self.triples.append(Triple(subject, predicate, one))


def serialised(triples: Iterable[Triple], rdf_format: pyoxigraph.RdfFormat) -> bytes:
    """A description in a format, with the prefixes that it uses; what is said of a thing stands together."""
    known = list(triples)
    place: dict[object, int] = {}
    for triple in known:
        place.setdefault(triple.subject, len(place))
    known.sort(key=lambda triple: place[triple.subject])
    names = {node.value for triple in known for node in triple if isinstance(node, NamedNode)}
    used = {prefix: iri for prefix, iri in _PREFIXES.items() if any(name.startswith(iri) for name in names)}
    body = pyoxigraph.serialize(known, format=rdf_format, prefixes=used)
    assert body is not None
    return body
