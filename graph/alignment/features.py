"""What speaks for a candidate: numbers that are weighed, and words that a person can check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from rolegraph.graph.alignment.concepts import Concept, LabelKind
from rolegraph.graph.alignment.index import Name, SchemeIndex
from rolegraph.graph.alignment.normal import keys

_TRUST = {LabelKind.PREFERRED: 1.0, LabelKind.ALTERNATIVE: 1.0, LabelKind.HIDDEN: 0.8}
MAPPED = 0.125
"""What a code says that the concept is only mapped to, beside its own code."""
_RATED_AT_LEAST = 4
"""Skills that both sides must rate before the ratings are compared."""


class Method(StrEnum):
    """What a suggestion rests on first of all."""

    CODE = "code stated"
    PREFERRED = "preferred label"
    ALTERNATIVE = "alternative label"
    HIDDEN = "hidden label"
    DISTANCE = "string distance"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Features:
    """What is weighed, each from 0 to 1, but ``skills`` from −3 to 0.

    ``preferred``: a form of the name is one of a preferred label; ``alternative``: of other labels, less the
    more concepts have it; ``ratio``: rapidfuzz's ratio with the nearest label; ``words``: rare words
    shared with a preferred label (Dice); ``text`` and ``text_rank``: likeness of the texts, and beside
    the likest; ``skills``: how far apart ratings of the same skills are on average, below 0 (where
    they can't be compared: as far as the other candidates on average); ``code``: the page states its code, or
    one that it is mapped to.
    """

    preferred: float = 0.0
    alternative: float = 0.0
    ratio: float = 0.0
    words: float = 0.0
    text: float = 0.0
    text_rank: float = 0.0
    skills: float = 0.0
    code: float = 0.0

    def values(self) -> tuple[float, ...]:
        """The numbers in the order of the fields."""
        return (
            *(self.preferred, self.alternative, self.ratio, self.words),
            *(self.text, self.text_rank, self.skills, self.code),
        )


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """How the names of a thing and of a candidate compare; ``label`` is its label that comes nearest."""

    preferred: bool
    alternative: float
    kind: LabelKind | None
    ratio: float
    words: float
    label: str
    holders: int


class NameComparer:
    """Compares the names of one thing with those of the concepts of a scheme."""

    def __init__(self, thing: Concept, index: SchemeIndex) -> None:
        self._index = index
        # The preferred label decides; other labels of a page's role may be those of a wider or narrower one.
        self.own = tuple(dict.fromkeys(_keys(thing, LabelKind.PREFERRED)))
        self.others = tuple(dict.fromkeys(key for key in _keys(thing, None) if key not in self.own))

    def compare(self, number: int) -> NameEvidence:
        """How the names compare with those of the concept of that number."""
        names = self._index.names[number]
        ratio, nearest = self._nearest(names)
        words = max((self._shared(n.key) for n in names if n.kind is LabelKind.PREFERRED), default=0.0)
        hits = list(self._hits(number))
        kind, share, holders = max(hits, key=lambda hit: hit[1], default=(None, 0.0, 0))
        preferred = kind is LabelKind.PREFERRED and share == 1.0
        return NameEvidence(preferred, 0.0 if preferred else share, kind, ratio, words, nearest, holders)

    def _hits(self, number: int) -> Iterator[tuple[LabelKind, float, int]]:
        """Labels of the same form: the kind, how much it says, and how many concepts have such a label."""
        for factor, names in ((1.0, self.own), (0.7, self.others)):
            for name in names:
                called = self._index.called(name)
                kind = called.get(number)
                if kind is LabelKind.PREFERRED:
                    yield kind, factor, 1
                elif kind is not None:
                    elsewhere = 0.5 if LabelKind.PREFERRED in called.values() else 1.0
                    yield kind, factor * elsewhere * _TRUST[kind] / len(called) ** 0.5, len(called)

    def _nearest(self, names: Sequence[Name]) -> tuple[float, str]:
        """The highest ratio (Indel, of words in order), and the label that has it."""
        forms = [name.key for name in names]
        found = [process.extractOne(own, forms, scorer=fuzz.ratio) for own in self.own]
        _, score, place = max(filter(None, found), key=lambda hit: hit[1], default=("", 0.0, 0))
        return score / 100, names[place].label

    def _shared(self, name: str) -> float:
        """Dice's coefficient of the words, each counted by its rarity."""
        return max((self._dice(set(own.split()), set(name.split())) for own in self.own), default=0.0)

    def _dice(self, first: set[str], second: set[str]) -> float:
        def weight(words: set[str]) -> float:
            return sum(self._index.rarity(word) for word in words)

        both = weight(first) + weight(second)
        return 2 * weight(first & second) / both if both > 0 else 0.0


def _keys(thing: Concept, kind: LabelKind | None) -> Iterator[str]:
    for label in thing.labels:
        if kind in (None, label.kind):
            yield from keys(label.text, label.language)


def rated_apart(thing: Concept, concept: Concept) -> tuple[float | None, int]:
    """How far apart, on average, the ratings are that both give to a skill, at most 3, and how many they are.

    ``None`` where fewer than four skills are rated by both: nothing is known then.
    """
    common = thing.skills.keys() & concept.skills.keys()
    if len(common) < _RATED_AT_LEAST:
        return None, 0
    apart = sum(abs(thing.skills[skill] - concept.skills[skill]) for skill in sorted(common)) / len(common)
    return min(apart, 3.0), len(common)


def states_code(thing: Concept, concept: Concept, scheme: str) -> tuple[float, str]:
    """How a page states the concept's code: how much that says (0 where it does not), and in words.

    By the code itself or by its title in its scheme; and, which says little, since many concepts share it,
    by a code of another scheme that a crosswalk maps the concept to.
    """
    if concept.iri in thing.codes:
        return 1.0, "the page states its code"
    titles = {title for stated, title in thing.stated if stated.casefold() == scheme.casefold()}
    if titles & {label.text for label in concept.labels if label.kind is LabelKind.PREFERRED}:
        return 1.0, f"the page gives its title under {scheme}"
    if thing.codes & concept.codes:
        return MAPPED, "the page states a code that it is mapped to"
    return 0.0, ""
