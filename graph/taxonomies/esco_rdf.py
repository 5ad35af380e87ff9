"""ESCO in its RDF form (Turtle, N-Triples, RDF/XML), read as a stream into the same statements as the CSV.

What the CSV has too is kept: labels as SKOS literals, relations, hierarchies, types. SKOS-XL labels
and association objects say the same once more and are passed over; texts that stand on nodes of
their own (``esco:NodeLiteral``) become literals. A relation that stands on the skill's side
(``esco:isEssentialSkillFor``) is turned round.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.namespaces import ESCO
from rolegraph.graph.taxonomies import terms as tax
from rolegraph.graph.taxonomies.esco_facts import ATTRIBUTION, LICENCE, SCHEMES, TITLE, warn_of_version
from rolegraph.graph.taxonomies.files import Distribution, File
from rolegraph.graph.taxonomies.taxonomy import Taxonomy, Wanted, drained

_FORMATS = (".ttl", ".nt", ".rdf")
_PLACE = "http://data.europa.eu/esco/"
_ASIDE = tuple(f"{_PLACE}{kind}/" for kind in ("label", "relation", "node-literal", "label-role"))
_KEPT_TYPES = (
    *(terms.CONCEPT, terms.CONCEPT_SCHEME),
    *(tax.MEMBER_CONCEPT, tax.ESCO_OCCUPATION, tax.ESCO_SKILL),
)
_TEXTS = (tax.DESCRIPTION, tax.SCOPE_NOTE, tax.DEFINITION)
_LABELS = (terms.PREF_LABEL, terms.ALT_LABEL, terms.HIDDEN_LABEL)
_RELATED = (tax.RELATED_ESSENTIAL, tax.RELATED_OPTIONAL)
_LINKS = (
    *(terms.IN_SCHEME, tax.BROADER, tax.TOP_CONCEPT, tax.SKILL_TYPE, tax.REUSE_LEVEL, *_RELATED),
    *(tax.MEMBER_OF_ISCO_GROUP, tax.REGULATED),
)
_PLAIN = (terms.NOTATION, tax.STATUS, terms.MODIFIED)
_INVERSE = MappingProxyType(
    {
        NamedNode(ESCO + "isEssentialSkillFor"): tax.RELATED_ESSENTIAL,
        NamedNode(ESCO + "isOptionalSkillFor"): tax.RELATED_OPTIONAL,
    }
)
_LANGUAGE = NamedNode(ESCO + "language")
_LITERAL = NamedNode(ESCO + "nodeLiteral")


def rdf_file(distribution: Distribution) -> File | None:
    """The one RDF file of a distribution that has no CSV."""
    if any(name.lower().endswith(".csv") for name in distribution.files):
        return None
    found = [file for name, file in distribution.files.items() if name.lower().endswith(_FORMATS)]
    return found[0] if len(found) == 1 else None


def read_rdf(file: File, iris: Iris, wanted: Wanted, version: str | None) -> Taxonomy:
    """The classification; its quads raise :class:`UnreadableSource` where the file is damaged or no ESCO."""
    languages = tuple(language.lower() for language in wanted.languages)
    taxonomy = Taxonomy("esco", TITLE, version, LICENCE, ATTRIBUTION, languages)
    taxonomy.quads = _Reader(file, taxonomy, iris).quads()
    return taxonomy


class _Reader:
    """Follows the stream once; texts on nodes of their own wait for their subject, or for their words."""

    def __init__(self, file: File, taxonomy: Taxonomy, iris: Iris) -> None:
        self._file = file
        self._taxonomy = taxonomy
        self._iris = iris
        self._write = GraphWriter(iris.taxonomy_graph("esco"))
        self._wanted = set(taxonomy.languages)
        self._seen: set[str] = set()
        self._of_text: list[tuple[NamedNode, NamedNode, str]] = []
        self._texts: dict[str, str] = {}
        self._languages: dict[str, str] = {}

    def quads(self) -> Iterator[Quad]:
        """All statements that are kept."""
        yield from self._stream()
        yield from self._written_texts()
        if not self._taxonomy.read["occupations"] or not self._taxonomy.read["skills"]:
            message = "has no esco:Occupation or no esco:Skill: is it ESCO, whole, in RDF?"
            raise UnreadableSource(f"{self._file.origin}: {message}")
        self._taxonomy.languages = tuple(sorted(self._seen))
        yield from self._taxonomy.described(self._iris)
        for scheme in map(NamedNode, SCHEMES):
            self._write.plain(scheme, tax.VERSION, self._taxonomy.version)
            self._write.add(scheme, terms.LICENSE, NamedNode(LICENCE))
        yield from drained(self._write)
        warn_of_version(self._taxonomy)

    def _stream(self) -> Iterator[Quad]:
        suffix = self._file.name.lower().rpartition(".")[2]
        rdf_format = ox.RdfFormat.from_extension(suffix)
        try:
            with self._file.open() as stream:
                for quad in ox.parse(input=stream, format=rdf_format):
                    self._take(quad)
                    if self._write.quads:
                        yield from drained(self._write)
        except SyntaxError as error:
            message = f"{error.msg}: is it cut short? fetch it again"
            raise UnreadableSource(f"{self._file.origin}, line {error.lineno or '?'}: {message}") from None

    def _take(self, quad: Quad) -> None:
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        if not isinstance(subject, NamedNode) or not subject.value.startswith(_PLACE):
            return
        if subject.value.startswith(_ASIDE):
            self._take_text(subject, predicate, value)
        elif isinstance(value, NamedNode):
            self._take_link(subject, predicate, value)
        elif isinstance(value, Literal):
            self._take_literal(subject, predicate, value)

    def _take_text(self, node: NamedNode, predicate: NamedNode, value: object) -> None:
        if isinstance(value, Literal) and predicate == _LITERAL:
            self._texts[node.value] = value.value
            if value.language:
                self._languages[node.value] = value.language
        elif isinstance(value, Literal) and predicate == _LANGUAGE:
            self._languages[node.value] = value.value

    def _take_link(self, subject: NamedNode, predicate: NamedNode, value: NamedNode) -> None:
        if predicate == terms.TYPE:
            if value in _KEPT_TYPES:
                self._count(value)
                self._write.add(subject, predicate, value)
        elif predicate in _TEXTS:
            self._of_text.append((subject, predicate, value.value))
        elif predicate in _INVERSE:
            self._write.add(value, _INVERSE[predicate], subject)
        elif predicate in _LINKS:
            self._write.add(subject, predicate, value)

    def _take_literal(self, subject: NamedNode, predicate: NamedNode, value: Literal) -> None:
        if predicate in _PLAIN or (predicate in (*_LABELS, *_TEXTS) and self._is_wanted(value.language)):
            self._write.add(subject, predicate, value)

    def _is_wanted(self, language: str | None) -> bool:
        if language is None or (self._wanted and language not in self._wanted):
            return False
        self._seen.add(language)
        return True

    def _count(self, kind: NamedNode) -> None:
        if kind == tax.ESCO_OCCUPATION:
            self._taxonomy.read["occupations"] += 1
        elif kind == tax.ESCO_SKILL:
            self._taxonomy.read["skills"] += 1

    def _written_texts(self) -> Iterator[Quad]:
        for subject, predicate, node in self._of_text:
            text, language = self._texts.get(node), self._languages.get(node)
            if text is not None and language is not None and self._is_wanted(language):
                self._write.add(subject, predicate, Literal(text, language=language))
                yield from drained(self._write)
