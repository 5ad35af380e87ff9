"""The vocabulary and the shapes, as the project's files define them: triples, and what pages show of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from rolegraph.graph.catalogue.sheet import term
from rolegraph.graph.namespaces import PREFIXES, RG
from rolegraph.graph.packaged import packaged_files

SHAPES = "https://w3id.org/rolegraph/shapes#"
_KINDS = {
    "owl:Class": "Classes",
    "owl:ObjectProperty": "Links",
    "owl:DatatypeProperty": "Properties with text, numbers and dates",
}
_OTHERS = "Individuals and the salary cube"
_DETAILS = {
    "domain": ("rdfs:domain", "schema:domainIncludes"),
    "range": ("rdfs:range", "schema:rangeIncludes"),
    "is a kind of": ("rdfs:subClassOf", "rdfs:subPropertyOf"),
    "close to": ("skos:closeMatch",),
    "related to": ("skos:relatedMatch",),
    "type": ("rdf:type",),
    "in": ("skos:inScheme",),
}
_KINDS_OF = ("rdfs:subClassOf", "rdfs:subPropertyOf")
_TEXTS = {"example": "skos:example", "note": "skos:scopeNote"}
_SHAPE_PARTS = {
    "asked of": ("sh:targetClass", "sh:targetSubjectsOf", "sh:targetObjectsOf", "sh:targetNode"),
    "path": ("sh:path",),
}
_LABELS = ("rdfs:label", "skos:prefLabel")
Node = NamedNode | BlankNode
Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A term or a shape; ``name`` is the fragment of its IRI, ``values`` are IRIs and ``texts`` words."""

    iri: str
    name: str
    label: str
    comment: str
    values: tuple[tuple[str, Values], ...]
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries of one kind, in the order of their names."""

    title: str
    entries: tuple[Entry, ...]


def context() -> bytes:
    """The JSON-LD context, as the file has it."""
    (path,) = packaged_files("rolegraph.ontology", ".jsonld")
    return path.read_bytes()


@cache
def ontology() -> tuple[Triple, ...]:
    """All triples of the ontology."""
    return _read(packaged_files("rolegraph.ontology"))


@cache
def shapes() -> tuple[Triple, ...]:
    """All triples of the shapes."""
    return _read(packaged_files("rolegraph.shapes"))


def _read(paths: list[Path]) -> tuple[Triple, ...]:
    found: dict[Triple, None] = {}
    for path in paths:
        quads = parse(path.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True)
        found |= dict.fromkeys(quad.triple for quad in quads)
    return tuple(found)


class _Said:
    """What triples say, by subject and property."""

    def __init__(self, triples: tuple[Triple, ...]) -> None:
        self._values: dict[object, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self._values[triple.subject][triple.predicate.value].append(triple.object)

    def subjects(self, namespace: str) -> list[NamedNode]:
        """Those in a namespace, by name."""
        found = [s for s in self._values if isinstance(s, NamedNode) and s.value.startswith(namespace)]
        return sorted(found, key=lambda node: node.value.lower())

    def values(self, subject: object, *names: str) -> list[object]:
        """The objects of properties that are named with prefixes."""
        return [value for name in names for value in self._values[subject].get(term(name).value, ())]

    def iris(self, subject: object, *names: str) -> Values:
        return tuple(v.value for v in self.values(subject, *names) if isinstance(v, NamedNode))

    def text(self, subject: object, *names: str) -> str:
        return next((v.value for v in self.values(subject, *names) if isinstance(v, Literal)), "")

    def path(self, node: object) -> str:
        """A property path of SHACL in the words of SPARQL."""
        if isinstance(node, NamedNode):
            return short(node.value)
        if inverse := self.values(node, "sh:inversePath"):
            return f"^{self.path(inverse[0])}"
        if choice := self.values(node, "sh:alternativePath"):
            return " | ".join(self.path(one) for one in self._list(choice[0]))
        return " / ".join(self.path(one) for one in self._list(node))

    def _list(self, node: object) -> list[object]:
        found = []
        while first := self.values(node, "rdf:first"):
            found += first
            node = self.values(node, "rdf:rest")[0]
        return found


@cache
def vocabulary() -> tuple[Chapter, ...]:
    """Every term of ours, by kind."""
    said = _Said(ontology())
    below: dict[str, list[str]] = defaultdict(list)
    for subject in said.subjects(""):
        for above in said.iris(subject, *_KINDS_OF):
            below[above].append(subject.value)
    chapters: dict[str, list[Entry]] = {title: [] for title in (*_KINDS.values(), _OTHERS)}
    for subject in said.subjects(RG):
        types = map(short, said.iris(subject, "rdf:type"))
        title = next((_KINDS[name] for name in types if name in _KINDS), _OTHERS)
        chapters[title].append(_term(said, subject, tuple(below[subject.value])))
    return tuple(Chapter(title, tuple(entries)) for title, entries in chapters.items())


def _term(said: _Said, subject: NamedNode, below: Values) -> Entry:
    values = [(title, said.iris(subject, *names)) for title, names in _DETAILS.items()]
    texts = [
        (title, value.value)
        for title, name in _TEXTS.items()
        for value in said.values(subject, name)
        if isinstance(value, Literal)
    ]
    return Entry(
        iri=subject.value,
        name=subject.value.removeprefix(RG),
        label=said.text(subject, *_LABELS),
        comment=said.text(subject, "rdfs:comment", "skos:definition"),
        values=tuple((title, iris) for title, iris in (*values, ("has kinds", below)) if iris),
        texts=tuple(texts),
    )


@cache
def shape_entries() -> tuple[Entry, ...]:
    """Every shape with a target."""
    said = _Said(shapes())
    found = []
    for subject in said.subjects(SHAPES):
        targets = said.iris(subject, *_SHAPE_PARTS["asked of"])
        if targets:
            found.append(_shape(said, subject, targets))
    return tuple(found)


def _shape(said: _Said, subject: NamedNode, targets: Values) -> Entry:
    paths = [said.path(node) for node in said.values(subject, *_SHAPE_PARTS["path"])]
    severity = [short(iri).removeprefix("sh:").lower() for iri in said.iris(subject, "sh:severity")]
    texts = [("path", path) for path in paths] + [("severity", one) for one in severity]
    return Entry(
        iri=subject.value,
        name=subject.value.removeprefix(SHAPES),
        label=subject.value.removeprefix(SHAPES),
        comment=said.text(subject, "sh:message"),
        values=(("asked of", targets),),
        texts=tuple(texts),
    )


def short(iri: str) -> str:
    """A prefixed name where the prefix is one of the project's, else the IRI."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
