"""The vocabulary graph: roles, skills, countries, bands, periods, codes, as all pages name them.

It is a function of the page graphs and of what imported classifications describe, whatever the
order in which they came: the preferred label of a thing is the name that most statements give it,
then the first in code-point order. A code that a classification describes has its types, scheme and
preferred label there; only the other names that pages give it stand here. Only the things that a
write touched are derived again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from rolegraph.graph.countries import alpha3, country_name
from rolegraph.graph.identity import NOT_STATED, Iris, band_of_key, period_of_key
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.salary import dataset_iri
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.namespaces import COUNTRY as EU_COUNTRY

_SCHEMES = {
    "roles": "Roles",
    "skills": "Skills",
    "countries": "Countries",
    "experience": "Experience bands",
    "periods": "Periods",
}
_UNKNOWN = "und"  # BCP 47: the language is not known
_DERIVED_KINDS = ("role", "skill", "country", "experience", "period", "code", "scheme", "dataset")


class QuadSource(Protocol):
    """What the derivation asks of a store: ``pyoxigraph.Store`` does."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: None = None,
    ) -> Iterator[Quad]:
        """Quads that match; ``None`` matches everything."""


_OF_CODES = (
    *(terms.TYPE, terms.IN_SCHEME, terms.IN_CODE_SET, terms.CODE_VALUE, terms.NOTATION),
    *(terms.PREF_LABEL, terms.ALT_LABEL),
)
"""As far as the shapes of codes and schemes look."""


def official_quads(store: QuadSource, things: Iterable[str], iris: Iris) -> Iterator[Quad]:
    """What imported classifications say of codes and schemes, to be validated beside the vocabulary."""
    graphs = iris.taxonomy_graphs
    for thing in sorted(things):
        for predicate in _OF_CODES:
            for quad in store.quads_for_pattern(NamedNode(thing), predicate, None):
                if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value in graphs:
                    yield quad


def touched_things(quads: Iterable[Quad], iris: Iris) -> set[str]:
    """The IRIs of the shared things that these page quads speak of."""
    prefixes = tuple(iris.thing(kind, "") for kind in _DERIVED_KINDS)  # type: ignore[arg-type]
    objects = (quad.object for quad in quads)
    return {o.value for o in objects if isinstance(o, NamedNode) and o.value.startswith(prefixes)}


def static_vocabulary(iris: Iris) -> list[Quad]:
    """The schemes of roles, skills, countries, bands and periods, and the salary data set."""
    writer = GraphWriter(iris.vocabulary_graph)
    for key, label in _SCHEMES.items():
        scheme = NamedNode(iris.thing("scheme", key))
        writer.types(scheme, terms.CONCEPT_SCHEME)
        writer.text(scheme, terms.PREF_LABEL, label)
    dataset = NamedNode(dataset_iri(iris))
    writer.types(dataset, terms.DATA_SET)
    writer.add(dataset, terms.QB_STRUCTURE, terms.SALARY_STRUCTURE)
    writer.text(dataset, terms.RDFS_LABEL, "Salaries by role, country, experience band, period and page")
    return writer.quads


