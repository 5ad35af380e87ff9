"""How alike what is sought and a label are, both folded: 0 to 100."""

from __future__ import annotations

from rapidfuzz import fuzz

from rolegraph.graph.search.folding import is_unspaced

LEAST = 65.0
"""What is less alike is not found."""
_NOT_THE_SAME = 99.0
_OTHER_ORDER = 0.98
_WORD_BY_WORD = 0.9
_SOME_WORDS = 0.75
_BEGUN, _WITHIN = 80.0, 75.0
_MOST_WORDS = 8
"""What has more words is not compared word by word."""


class Sought:
    """What is sought, compared with one label after the other; words come again and again."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        words = folded.split()
        self._words = words if len(words) <= _MOST_WORDS else []
        self._letters = sum(map(len, self._words))
        self._known: dict[str, tuple[list[float], set[int]]] = {}

    def likeness(self, folded: str) -> float:
        """100 for the same text; less for other letters, another order of words, words more or less."""
        if self.folded == folded:
            return 100.0
        found = max(self._by_words(folded.split()), sameness(self.folded, folded))
        if len(folded) < len(self.folded):
            found = max(found, _SOME_WORDS * fuzz.token_set_ratio(self.folded, folded))
        elif self.folded in folded:
            found = max(found, _BEGUN if folded.startswith(self.folded) else _WITHIN)
        return min(_NOT_THE_SAME, found)

    def _by_words(self, others: list[str]) -> float:
        """How alike each word is to one of the label's, long ones counting more; or each is begun there."""
        if not self._words or not others:
            return 0.0
        compared = [self._compared(other) for other in others[: 2 * _MOST_WORDS]]
        best = [max(ratios) for ratios in zip(*(ratios for ratios, _ in compared), strict=True)]
        alike: float = sum(len(word) * one for word, one in zip(self._words, best, strict=True))
        is_begun = len(set[int]().union(*(begun for _, begun in compared))) == len(self._words)
        return max(_WORD_BY_WORD * alike / self._letters, _BEGUN if is_begun else 0.0)

    def _compared(self, other: str) -> tuple[list[float], set[int]]:
        """How alike a word of a label is to each that is sought, and the places of those that begin it."""
        if (known := self._known.get(other)) is None:
            ratios = [fuzz.ratio(word, other) for word in self._words]
            begun = {place for place, word in enumerate(self._words) if _is_begun(word, other)}
            known = self._known[other] = (ratios, begun)
        return known


def likeness(sought: str, folded: str) -> float:
    """How alike two folded texts are: see :meth:`Sought.likeness`."""
    return Sought(sought).likeness(folded)


def sameness(sought: str, folded: str) -> float:
    """100 for the same text; less for other letters and another order of words, nothing for a part of it."""
    alike = fuzz.ratio(sought, folded)
    return alike if alike == 100 else max(alike, _OTHER_ORDER * fuzz.token_sort_ratio(sought, folded))


def begins(sought: str, folded: str) -> bool:
    """Whether each word that is sought is the beginning of one of the label's.

    Where a script has no spaces between words, one may begin anywhere.
    """
    if folded.startswith(sought):
        return True
    words = folded.split()
    return all(any(_is_begun(word, other) for other in words) for word in sought.split())


def _is_begun(word: str, other: str) -> bool:
    return other.startswith(word) or (is_unspaced(word) and word in other)


def nearly_begins(sought: str, folded: str) -> float:
    """How alike what is sought is to the start of the label, or of the words from one of its words on."""
    starts = [0, *(place + 1 for place, character in enumerate(folded) if character == " ")]
    length = len(sought)
    return max(fuzz.ratio(sought, folded[start : start + length]) for start in starts)
