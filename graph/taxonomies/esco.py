"""ESCO as CSV: occupations, skills, their relations, hierarchies and ISCO groups, under ESCO's own IRIs.

Terms are those of ESCO's model and SKOS. The tables of one or several languages are read; what does
not depend on the language is read once. Whether statements hold together is for the shapes to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import NamedNode, Quad, Store

from rolegraph.graph.errors import BadValue, UnreadableSource
from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter, iri
from rolegraph.graph.taxonomies import terms as tax
from rolegraph.graph.taxonomies.esco_facts import ATTRIBUTION, LICENCE, SCHEMES, TITLE, warn_of_version
from rolegraph.graph.taxonomies.esco_rdf import rdf_file, read_rdf
from rolegraph.graph.taxonomies.files import Distribution, File
from rolegraph.graph.taxonomies.labels import write_labels
from rolegraph.graph.taxonomies.tables import rows
from rolegraph.graph.taxonomies.taxonomy import Taxonomy, Wanted, dataset, drained
from rolegraph.graph.taxonomies.versions import version_in

_ROOT = "http://data.europa.eu/esco/"
_CONCEPTS = ("occupations", "skills", "skillGroups", "ISCOGroups")
_RELATIONS = (
    *("broaderRelationsOccPillar", "broaderRelationsSkillPillar"),
    *("occupationSkillRelations", "skillSkillRelations"),
)
_TABLE = re.compile(
    rf"({'|'.join((*_CONCEPTS, 'conceptSchemes', *_RELATIONS))})(?:_([a-z]{{2}}(?:-[A-Za-z]+)?))?\.csv",
    re.IGNORECASE,
)
_KINDS = MappingProxyType(
    {
        "occupations": (terms.CONCEPT, tax.MEMBER_CONCEPT, tax.ESCO_OCCUPATION),
        "skills": (terms.CONCEPT, tax.MEMBER_CONCEPT, tax.ESCO_SKILL),
        "skillGroups": (terms.CONCEPT,),
        "ISCOGroups": (terms.CONCEPT,),
    }
)
_TYPES = MappingProxyType({"skill/competence": "skill", "skill": "skill", "knowledge": "knowledge"})
_NECESSITY = MappingProxyType({"essential": tax.RELATED_ESSENTIAL, "optional": tax.RELATED_OPTIONAL})


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of a distribution: by stem and language, and those without one by stem."""

    concepts: dict[str, dict[str, File]]
    relations: dict[str, File]


def read(distribution: Distribution, iris: Iris, wanted: Wanted, held: Store | None) -> list[Taxonomy]:
    """The classification, as CSV or in its RDF form (:mod:`rolegraph.graph.taxonomies.esco_rdf`)."""
    rdf = rdf_file(distribution)
    if rdf is not None:
        return [read_rdf(rdf, iris, wanted, wanted.version or _version(distribution))]
    tables = _tables(distribution)
    chosen = _languages(distribution, tables, wanted.languages)
    version = wanted.version or _version(distribution)
    taxonomy = Taxonomy("esco", TITLE, version, LICENCE, ATTRIBUTION, chosen)
    taxonomy.quads = _Reader(tables, taxonomy, iris).quads()
    return [taxonomy]


def _version(distribution: Distribution) -> str | None:
    paths = [path.absolute() for path in distribution.paths]
    return version_in([name for path in paths for name in (path.name, path.parent.name)])


def _tables(distribution: Distribution) -> _Tables:
    tables = _Tables({}, {})
    for name in distribution.names:
        found = _TABLE.fullmatch(name)
        if found is None:
            continue
        stem = next(s for s in (*_CONCEPTS, "conceptSchemes", *_RELATIONS) if s.lower() == found[1].lower())
        if stem in _RELATIONS:
            tables.relations.setdefault(stem, distribution.files[name])
        else:
            tables.concepts.setdefault((found[2] or "en").lower(), {})[stem] = distribution.files[name]
    missing = [f"{stem}.csv" for stem in _RELATIONS if stem not in tables.relations]
    if not tables.concepts and len(missing) == len(_RELATIONS):
        raise UnreadableSource(
            f"{distribution.label}: is no distribution of ESCO as CSV: none of its files is named like "
            "occupations_en.csv or occupationSkillRelations.csv; name the folder or zip of the download"
        )
    _require(distribution, missing)
    return tables


