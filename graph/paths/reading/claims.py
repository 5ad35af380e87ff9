"""What each profile and classification claims that a role asks for, and which alternatives pages name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from pyoxigraph import Literal, NamedNode

from rolegraph.graph.mapping import terms
from rolegraph.graph.paths.importance import LOWEST, TOP, Entry, importances, rated
from rolegraph.graph.paths.links import Array, Claims, Voices
from rolegraph.graph.paths.parts import Alternatives
from rolegraph.graph.paths.reading.nodes import Found
from rolegraph.graph.paths.reading.places import Places
from rolegraph.graph.paths.reading.source import Source, number
from rolegraph.graph.paths.strings import Numbering
from rolegraph.graph.taxonomies import terms as tax

_UNSAID = -1
_TRUE = Literal("true", datatype=tax.XSD_BOOLEAN)
_NECESSITY = {"essential": True, "optional": False}


@dataclass(frozen=True, slots=True, order=True)
class Voice:
    """A profile, or an occupation of a classification, in the graph that says what it asks."""

    graph: str
    iri: str


@dataclass(slots=True)
class Reader:
    """Reads all claims of a generation; every number is one of ``roles``, ``skills`` or ``text``."""

    source: Source
    roles: Found
    skills: Found
    places: Places
    text: Numbering
    _role: dict[Voice, int] = field(default_factory=dict)
    _claims: dict[Voice, list[tuple[int, float, int, int, int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _alternatives: dict[Voice, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def read(self) -> tuple[Voices, Claims, Alternatives]:
        """Everything, in the order that the classes of the arrays promise."""
        self._pages()
        self._esco()
        self._onet()
        order = sorted(self._role, key=lambda voice: (self._role[voice], voice))
        places = {voice: place for place, voice in enumerate(order)}
        return self._voices(order), self._sorted_claims(places), self._sorted_alternatives(places)

    def roles_of_voices(self) -> dict[str, int]:
        """The role that each profile or occupation speaks of, by its IRI, once everything was read."""
        return {voice.iri: role for voice, role in self._role.items()}

    def _pages(self) -> None:
        profiles = {one for one, _, _ in self.source.links(terms.TYPE, object=terms.ROLE_PROFILE.value)}
        for profile, role, graph in self.source.links(terms.ROLE):
            if profile in profiles and role in self.roles.numbers:
                voice = Voice(graph, profile)
                self._role[voice] = self.roles.numbers[role]
                self._page(voice)

    def _page(self, voice: Voice) -> None:
        asked = self._items(voice, terms.SKILL_REQUIREMENT, self.skills)
        entries = [self._entry(item) for item, _ in asked]
        for (item, skill), entry, value in zip(asked, entries, importances(entries), strict=True):
            self._claim(voice, skill, value, entry, terms.SKILL_REQUIREMENT.value, item)
        for item, other in self._items(voice, terms.ALTERNATIVE, self.roles):
            if other != self._role[voice]:
                self._alternatives[voice].append((other, self.text(item)))

    def _items(self, voice: Voice, predicate: NamedNode, found: Found) -> list[tuple[str, int]]:
        """The items that a page lists, each with the number of what it is about."""
        items = self.source.objects(voice.iri, predicate, voice.graph)
        about = [(item, target) for item in items for target in self.source.objects(item, terms.ITEM)]
        return [(item, found.numbers[target]) for item, target in about if target in found.numbers]

    def _entry(self, item: str) -> Entry:
        said = self.source.said(item)
        position = said.get(terms.POSITION.value)
        return Entry(
            int(position) if position and position.isdecimal() and int(position) > 0 else None,
            number(said.get(terms.IMPORTANCE.value)),
            number(said.get(terms.SCORE.value)),
            _NECESSITY.get(said.get(terms.NECESSITY.value, "")),
        )

    def _esco(self) -> None:
        for predicate, essential in ((tax.RELATED_ESSENTIAL, True), (tax.RELATED_OPTIONAL, False)):
            entry = Entry(essential=essential)
            (value,) = importances([entry])
            for occupation, skill, graph in self.source.links(predicate):
                if occupation in self.roles.numbers and skill in self.skills.numbers:
                    voice = self._occupation(graph, occupation)
                    self._claim(voice, self.skills.numbers[skill], value, entry, predicate.value, skill)

    def _onet(self) -> None:
        graph = self.source.iris.taxonomy_graph("onet")
        stated = {one: number(value.value) for one, value in self.source.literals(terms.IMPORTANCE, graph)}
        irrelevant = {one for one, value in self.source.literals(tax.NOT_RELEVANT, graph) if value == _TRUE}
        items = {one: other for one, other, _ in self.source.links(terms.ITEM, graph=graph)}
        ratings: set[tuple[str, str]] = set()
        for occupation, rating, _ in self.source.links(tax.SKILL_RATING, graph=graph):
            skill, value = items.get(rating), stated.get(rating)
            if skill is not None:
                ratings.add((occupation, skill))
                if value is not None and rating not in irrelevant:
                    share = rated(min(max(value, LOWEST), TOP))
                    voice = self._occupation(graph, occupation)
                    self._claim(
                        voice, self.skills.numbers[skill], share, Entry(), tax.SKILL_RATING.value, rating
                    )
        for occupation, skill, _ in self.source.links(terms.SKILLS, graph=graph):
            if (occupation, skill) not in ratings:
                voice = self._occupation(graph, occupation)
                self._claim(voice, self.skills.numbers[skill], 1.0, Entry(), terms.SKILLS.value, skill)

    def _occupation(self, graph: str, iri: str) -> Voice:
        voice = Voice(graph, iri)
        self._role[voice] = self.roles.numbers[iri]
        return voice

    def _claim(
        self, voice: Voice, skill: int, value: float, entry: Entry, predicate: str, object: str
    ) -> None:
        essential = _UNSAID if entry.essential is None else int(entry.essential)
        self._claims[voice].append(
            (skill, value, entry.position or 0, essential, self.text(predicate), self.text(object))
        )

    def _voices(self, order: list[Voice]) -> Voices:
        return Voices(
            _column(self.text(voice.iri) for voice in order),
            _column(self.text(voice.graph) for voice in order),
            _column(self._role[voice] for voice in order),
            _column(self.places.country(voice.iri) for voice in order),
            _column(self.places.band(voice.iri) for voice in order),
        )

    def _sorted_claims(self, places: Mapping[Voice, int]) -> Claims:
        rows = [(places[voice], *row) for voice, claims in self._claims.items() for row in claims]
        voice, skill, value, *others = list(zip(*rows, strict=True)) or [()] * 7
        roles = _column(self._role[one] for one in sorted(places, key=places.__getitem__))
        spoken, wanted, values = _column(voice), _column(skill), np.array(value, dtype=np.float64)
        rank, essential, predicate, item = (_column(other) for other in others)
        # Numbers of strings are in the order of reading: the triples of one claim stand in that order.
        order = np.lexsort((item, predicate, spoken, wanted, roles[spoken] if len(spoken) else spoken))
        return Claims(
            *(column[order] for column in (spoken, wanted, values, rank, essential, predicate, item))
        )

    def _sorted_alternatives(self, places: Mapping[Voice, int]) -> Alternatives:
        rows = sorted(
            (self._role[voice], other, places[voice], item)
            for voice, named in self._alternatives.items()
            for other, item in named
        )
        return Alternatives(*(_column(column) for column in list(zip(*rows, strict=True)) or [()] * 4))


def _column(values: Iterable[int]) -> Array:
    return np.fromiter(values, dtype=np.int64)
