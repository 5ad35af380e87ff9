"""How alike texts are: the cosine of their words, weighted by how rare each is (tf-idf).

W(word) = (1 + ln frequency) · ln((N + 1) / (documents + ½)), over N documents.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping


class TextIndex:
    """The texts of a scheme's concepts, each given as its words."""

    def __init__(self, documents: Iterable[Iterable[str]]) -> None:
        counts = [Counter(document) for document in documents]
        having = Counter(word for count in counts for word in count)
        self._rarity = {word: math.log((len(counts) + 1) / (n + 0.5)) for word, n in having.items()}
        self._having: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for word, weight in self._unit(count).items():
                self._having[word].append((number, weight))

    def likeness(self, words: Iterable[str]) -> dict[int, float]:
        """The cosine, from 0 to 1, of a text and of each document that shares a word with it, by number."""
        found: dict[int, float] = defaultdict(float)
        for word, weight in self._unit(Counter(words)).items():
            for number, other in self._having[word]:
                found[number] += weight * other
        return found

    def _unit(self, count: Mapping[str, int]) -> dict[str, float]:
        """The weights of a text's words, made one long; words that no document has do not count."""
        raw = {
            word: (1 + math.log(n)) * self._rarity[word] for word, n in count.items() if word in self._rarity
        }
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        return {word: weight / length for word, weight in raw.items()} if length else {}
