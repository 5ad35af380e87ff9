"""What a store holds to be matched: roles and skills of pages, concepts of imported classifications."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.alignment.concepts import Concept, Kind, Label, LabelKind, Scheme
from rolegraph.graph.identity import Iris, normalise_label
from rolegraph.graph.mapping import terms
from rolegraph.graph.namespaces import DCTERMS, ESCO, RG, SKOS

_LABELS = MappingProxyType(
    {
        terms.PREF_LABEL: LabelKind.PREFERRED,
        terms.ALT_LABEL: LabelKind.ALTERNATIVE,
        NamedNode(SKOS + "hiddenLabel"): LabelKind.HIDDEN,
    }
)
_INDUSTRY = NamedNode(RG + "industry")
_RATING = NamedNode(RG + "skillRating")
_ISCO_GROUP = NamedNode(ESCO + "memberOfISCOGroup")
_SAID = (NamedNode(DCTERMS + "description"), terms.DESCRIPTION, terms.RESPONSIBILITIES)
_RATED = (terms.IMPORTANCE, terms.SCORE)
_MATCHES = tuple(NamedNode(SKOS + name) for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch"))
_SCHEMES = (
    ("esco", "ESCO", Kind.ROLE, NamedNode(ESCO + "Occupation")),
    ("onet", "O*NET", Kind.ROLE, terms.CATEGORY_CODE),
    ("esco", "ESCO", Kind.SKILL, NamedNode(ESCO + "Skill")),
    ("onet", "O*NET", Kind.SKILL, terms.DEFINED_TERM),
)
"""Graph, name, kind, and the class of the concepts."""
_CLASSES = MappingProxyType({Kind.ROLE: terms.ROLE_CLASS, Kind.SKILL: terms.SKILL_CLASS})


class StoreReader:
    """Reads one generation."""

    def __init__(self, store: pyoxigraph.Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris

    def things(self, kind: Kind) -> list[Concept]:
        """The roles, or the skills, that pages speak of, by IRI; those named in prose among them."""
        graph = NamedNode(self._iris.vocabulary_graph)
        nodes = self._of_class(_CLASSES[kind], graph)
        read = self._role if kind is Kind.ROLE else self._skill
        return [read(node) for node in nodes]

    def schemes(self) -> list[Scheme]:
        """The occupations and skills of each classification that is imported."""
        found = []
        for key, name, kind, cls in _SCHEMES:
            graph = NamedNode(self._iris.taxonomy_graph(key))
            concepts = tuple(self._concept(node, graph, kind) for node in self._of_class(cls, graph))
            found.append(Scheme(key, name, kind, concepts))
        return [scheme for scheme in found if scheme.concepts]

    def alignment_graph(self) -> list[Quad]:
        """What stands in the alignment graph."""
        graph = NamedNode(self._iris.alignment_graph)
        return list(self._store.quads_for_pattern(None, None, None, graph))

    def name(self, iri: str) -> str:
        """The preferred label of a thing, in English where there is one; else its IRI."""
        return Concept(iri, tuple(self._labels(NamedNode(iri), None))).name

    def _of_class(self, cls: NamedNode, graph: NamedNode) -> list[NamedNode]:
        quads = self._store.quads_for_pattern(None, terms.TYPE, cls, graph)
        nodes = [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]
        return sorted(nodes, key=lambda node: node.value)

    def _role(self, role: NamedNode) -> Concept:
        profiles = self._subjects(terms.ROLE, role)
        said = dict.fromkeys(
            text for one in profiles for term in (*_SAID, _INDUSTRY) for text in self._texts(one, term)
        )
        codes = [code for one in profiles for code in self._nodes(one, terms.OCCUPATIONAL_CATEGORY)]
        titles = dict.fromkeys(label.text for code in codes for label in self._labels(code, None))
        skills: dict[str, float] = {}
        for one in profiles:
            skills |= self._ratings(one, terms.SKILL_REQUIREMENT)
        labels = tuple(self._labels(role, NamedNode(self._iris.vocabulary_graph)))
        stated = frozenset(pair for one in profiles for pair in self._stated(one))
        return Concept(
            role.value,
            labels,
            "\n".join([*said, *titles]),
            _language(labels),
            skills,
            frozenset(code.value for code in codes),
            stated,
        )

    def _skill(self, skill: NamedNode) -> Concept:
        labels = tuple(self._labels(skill, NamedNode(self._iris.vocabulary_graph)))
        return Concept(skill.value, labels, language=_language(labels))

    def _concept(self, node: NamedNode, graph: NamedNode, kind: Kind) -> Concept:
        labels = tuple(self._labels(node, graph))
        if kind is Kind.SKILL:
            return Concept(node.value, labels, language=_language(labels))
        texts = [text for term in _SAID for text in self._texts(node, term, graph)]
        texts += [one.text for group in self._nodes(node, _ISCO_GROUP) for one in self._labels(group, graph)]
        skills = self._ratings(node, _RATING)
        mapped = frozenset(self._mapped(node))
        return Concept(node.value, labels, "\n".join(texts), _language(labels), skills, mapped)

    def _mapped(self, node: NamedNode) -> Iterator[str]:
        """The codes that crosswalks map a concept to, in either direction."""
        own = (NamedNode(self._iris.alignment_graph), NamedNode(self._iris.vocabulary_graph))
        for term in _MATCHES:
            both = [(quad, quad.object) for quad in self._store.quads_for_pattern(node, term, None)]
            both += [(quad, quad.subject) for quad in self._store.quads_for_pattern(None, term, node)]
            for quad, other in both:
                if isinstance(other, NamedNode) and quad.graph_name not in own:
                    yield other.value

    def _stated(self, profile: NamedNode) -> Iterator[tuple[str, str]]:
        """The titles that a page gives to codes, each with the name of its scheme."""
        for item in self._nodes(profile, terms.CLASSIFICATION):
            for scheme in self._texts(item, terms.SCHEME_NAME):
                yield from ((scheme, title) for title in self._texts(item, terms.NAME))

    def _ratings(self, node: NamedNode, link: NamedNode) -> dict[str, float]:
        """How much each skill matters, by its name, where it is rated."""
        found: dict[str, float] = {}
        for item in self._nodes(node, link):
            rated = [text for term in _RATED for text in self._texts(item, term)]
            for skill in self._nodes(item, terms.ITEM) if rated else ():
                names = {normalise_label(label.text) for label in self._labels(skill, None)}
                found |= dict.fromkeys(names, float(rated[0]))
        return found

    def _labels(self, node: NamedNode, graph: NamedNode | None) -> Iterator[Label]:
        """The labels of a thing, preferred ones first, each kind in code-point order."""
        for term, kind in _LABELS.items():
            quads = self._store.quads_for_pattern(node, term, None, graph)
            labels = {
                (q.object.value, q.object.language or "") for q in quads if isinstance(q.object, Literal)
            }
            yield from (Label(text, language, kind) for text, language in sorted(labels))

    def _texts(self, node: NamedNode, term: NamedNode, graph: NamedNode | None = None) -> list[str]:
        quads = self._store.quads_for_pattern(node, term, None, graph)
        return sorted(quad.object.value for quad in quads if isinstance(quad.object, Literal))

    def _nodes(self, node: NamedNode, term: NamedNode) -> list[NamedNode]:
        quads = self._store.quads_for_pattern(node, term, None)
        return [quad.object for quad in quads if isinstance(quad.object, NamedNode)]

    def _subjects(self, term: NamedNode, value: NamedNode) -> list[NamedNode]:
        found = (quad.subject for quad in self._store.quads_for_pattern(None, term, value))
        return sorted({one for one in found if isinstance(one, NamedNode)}, key=lambda one: one.value)


def _language(labels: tuple[Label, ...]) -> str:
    """The language of the first label; texts of a thing are taken to be in it."""
    return next((label.language for label in labels), "")
