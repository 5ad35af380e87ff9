"""The roles and skills of a generation: one node for each class under ``skos:exactMatch``.

A role is one of pages (``rg:Role``), an occupation of ESCO, or one of O*NET that has ratings or technologies;
skills likewise (``rg:Skill``, ESCO's, O*NET's skills and technologies). A node is shown under the IRI and
label of its role or skill of pages, else of ESCO, else of O*NET.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from rolegraph.graph.mapping import terms
from rolegraph.graph.paths.answers import Kind
from rolegraph.graph.paths.names import IRI_RANK, Name
from rolegraph.graph.paths.parts import Nodes
from rolegraph.graph.paths.reading.classes import Classes
from rolegraph.graph.paths.reading.source import Source
from rolegraph.graph.paths.strings import Numbering
from rolegraph.graph.taxonomies import terms as tax

_RANKS = (terms.PREF_LABEL, terms.ALT_LABEL, terms.HIDDEN_LABEL)


class Origin(IntEnum):
    """Who names a role or skill, in the order in which they are shown."""

    PAGE = 0
    ESCO = 1
    ONET = 2


Label = tuple[int, str, str]
"""Rank (0 preferred, 1 alternative, 2 hidden), text, language."""


@dataclass(frozen=True, slots=True)
class Node:
    """A role or skill: what it is shown under, all its IRIs, and its names."""

    iri: str
    label: str
    language: str
    iris: tuple[str, ...]
    labels: tuple[Label, ...]
    ours: bool


@dataclass(frozen=True)
class Found:
    """The nodes of one kind by number, and the number of each IRI, merged ones among them."""

    kind: Kind
    nodes: list[Node]
    numbers: Mapping[str, int]

    def columns(self, number: Numbering) -> Nodes:
        """The arrays of the nodes."""
        starts = np.zeros(len(self.nodes) + 1, dtype=np.int64)
        np.cumsum([len(node.iris) for node in self.nodes], out=starts[1:])
        return Nodes(
            np.array([number(node.iri) for node in self.nodes], dtype=np.int64),
            np.array([number(node.label) for node in self.nodes], dtype=np.int64),
            np.array([number(node.language) for node in self.nodes], dtype=np.int64),
            starts,
            np.array([number(iri) for node in self.nodes for iri in node.iris], dtype=np.int64),
        )

    def names(self) -> Iterator[Name]:
        """Every label and IRI that a node is found by."""
        for place, node in enumerate(self.nodes):
            for rank, text, _ in node.labels:
                yield Name(text, self.kind, rank, node.ours, place)
        for iri, place in self.numbers.items():
            yield Name(iri, self.kind, IRI_RANK, self.nodes[place].ours, place)


def read_nodes(source: Source) -> tuple[Found, Found]:
    """Roles and skills, each in the order of the IRIs that they are shown under."""
    origins = {Kind.ROLE: _roles(source), Kind.SKILL: _skills(source)}
    classes = Classes((one, other) for one, other, _ in source.links(terms.EXACT_MATCH))
    members = {one for known in origins.values() for iri in known for one in classes.members(iri)}
    labels = _labels(source, members)
    replaced = {
        old: new for old, new, _ in source.links(terms.IS_REPLACED_BY, graph=source.iris.alignment_graph)
    }
    return (
        _found(Kind.ROLE, origins[Kind.ROLE], origins[Kind.SKILL], classes, labels, replaced),
        _found(Kind.SKILL, origins[Kind.SKILL], origins[Kind.ROLE], classes, labels, replaced),
    )


def _roles(source: Source) -> dict[str, Origin]:
    onet = source.iris.taxonomy_graph("onet")
    found = dict.fromkeys((one for one, _, _ in source.links(terms.SKILLS, graph=onet)), Origin.ONET)
    found |= dict.fromkeys((one for one, _, _ in source.links(tax.SKILL_RATING, graph=onet)), Origin.ONET)
    found |= _of_class(source, tax.ESCO_OCCUPATION.value, Origin.ESCO)
    return found | _of_class(source, terms.ROLE_CLASS.value, Origin.PAGE)


def _skills(source: Source) -> dict[str, Origin]:
    onet = source.iris.taxonomy_graph("onet")
    found = dict.fromkeys((other for _, other, _ in source.links(terms.SKILLS, graph=onet)), Origin.ONET)
    ratings = {rating for _, rating, _ in source.links(tax.SKILL_RATING, graph=onet)}
    items = source.links(terms.ITEM, graph=onet)
    found |= dict.fromkeys((item for one, item, _ in items if one in ratings), Origin.ONET)
    found |= _of_class(source, tax.ESCO_SKILL.value, Origin.ESCO)
    return found | _of_class(source, terms.SKILL_CLASS.value, Origin.PAGE)


def _of_class(source: Source, cls: str, origin: Origin) -> dict[str, Origin]:
    return dict.fromkeys((one for one, _, _ in source.links(terms.TYPE, object=cls)), origin)


def _labels(source: Source, wanted: set[str]) -> dict[str, list[Label]]:
    found: dict[str, list[Label]] = defaultdict(list)
    for rank, predicate in enumerate(_RANKS):
        for subject, literal in source.literals(predicate):
            if subject in wanted:
                found[subject].append((rank, literal.value, literal.language or ""))
    return found


def _found(
    kind: Kind,
    origins: Mapping[str, Origin],
    others: Mapping[str, Origin],
    classes: Classes,
    labels: Mapping[str, list[Label]],
    replaced: Mapping[str, str],
) -> Found:
    firsts = sorted({classes.first(iri) for iri in origins})
    members = [[iri for iri in classes.members(first) if iri not in others] for first in firsts]
    nodes = sorted((_node(iris, origins, labels) for iris in members), key=lambda node: node.iri)
    numbers = {iri: place for place, node in enumerate(nodes) for iri in node.iris}
    merged = {old: numbers[new] for old, new in replaced.items() if new in numbers and old not in numbers}
    return Found(kind, nodes, numbers | merged)


def _node(iris: list[str], origins: Mapping[str, Origin], labels: Mapping[str, list[Label]]) -> Node:
    known = sorted((iri for iri in iris if iri in origins), key=lambda iri: (origins[iri], iri))
    language, label = next((shown for iri in known if (shown := _shown(labels.get(iri, ())))), ("", known[0]))
    names = tuple(sorted({one for iri in iris for one in labels.get(iri, ())}))
    return Node(known[0], label, language, tuple(iris), names, origins[known[0]] is Origin.PAGE)


def _shown(labels: list[Label] | tuple[()]) -> tuple[str, str] | None:
    """Language and text of the preferred label, the English one where there is one."""
    preferred = [(not tag.startswith("en"), tag, text) for rank, text, tag in labels if rank == 0]
    return min(preferred)[1:] if preferred else None
