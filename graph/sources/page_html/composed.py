"""Words of an HTML page, put one below the other as the rules for pages of text read them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from rolegraph.graph.model import Place
from rolegraph.graph.sources.html_input import Words
from rolegraph.graph.sources.page_text.spans import Page, Span


@dataclass(frozen=True)
class ComposedPage(Page):
    """A page whose lines are words of another one; places are those of that other one."""

    pieces: tuple[Words, ...] = field(default=(), repr=False)

    def place(self, span: Span) -> Place:
        """Where the words of ``span`` stand in the page that they were taken from.

        A span over several lines reaches there from the start of its first to the end of its last.
        """
        first, last = self._place(span.start, span.end), self._place(span.end - 1, span.end)
        return Place(self.words(span), first.start, last.end, first.line)

    def _place(self, start: int, end: int) -> Place:
        number = bisect_right(self._starts, start) - 1
        at = self._starts[number]
        return self.pieces[number].place(start - at, min(end - at, len(self.pieces[number].text)))


class Composer:
    """A page under composition: each line is given once, in the order in which rules read them."""

    def __init__(self) -> None:
        self._pieces: list[Words] = []
        self._length = 0

    def add(self, words: Words) -> Span:
        """Adds a line, which may not be empty; the span that it has from now on."""
        span = Span(self._length, self._length + len(words.text))
        self._pieces.append(words)
        self._length = span.end + 1
        return span

    def page(self) -> ComposedPage:
        """The page of all lines so far."""
        return ComposedPage("\n".join(piece.text for piece in self._pieces), pieces=tuple(self._pieces))
