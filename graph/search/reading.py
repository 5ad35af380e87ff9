"""What a store calls things: every labelled thing with its labels, classes and links, from all graphs.

Graphs that are derived from the others are left out. Things that were merged into others or withdrawn have
no labels any more, so they are not here; where the merged ones lead is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pyoxigraph
from babel import Locale
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.namespaces import DCTERMS, RDFS, SKOS
from rolegraph.graph.search.folding import fold
from rolegraph.graph.search.things import Label, Naming

_LABELS = (
    (terms.PREF_LABEL, Naming.PREFERRED),
    (NamedNode(RDFS + "label"), Naming.PREFERRED),
    (NamedNode(DCTERMS + "title"), Naming.PREFERRED),
    (terms.ALT_LABEL, Naming.ALTERNATIVE),
    (terms.HIDDEN_LABEL, Naming.HIDDEN),
    (terms.NOTATION, Naming.NOTATION),
)
_OF_PROFILES = ((terms.NAME, Naming.PREFERRED), (terms.ALTERNATE_NAME, Naming.ALTERNATIVE))
_ABOUT = (
    *(NamedNode(DCTERMS + "description"), terms.DESCRIPTION),
    *(NamedNode(SKOS + "definition"), NamedNode(RDFS + "comment")),
)
_LONGEST_LABEL = 300
_LONGEST_ABOUT = 200
_MOST_EXACT = 20
_PROGRESS = 10_000
_COUNTRY_LANGUAGES = (
    *("ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "he", "hi", "hr"),
    *("hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mt", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl"),
    *("sv", "th", "tr", "uk", "ur", "vi", "zh"),
)
"""Languages whose names of countries (CLDR) are found beside the English one, which the graph has."""


class Reading:
    """What is read of a store with a base; the tables are by the IRI of things, each once."""

    def __init__(self, store: pyoxigraph.Store, base: str, tell: Tell) -> None:
        self._store, self._iris, self._tell = store, Iris(base), tell
        self.labels: dict[str, list[Label]] = defaultdict(list)
        self.classes = self._objects(terms.TYPE)
        self.schemes = self._objects(terms.IN_SCHEME)
        self.exact = self._exact()
        self._read_labels()
        self.says = self._counted()

    def replaced(self) -> Iterator[tuple[str, str]]:
        """What was merged, with the thing that stands for it."""
        for quad in self._quads(terms.IS_REPLACED_BY):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield quad.subject.value, quad.object.value

    def about(self, iri: str) -> str:
        """The beginning of what describes a thing, in English where that is; "" where nothing does."""
        node = NamedNode(iri)
        for term in _ABOUT:
            quads = self._store.quads_for_pattern(node, term, None)
            texts = [quad.object for quad in quads if isinstance(quad.object, Literal)]
            if texts:
                best = min(texts, key=lambda text: ((text.language or "en") != "en", text.value))
                return _shortened(best.value)
        return ""

    def _quads(self, term: NamedNode) -> Iterator[Quad]:
        """What is said with a property, in all graphs but derived ones."""
        derived = self._iris.derived_prefix
        for quad in self._store.quads_for_pattern(None, term, None):
            graph = quad.graph_name
            if not (isinstance(graph, NamedNode) and graph.value.startswith(derived)):
                yield quad

    def _objects(self, term: NamedNode) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self._quads(term):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                found[quad.subject.value].add(quad.object.value)
        return found

    def _exact(self) -> dict[str, list[str]]:
        """What each thing is an exact match of, in either direction, in code-point order."""
        found: dict[str, set[str]] = defaultdict(set)
        for one, others in self._objects(terms.EXACT_MATCH).items():
            for other in others - {one}:
                found[one].add(other)
                found[other].add(one)
        return {iri: sorted(others)[:_MOST_EXACT] for iri, others in found.items()}

    def _read_labels(self) -> None:
        seen: set[tuple[str, str, str]] = set()
        for term, naming in (*_LABELS, *_OF_PROFILES, (terms.IDENTIFIER, Naming.IDENTIFIER)):
            for quad in self._quads(term):
                thing, text = quad.subject, quad.object
                if (
                    isinstance(thing, NamedNode)
                    and isinstance(text, Literal)
                    and self._names(thing.value, term)
                ):
                    self._add(seen, thing.value, text, naming)
        for iri, classes in self.classes.items():
            if terms.COUNTRY_CLASS.value in classes:
                self._add_countries(seen, iri)

    def _names(self, iri: str, term: NamedNode) -> bool:
        """Whether a property names such a thing: items of profiles have names that are not their own."""
        if term == terms.IDENTIFIER:
            return iri.startswith(self._iris.source_prefix)
        of_profiles = term in (terms.NAME, terms.ALTERNATE_NAME)
        return not of_profiles or terms.ROLE_PROFILE.value in self.classes.get(iri, ())

    def _add(self, seen: set[tuple[str, str, str]], iri: str, text: Literal, naming: Naming) -> None:
        """One label, unless the thing has it already, named more prominently."""
        language = text.language or ""
        shown = text.value[:_LONGEST_LABEL]
        folded = fold(shown)
        if folded and (key := (iri, shown, language)) not in seen:
            seen.add(key)
            self.labels[iri].append(Label(shown, folded, naming, language))
            if len(seen) % _PROGRESS == 0:
                self._tell("labels", len(seen), None)

    def _add_countries(self, seen: set[tuple[str, str, str]], iri: str) -> None:
        codes = [label.text for label in self.labels.get(iri, ()) if label.naming is Naming.NOTATION]
        for code in codes:
            for language in _COUNTRY_LANGUAGES:
                if name := Locale.parse(language).territories.get(code):
                    self._add(seen, iri, Literal(name, language=language), Naming.HIDDEN)

    def _counted(self) -> Counter[str]:
        """How many statements have each labelled thing as subject or object."""
        found: Counter[str] = Counter()
        for done, quad in enumerate(self._everything()):
            for term in (quad.subject, quad.object):
                if isinstance(term, NamedNode) and term.value in self.labels:
                    found[term.value] += 1
            if done % (10 * _PROGRESS) == 0:
                self._tell("statements", done, None)
        return found

    def _everything(self) -> Iterator[Quad]:
        """All quads but those of derived graphs."""
        derived = self._iris.derived_prefix
        for graph in (DefaultGraph(), *self._store.named_graphs()):
            if not (isinstance(graph, NamedNode) and graph.value.startswith(derived)):
                yield from self._store.quads_for_pattern(None, None, None, graph)


def _shortened(text: str) -> str:
    """The first words of a text, as many as fit."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_ABOUT else f"{text[:_LONGEST_ABOUT].rpartition(' ')[0]} …"