class VocabularyDeriver:
    """Derives the vocabulary of shared things from the page graphs of ``pages``."""

    def __init__(self, pages: QuadSource, iris: Iris) -> None:
        self._pages = pages
        self._iris = iris

    def derive(self, things: Iterable[str]) -> list[Quad]:
        """The vocabulary quads of ``things``; nothing for those that no page speaks of any more."""
        writer = GraphWriter(self._iris.vocabulary_graph)
        for thing in sorted(things):
            kind, _, key = thing.removeprefix(f"{self._iris.base}id/").partition("/")
            self._derive_one(writer, NamedNode(thing), kind, key)
        return writer.quads

    def _derive_one(self, writer: GraphWriter, thing: NamedNode, kind: str, key: str) -> None:
        if kind == "role":
            self._named(writer, thing, "roles", terms.ROLE_CLASS)
        elif kind == "skill":
            self._named(writer, thing, "skills", terms.SKILL_CLASS, terms.DEFINED_TERM)
        elif kind == "code":
            self._code(writer, thing)
        elif kind == "scheme":
            self._code_scheme(writer, thing)
        elif kind != "dataset" and self._is_used(thing):
            self._fixed(writer, thing, kind, key)

    def _said(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        value: NamedNode | None,
    ) -> Iterator[Quad]:
        """What page graphs say, and no other graph."""
        for quad in self._pages.quads_for_pattern(subject, predicate, value):
            if self._is_of_a_page(quad.graph_name):
                yield quad

    def _is_used(self, thing: NamedNode) -> bool:
        """Whether a page speaks of a country, band or period, or the figures of a classification do."""
        graphs = (quad.graph_name for quad in self._pages.quads_for_pattern(None, None, thing))
        return any(self._is_of_a_page(graph) or self._is_official(graph) for graph in graphs)

    def _is_of_a_page(self, graph: object) -> bool:
        return isinstance(graph, NamedNode) and graph.value.startswith(self._iris.source_prefix)

    def _is_official(self, graph: object) -> bool:
        return isinstance(graph, NamedNode) and graph.value in self._iris.taxonomy_graphs

    def _official_labels(self, thing: NamedNode) -> set[Literal] | None:
        """The labels that an imported classification gives a thing of its own; ``None`` if there is none."""
        quads = [
            q for q in self._pages.quads_for_pattern(thing, None, None) if self._is_official(q.graph_name)
        ]
        if not any(quad.predicate == terms.TYPE for quad in quads):
            return None
        labels = (terms.PREF_LABEL, terms.ALT_LABEL, terms.HIDDEN_LABEL)
        return {q.object for q in quads if q.predicate in labels and isinstance(q.object, Literal)}

    def _values(self, subject: NamedNode | BlankNode | Triple, predicate: NamedNode) -> list[Literal]:
        return [q.object for q in self._said(subject, predicate, None) if isinstance(q.object, Literal)]

    def _names(self, thing: NamedNode) -> Counter[Literal]:
        """Each name that pages give the thing, with the number of statements."""
        names: Counter[Literal] = Counter()
        for quad in self._said(None, terms.ITEM, thing):
            names.update(self._values(quad.subject, terms.NAME))
        for quad in self._said(None, terms.ROLE, thing):
            if next(self._said(quad.subject, terms.TYPE, terms.ROLE_PROFILE), None):
                names.update(self._values(quad.subject, terms.NAME))
        return names

    def _other_names(self, thing: NamedNode) -> set[Literal]:
        profiles = [quad.subject for quad in self._said(None, terms.ROLE, thing)]
        return {name for profile in profiles for name in self._values(profile, terms.ALTERNATE_NAME)}

    def _named(self, writer: GraphWriter, thing: NamedNode, scheme: str, *classes: NamedNode) -> None:
        names = self._names(thing)
        if not names:
            return
        others = _settled(set(names) | self._other_names(thing))
        self._concept(writer, thing, scheme, *classes)
        preferred = preferred_labels(names)
        for label in preferred:
            writer.add(thing, terms.PREF_LABEL, label)
        for label in sorted(others - set(preferred), key=_order):
            writer.add(thing, terms.ALT_LABEL, label)

    def _concept(self, writer: GraphWriter, thing: NamedNode, scheme: str, *classes: NamedNode) -> None:
        writer.types(thing, terms.CONCEPT, *classes)
        writer.add(thing, terms.IN_SCHEME, NamedNode(self._iris.thing("scheme", scheme)))

    def _code(self, writer: GraphWriter, thing: NamedNode) -> None:
        items = [quad.subject for quad in self._said(None, terms.ITEM, thing)]
        if not items:
            return
        official = self._official_labels(thing)
        if official is not None:
            for label in sorted(set(self._names(thing)) - official, key=_order):
                writer.add(thing, terms.ALT_LABEL, label)
            return
        writer.types(thing, terms.CONCEPT, terms.CATEGORY_CODE)
        for quad in self._said(items[0], terms.IN_CODE_SET, None):
            if isinstance(quad.object, NamedNode):
                writer.add(thing, terms.IN_SCHEME, quad.object)
                writer.add(thing, terms.IN_CODE_SET, quad.object)
        values = self._values(items[0], terms.CODE_VALUE)
        for value in values:
            writer.add(thing, terms.CODE_VALUE, value)
            writer.add(thing, terms.NOTATION, value)
        preferred = preferred_labels(self._names(thing)) or values
        for label in preferred:
            writer.add(thing, terms.PREF_LABEL, label)
        for label in sorted(set(self._names(thing)) - set(preferred), key=_order):
            writer.add(thing, terms.ALT_LABEL, label)

    def _code_scheme(self, writer: GraphWriter, thing: NamedNode) -> None:
        if self._official_labels(thing) is not None:
            return
        names: Counter[Literal] = Counter()
        for quad in self._said(None, terms.IN_CODE_SET, thing):
            names.update(self._values(quad.subject, terms.SCHEME_NAME))
        if names:
            writer.types(thing, terms.CONCEPT_SCHEME)
            writer.add(thing, terms.PREF_LABEL, preferred_labels(names)[0])

    def _fixed(self, writer: GraphWriter, thing: NamedNode, kind: str, key: str) -> None:
        """A country, band or period: what it is follows from its key alone."""
        if kind == "country":
            self._country(writer, thing, key)
        elif kind == "experience":
            self._band(writer, thing, key)
        elif kind == "period":
            self._concept(writer, thing, "periods")
            period = period_of_key(key)
            writer.text(thing, terms.PREF_LABEL, period or "not stated")
            writer.plain(thing, terms.NOTATION, period)

    def _country(self, writer: GraphWriter, thing: NamedNode, key: str) -> None:
        self._concept(writer, thing, "countries", terms.COUNTRY_CLASS)
        if key == NOT_STATED:
            writer.text(thing, terms.PREF_LABEL, "not stated")
            return
        writer.text(thing, terms.PREF_LABEL, country_name(key))
        writer.plain(thing, terms.NOTATION, key)
        long_code = alpha3(key)
        if long_code:
            writer.add(thing, terms.EXACT_MATCH, NamedNode(EU_COUNTRY + long_code))

    def _band(self, writer: GraphWriter, thing: NamedNode, key: str) -> None:
        self._concept(writer, thing, "experience", terms.EXPERIENCE_BAND_CLASS)
        writer.text(thing, terms.PREF_LABEL, band_label(key))
        band = band_of_key(key)
        if band is not None:
            writer.number(thing, terms.MIN_YEARS, band.min_years)
            writer.number(thing, terms.MAX_YEARS, band.max_years)


def band_label(key: str) -> str:
    """The English label of a band's key: ``0-3 years``, ``10 or more years``, ``entry level``."""
    band = band_of_key(key)
    if band is None or band.name is not None:
        return key.replace("-", " ")
    low = f"{band.min_years}"
    return f"{low} or more years" if band.max_years is None else f"{low}-{band.max_years} years"


def preferred_labels(names: Counter[Literal]) -> list[Literal]:
    """One label a language: the most frequent, then the first in code-point order.

    A name in a language that is not known (``und``) is preferred only where there is no other.
    """
    best: dict[str | None, Literal] = {}
    for label in sorted(names, key=lambda name: (-names[name], _order(name))):
        best.setdefault(label.language, label)
    if len(best) > 1:
        best.pop(_UNKNOWN, None)
    return [best[language] for language in sorted(best, key=lambda tag: tag or "")]


def _settled(names: set[Literal]) -> set[Literal]:
    """``names`` without those of an unknown language that are said in a known one too."""
    known = {name.value for name in names if name.language != _UNKNOWN}
    return {name for name in names if name.language != _UNKNOWN or name.value not in known}


def _order(label: Literal) -> tuple[str, str]:
    return (label.value, label.language or "")