def _languages(distribution: Distribution, tables: _Tables, wanted: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(language.lower() for language in wanted)) or tuple(sorted(tables.concepts))
    absent = [language for language in chosen if language not in tables.concepts]
    if absent or not chosen:
        there = ", ".join(sorted(tables.concepts)) or "none"
        message = f"has no table in language {', '.join(absent)}: there are {there}; change --language"
        raise UnreadableSource(f"{distribution.label}: {message}")
    stems = (*_CONCEPTS, "conceptSchemes")
    missing = [f"{s}_{lang}.csv" for lang in chosen for s in stems if s not in tables.concepts[lang]]
    _require(distribution, missing)
    return chosen


def _require(distribution: Distribution, missing: list[str]) -> None:
    if missing:
        raise UnreadableSource(
            f"{distribution.label}: has no {', '.join(missing)}: a part of the download is missing; "
            "fetch the whole classification"
        )


class _Reader:
    """Reads the tables one after the other."""

    def __init__(self, tables: _Tables, taxonomy: Taxonomy, iris: Iris) -> None:
        self._tables = tables
        self._taxonomy = taxonomy
        self._iris = iris
        self._write = GraphWriter(iris.taxonomy_graph("esco"))
        self._repeated = 0
        self._isco: set[str] = set()

    def quads(self) -> Iterator[Quad]:
        """All statements; counts and warnings of the taxonomy are whole at their end."""
        yield from self._taxonomy.described(self._iris)
        for first, language in enumerate(self._taxonomy.languages):
            self._write.language = language
            files = self._tables.concepts[language]
            yield from self._schemes(files["conceptSchemes"], is_first=first == 0)
            for stem in _CONCEPTS:
                yield from self._concepts(stem, files[stem], is_first=first == 0)
        for stem in _RELATIONS[:2]:
            yield from self._broader(self._tables.relations[stem])
        yield from self._relations("relations", "occupationSkillRelations", "occupationUri", "skillUri")
        yield from self._relations(
            "skill relations", "skillSkillRelations", "originalSkillUri", "relatedSkillUri"
        )
        self._warn()

    def _warn(self) -> None:
        warn_of_version(self._taxonomy)
        message = "label stands twice for its concept: it was kept once, as its most prominent kind"
        self._taxonomy.warn("label-repeated", self._repeated, message)

    def _schemes(self, file: File, *, is_first: bool) -> Iterator[Quad]:
        columns = ("conceptSchemeUri", "preferredLabel", "description", "hasTopConcept")
        for uri, label, description, top in rows(file, columns):
            node = _node(uri, file)
            self._labels(node, label)
            self._text(node, tax.DESCRIPTION, description)
            if is_first:
                self._write.types(node, terms.CONCEPT_SCHEME)
                self._write.add(node, tax.IN_DATASET, dataset(self._iris, "esco"))
                if uri in SCHEMES:
                    self._write.plain(node, tax.VERSION, self._taxonomy.version)
                    self._write.add(node, terms.LICENSE, NamedNode(LICENCE))
                for concept in _listed(top):
                    self._write.add(node, tax.TOP_CONCEPT, _node(concept, file))
            yield from drained(self._write)

    def _concepts(self, stem: str, file: File, *, is_first: bool) -> Iterator[Quad]:
        own = {
            "occupations": ("iscoGroup",),
            "skills": ("skillType", "reuseLevel"),
        }.get(stem, ())
        columns = ("conceptUri", "preferredLabel", "altLabels", "description", "inScheme", *own)
        optional = ("hiddenLabels", "scopeNote", "definition", "status", "modifiedDate", "code")
        for row in rows(file, columns, (*optional, "regulatedProfessionNote")):
            cell = dict(zip((*columns, *optional, "regulatedProfessionNote"), row, strict=True))
            node = _node(cell["conceptUri"], file)
            self._labels(node, cell["preferredLabel"], cell["altLabels"], cell["hiddenLabels"])
            self._text(node, tax.DESCRIPTION, cell["description"])
            self._text(node, tax.SCOPE_NOTE, cell["scopeNote"])
            self._text(node, tax.DEFINITION, cell["definition"])
            if is_first:
                self._taxonomy.read[_COUNTED[stem]] += 1
                self._write.types(node, *_KINDS[stem])
                self._facts(node, cell, file)
            yield from drained(self._write)

    def _facts(self, node: NamedNode, cell: dict[str, str], file: File) -> None:
        """What a concept has in no language."""
        write = self._write
        for scheme in _listed(cell["inScheme"]):
            write.add(node, terms.IN_SCHEME, _node(scheme, file))
        write.plain(node, terms.NOTATION, cell["code"] or None)
        write.plain(node, tax.STATUS, cell["status"] or None)
        write.typed(node, terms.MODIFIED, cell["modifiedDate"] or None, terms.XSD_DATE_TIME)
        if cell.get("iscoGroup"):
            write.add(node, tax.MEMBER_OF_ISCO_GROUP, _node(f"{_ROOT}isco/C{cell['iscoGroup']}", file))
        if cell.get("skillType"):
            kind = _TYPES.get(cell["skillType"])
            if kind is None:
                raise _unknown(file, "skillType", cell["skillType"], _TYPES)
            write.add(node, tax.SKILL_TYPE, NamedNode(f"{_ROOT}skill-type/{kind}"))
        if cell.get("reuseLevel"):
            write.add(node, tax.REUSE_LEVEL, _node(f"{_ROOT}skill-reuse-level/{cell['reuseLevel']}", file))
        if cell["regulatedProfessionNote"]:
            write.add(node, tax.REGULATED, _node(cell["regulatedProfessionNote"], file))

    def _broader(self, file: File) -> Iterator[Quad]:
        for narrow, broad in rows(file, ("conceptUri", "broaderUri")):
            self._taxonomy.read["hierarchy"] += 1
            self._write.add(_node(narrow, file), tax.BROADER, _node(broad, file))
            yield from drained(self._write)

    def _relations(self, counted: str, stem: str, subject: str, related: str) -> Iterator[Quad]:
        file = self._tables.relations[stem]
        for one, kind, other in rows(file, (subject, "relationType", related)):
            term = _NECESSITY.get(kind)
            if term is None:
                raise _unknown(file, "relationType", kind, _NECESSITY)
            self._taxonomy.read[counted] += 1
            self._write.add(_node(one, file), term, _node(other, file))
            yield from drained(self._write)

    def _labels(self, node: NamedNode, preferred: str, alternative: str = "", hidden: str = "") -> None:
        texts = (alternative.split("\n"), hidden.split("\n"))
        self._repeated += write_labels(self._write, node, preferred, *texts)

    def _text(self, node: NamedNode, term: NamedNode, text: str) -> None:
        self._write.text(node, term, text.strip() or None)


_COUNTED = MappingProxyType(
    {
        "occupations": "occupations",
        "skills": "skills",
        "skillGroups": "skill groups",
        "ISCOGroups": "ISCO groups",
    }
)


def _listed(cell: str) -> list[str]:
    """IRIs parted by commas or line ends, each once."""
    return list(dict.fromkeys(re.findall(r"[^\s,]+", cell)))


def _node(value: str, file: File) -> NamedNode:
    try:
        return iri(value, "the concept")
    except BadValue as error:
        raise UnreadableSource(f"{file.origin}: {error}") from None


def _unknown(file: File, column: str, value: str, known: MappingProxyType[str, object]) -> UnreadableSource:
    message = f"{column} {value!r} is not known ({', '.join(known)}): is it another release?"
    return UnreadableSource(f"{file.origin}: {message}")
