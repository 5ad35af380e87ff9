"""Candidates of a scheme for one role or skill, each with score, method and evidence, the best first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rolegraph.graph.alignment.concepts import Concept, Kind, LabelKind
from rolegraph.graph.alignment.features import (
    Features,
    Method,
    NameComparer,
    NameEvidence,
    rated_apart,
    states_code,
)
from rolegraph.graph.alignment.index import SchemeIndex, best, text_words
from rolegraph.graph.alignment.normal import telling_words
from rolegraph.graph.alignment.weights import ROLES, SKILLS, Weights

BY_NAME = 60
BY_TEXT = 60
"""Candidates that are looked at for sharing words in labels, and for being alike in text."""
_TITLE = 3
"""How often the preferred labels of a thing count in its text."""
_ALIKE = 0.9
"""From this ratio on, string distance is the method."""
_METHODS = {
    LabelKind.PREFERRED: Method.PREFERRED,
    LabelKind.ALTERNATIVE: Method.ALTERNATIVE,
    LabelKind.HIDDEN: Method.HIDDEN,
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate: ``score`` in [0, 1], what it rests on, and sentences that a person can check.

    ``named``: a label of the candidate has the form of a name of the thing, alone of all concepts.
    """

    concept: Concept
    score: float
    method: Method
    evidence: tuple[str, ...]
    named: bool
    features: Features


class Suggester:
    """Suggests concepts of one scheme; ``weights`` are those of the scheme's kind unless given."""

    def __init__(self, index: SchemeIndex, weights: Weights | None = None) -> None:
        self._index = index
        self._weights = weights or (ROLES if index.scheme.kind is Kind.ROLE else SKILLS)

    def suggest(self, thing: Concept, most: int = 5) -> list[Suggestion]:
        """The best candidates for a thing, those without any score left out."""
        return self.weighed(self.candidates(thing), most)

    def weighed(self, found: Sequence[Candidate], most: int) -> list[Suggestion]:
        """The best of these candidates of one thing, with their scores."""
        sums = [self._weights.sum(one.features) for one in found]
        scores = shares(sums, self._weights.none)
        order = sorted(range(len(found)), key=lambda i: (-scores[i], found[i].concept.iri))
        return [found[i].suggestion(scores[i]) for i in order[:most]]

    def candidates(self, thing: Concept) -> list[Candidate]:
        """What is looked at: concepts with a like name or text, or the code."""
        comparer = NameComparer(thing, self._index)
        likeness = self._likeness(thing)
        sharing = self._index.sharing(comparer.own, BY_NAME) or self._index.alike(comparer.own, BY_NAME)
        numbers = {*self._named(comparer), *sharing, *best(likeness, BY_TEXT), *self._coded(thing)}
        rated = {number: rated_apart(thing, self._index.scheme.concepts[number]) for number in numbers}
        known = [apart for apart, _ in rated.values() if apart is not None]
        usual = sum(known) / len(known) if known else 0.0
        highest = max(likeness.values(), default=0.0) or 1.0
        return [
            self._candidate(thing, number, comparer.compare(number), (alike, alike / highest), usual)
            for number in sorted(numbers)
            for alike in (likeness.get(number, 0.0),)
        ]

    def _candidate(
        self, thing: Concept, number: int, names: NameEvidence, text: tuple[float, float], usual: float
    ) -> Candidate:
        concept = self._index.scheme.concepts[number]
        code = states_code(thing, concept, self._index.scheme.name)
        apart, rated = rated_apart(thing, concept)
        features = Features(
            preferred=float(names.preferred),
            alternative=names.alternative,
            ratio=names.ratio,
            words=names.words,
            text=text[0],
            text_rank=text[1],
            skills=-(usual if apart is None else apart),
            code=code[0],
        )
        return Candidate(concept, features, names, code, rated)

    def _likeness(self, thing: Concept) -> dict[int, float]:
        """Skills have no text of their own on a page: they are compared by name alone."""
        if self._index.scheme.kind is Kind.SKILL:
            return {}
        preferred = [label for label in thing.labels if label.kind is LabelKind.PREFERRED]
        title = [word for label in preferred for word in telling_words(label.text, label.language)]
        return self._index.likeness([*title * _TITLE, *text_words(thing)])

    def _named(self, comparer: NameComparer) -> set[int]:
        return {number for name in comparer.own + comparer.others for number in self._index.called(name)}

    def _coded(self, thing: Concept) -> list[int]:
        concepts = self._index.scheme.concepts if thing.codes or thing.stated else ()
        name = self._index.scheme.name
        return [number for number, concept in enumerate(concepts) if states_code(thing, concept, name)[0]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate before its score is known."""

    concept: Concept
    features: Features
    names: NameEvidence
    code: tuple[float, str]
    rated: int

    def suggestion(self, score: float) -> Suggestion:
        """The candidate with its score."""
        named = self.names.preferred or (self.names.alternative > 0 and self.names.holders == 1)
        return Suggestion(self.concept, score, self._method(), tuple(self._evidence()), named, self.features)

    def _method(self) -> Method:
        if self.code[0] == 1.0:
            return Method.CODE
        if self.names.kind is not None:
            return _METHODS[self.names.kind]
        return Method.DISTANCE if self.names.ratio >= _ALIKE else Method.CONTEXT

    def _evidence(self) -> list[str]:
        found = [self.code[1]] if self.code[1] else []
        names, features = self.names, self.features
        if names.kind is not None:
            shared = f", as of {names.holders} concepts" if names.holders > 1 else ""
            found.append(f"{names.kind} label “{names.label}”{shared}")
        else:
            found.append(f"nearest label “{names.label}”, ratio {names.ratio:.2f}")
        if features.text:
            found.append(f"likeness of texts {features.text:.2f}, {features.text_rank:.2f} of the likest")
        if self.rated:
            found.append(f"{self.rated} skills rated by both, {-features.skills:.2f} apart on average")
        return found


def shares(sums: Sequence[float], none: float) -> list[float]:
    """exp(z) / (exp(none) + Σ exp(z)) for each z, without overflow."""
    highest = max([*sums, none])
    weights = [math.exp(z - highest) for z in sums]
    total = sum(weights) + math.exp(none - highest)
    return [weight / total for weight in weights]
