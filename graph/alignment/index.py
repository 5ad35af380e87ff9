"""What the concepts of a scheme are called: looked up by normal form, by word, and by text."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from rolegraph.graph.alignment.concepts import Concept, LabelKind, Scheme
from rolegraph.graph.alignment.normal import keys, telling_words
from rolegraph.graph.alignment.texts import TextIndex

_COMMON = 400
"""A word that more concepts have than this proposes none of them."""
_NEARLY = 85.0
"""From this ratio on, of 100, a label is nearly the same letter by letter."""


@dataclass(frozen=True, slots=True)
class Name:
    """One form of a label of a concept."""

    key: str
    kind: LabelKind
    label: str


class SchemeIndex:
    """The concepts of a scheme by number, and how to find them."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.names = [tuple(_names(concept)) for concept in scheme.concepts]
        self._called: dict[str, dict[int, LabelKind]] = defaultdict(dict)
        self._having: dict[str, set[int]] = defaultdict(set)
        for number, names in enumerate(self.names):
            for name in names:
                kinds = self._called[name.key]
                if kinds.get(number) is not LabelKind.PREFERRED:
                    kinds[number] = name.kind
                for word in name.key.split():
                    self._having[word].add(number)
        self._texts = TextIndex(text_words(concept) for concept in scheme.concepts)

    def called(self, name: str) -> Mapping[int, LabelKind]:
        """The concepts that have a label of exactly that form."""
        return self._called.get(name, {})

    def rarity(self, word: str) -> float:
        """How much a word of a label tells: ln((N + 1) / (concepts + ½))."""
        return math.log((len(self.names) + 1) / (len(self._having.get(word, ())) + 0.5))

    def sharing(self, names: Iterable[str], most: int) -> list[int]:
        """The concepts whose labels share the rarest words with these forms."""
        found: dict[int, float] = defaultdict(float)
        for word in sorted({word for name in names for word in name.split()}):
            holders = self._having.get(word, ())
            for number in holders if len(holders) <= _COMMON else ():
                found[number] += self.rarity(word)
        return best(found, most)

    def alike(self, names: Iterable[str], most: int) -> list[int]:
        """The concepts with a label that is nearly one of these forms, letter by letter: one misspelt."""
        forms = list(self._called)
        found: dict[int, float] = {}
        for name in names:
            hits = process.extract(name, forms, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=most)
            for form, score, _ in hits:
                found.update((number, max(score, found.get(number, 0.0))) for number in self._called[form])
        return best(found, most)

    def likeness(self, words: Iterable[str]) -> dict[int, float]:
        """How alike each concept's text is, by number."""
        return self._texts.likeness(words)


def best(scores: Mapping[int, float], most: int) -> list[int]:
    """The numbers with the highest scores, the highest first, the lower number first where they are equal."""
    return heapq.nsmallest(most, scores, key=lambda number: (-scores[number], number))


def text_words(concept: Concept) -> list[str]:
    """The words of what a concept is called and of what is said of it."""
    named = [word for label in concept.labels for word in telling_words(label.text, label.language)]
    return [*named, *telling_words(concept.text, concept.language)]


def _names(concept: Concept) -> Iterable[Name]:
    for label in concept.labels:
        for form in keys(label.text, label.language):
            yield Name(form, label.kind, label.text)
