"""A decoded text with its lines, sentences and paragraphs, and places in it.

Every offset is a character offset in the decoded text, so ``text[start:end]`` are a place's words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from rolegraph.graph.model import Place
from rolegraph.graph.sources.prose.passages import Passage, sentence_bounds

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: from ``start`` to ``end`` (exclusive)."""

    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """A decoded text; line numbers count from 1, and LF, CR LF and CR end a line."""

    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = (0, *(end.end() for end in _LINE_END.finditer(self.text)))
        object.__setattr__(self, "_starts", starts)

    def words(self, span: Span) -> str:
        """The text of ``span``."""
        return self.text[span.start : span.end]

    def said(self, span: Span) -> str:
        """The text of ``span`` with single spaces: a value, whatever the page's spacing."""
        return " ".join(self.words(span).split())

    def place(self, span: Span) -> Place:
        """``span`` as a place."""
        return Place(self.words(span), span.start, span.end, bisect_right(self._starts, span.start))

    def trimmed(self, start: int, end: int) -> Span:
        """The span from ``start`` to ``end`` without white space at either side."""
        words = self.text[start:end]
        left = len(words) - len(words.lstrip())
        return Span(start + left, start + max(left, len(words.rstrip())))

    def lines(self) -> Iterator[Span]:
        """The lines that hold more than white space, trimmed."""
        for line in _LINE.finditer(self.text):
            span = self.trimmed(line.start(), line.end())
            if span.start < span.end:
                yield span

    def sentences(self, within: Span) -> Iterator[Span]:
        """The sentences of a paragraph."""
        for start, end in sentence_bounds(self.text, within.start, within.end):
            yield Span(start, end)

    def passages(self, paragraphs: Iterable[Span]) -> tuple[Passage, ...]:
        """Paragraphs as the rules for prose read them, with the places of this page."""
        return tuple(Passage(self.words(span), partial(self._place_within, span)) for span in paragraphs)

    def _place_within(self, paragraph: Span, start: int, end: int) -> Place:
        return self.place(Span(paragraph.start + start, paragraph.start + end))
