"""Text with single spaces in which every character knows where it stands in the page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from rolegraph.graph.model import Place

_LINE_END = re.compile(r"\r\n|\r|\n")
# Words with one white space between them are one stretch: the offsets run on.
_STRETCH = re.compile(r"\S+(?:\s\S+)*")
_WHITE = re.compile(r"\s")


@dataclass(frozen=True)
class Source:
    """The decoded page; line numbers count from 1, and LF, CR LF and CR end a line."""

    text: str = field(repr=False)
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = (0, *(end.end() for end in _LINE_END.finditer(self.text)))
        object.__setattr__(self, "starts", starts)

    def line(self, offset: int) -> int:
        """The line in which ``offset`` stands."""
        return bisect_right(self.starts, offset)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: ``words`` is what it says, ``start`` and ``end`` where it stands.

    ``words`` is the page's own text, or what one character reference stands for.
    """

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """``at`` is an index in the words; as many characters as the page has, or else one reference or blank."""

    at: int
    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """A text without white space at its ends, and single spaces within; false where it is empty."""

    text: str
    source: Source = field(repr=False)
    stretches: tuple[_Stretch, ...] = field(repr=False)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Where the characters from ``start`` to ``end`` (exclusive) of :attr:`text` stand.

        Raises :class:`ValueError` where that is no character at all.
        """
        end = len(self.text) if end is None else end
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no words from {start} to {end} in {self.text!r}")
        first, last = self.span(start)[0], self.span(end - 1)[1]
        return Place(self.text[start:end], first, last, self.source.line(first))

    def span(self, index: int) -> tuple[int, int]:
        """Where the character at ``index`` of :attr:`text` starts and ends in the page."""
        number = bisect_right(self.stretches, index, key=lambda stretch: stretch.at) - 1
        found = self.stretches[number]
        after = self.stretches[number + 1].at if number + 1 < len(self.stretches) else len(self.text)
        if found.end - found.start != after - found.at:
            return found.start, found.end
        offset = found.start + index - found.at
        return offset, offset + 1


def collapse(source: Source, runs: Iterable[Run | None]) -> Words:
    """The words of ``runs``; ``None`` among them parts words as a space does."""
    gathering = _Gathering()
    for run in runs:
        if run is None:
            gathering.part()
        elif len(run.words) == run.end - run.start:
            gathering.take(run.words, run.start)
        else:
            gathering.stand_for(run)
    return Words("".join(gathering.pieces), source, tuple(gathering.stretches))


def join(source: Source, parts: Iterable[Words]) -> Words:
    """``parts``, none of them empty, with a space after each but the last."""
    texts: list[str] = []
    stretches: list[_Stretch] = []
    at = 0
    for part in parts:
        if texts:
            stretches.append(_Stretch(at - 1, stretches[-1].end, part.stretches[0].start))
        texts.append(part.text)
        stretches.extend(_Stretch(each.at + at, each.start, each.end) for each in part.stretches)
        at += len(part.text) + 1
    return Words(" ".join(texts), source, tuple(stretches))


class _Gathering:
    """Words on their way to :class:`Words`."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.stretches: list[_Stretch] = []
        self._length = 0
        self._last = 0
        self._space = False

    def part(self) -> None:
        """A space, unless nothing stands before or after it."""
        self._space = True

    def take(self, words: str, start: int) -> None:
        """Words that stand in the page as they are."""
        done = 0
        for match in _STRETCH.finditer(words):
            self._space = self._space or match.start() > done
            self._add(_WHITE.sub(" ", match[0]), start + match.start(), start + match.end())
            done = match.end()
        self._space = self._space or done < len(words)

    def stand_for(self, run: Run) -> None:
        """What a reference stands for; ``&nbsp;`` is a space."""
        if run.words.isspace():
            self._space = True
        else:
            self._add(run.words, run.start, run.end)

    def _add(self, words: str, start: int, end: int) -> None:
        if self._space and self.pieces:
            self._push(" ", self._last, start)
        self._push(words, start, end)
        self._last, self._space = end, False

    def _push(self, words: str, start: int, end: int) -> None:
        self.pieces.append(words)
        self.stretches.append(_Stretch(self._length, start, end))
        self._length += len(words)
