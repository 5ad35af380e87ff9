"""Running text, its sentences, and places in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rolegraph.graph.model import Place

LONGEST_SENTENCE = 1000
"""Characters; a longer stretch without a stop is no sentence of prose, and no rule reads it."""

_SENTENCE_END = re.compile(
    r"""[.!?]["”’')\]]*(?=\s)          # a stop and a space
      | (?<=[a-z]{2})[.!?](?=[A-Z][a-z]) # or glued to the next word, as lost line ends leave it
    """,
    re.VERBOSE,
)
# Stops after these end no sentence.
_ABBREVIATIONS = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|approx|incl|Mr|Mrs|Ms|Dr|St|No)|\b[A-Z])\.$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of running text; ``place`` makes the place of ``text[start:end]``."""

    text: str
    place: Callable[[int, int], Place]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage, with its offsets in it."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its words; offsets in them count from the start of the sentence."""
        return self.passage.text[self.start : self.end]

    def place(self, start: int, end: int) -> Place:
        """The place of ``self.text[start:end]``."""
        return self.passage.place(self.start + start, self.start + end)


def sentences(passages: Iterable[Passage]) -> Iterator[Sentence]:
    """The sentences of ``passages`` that rules read: those not above :data:`LONGEST_SENTENCE`."""
    for passage in passages:
        for start, end in sentence_bounds(passage.text, 0, len(passage.text)):
            if end - start <= LONGEST_SENTENCE:
                yield Sentence(passage, start, end)


def sentence_bounds(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the sentences of ``text[start:end]`` begin and end, without white space at either side.

    A sentence ends at a stop and a space, or at a stop that is glued to a word: two small letters, a
    stop, a capital and a small letter; ``ASP.NET`` is one word.
    """
    first = start
    for stop in _SENTENCE_END.finditer(text, start, end):
        if _ABBREVIATIONS.search(text, max(first, stop.end() - 10), stop.end()):
            continue
        yield from _trimmed(text, first, stop.end())
        first = stop.end()
    yield from _trimmed(text, first, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    if words.strip():
        yield start + left, start + len(words.rstrip())


def said(words: str) -> str:
    """``words`` with single spaces: a value, whatever the page's spacing."""
    return " ".join(words.split())
