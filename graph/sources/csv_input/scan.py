"""Where records and cells of CSV end (RFC 4180): for streams piece by piece, for one record at once.

The module ``csv`` of the standard library is not used: it takes no cell of more than 131,072
characters unless a setting of the whole process is changed, and it tells neither the line of a cell
nor what is wrong with its quotes. Where both read a record, they read the same (a test compares).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from rolegraph.graph.errors import RefusedRecord

LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*+)"')


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as it stands in the record: its text without quotes, and its line, counted from 0."""

    text: str
    line: int


class _State(Enum):
    START = auto()  # of a cell
    PLAIN = auto()
    QUOTED = auto()
    CLOSING = auto()  # a quotation mark in a quoted cell: its end, or the first of two


class Quotes:
    """Follows the quotes of one record through pieces of text; ``open``: a quoted cell has no end yet.

    A quotation mark opens a cell only as its first character.
    """

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._state = _State.START

    @property
    def open(self) -> bool:
        """Whether a line end here belongs to a cell."""
        return self._state is _State.QUOTED

    def feed(self, piece: str) -> None:
        """Follow the next piece of the record."""
        if '"' not in piece and self._state in (_State.START, _State.PLAIN):
            self._state = _State.START if piece.endswith(self._delimiter) else _State.PLAIN
            return
        at = 0
        while at < len(piece):
            at = self._step(piece, at)

    def _step(self, piece: str, at: int) -> int:
        """Go to the next place where the state changes."""
        if self._state is _State.QUOTED:
            return self._to('"', piece, at, _State.CLOSING)
        if self._state is _State.PLAIN:
            return self._to(self._delimiter, piece, at, _State.START)
        if piece[at] == '"':
            self._state = _State.QUOTED
            return at + 1
        self._state = _State.PLAIN
        return at

    def _to(self, mark: str, piece: str, at: int, then: _State) -> int:
        found = piece.find(mark, at)
        if found < 0:
            return len(piece)
        self._state = then
        return found + 1


def cells(record: str, delimiter: str, first_line: int = 1) -> list[RawCell]:
    """The cells of one record without its line end.

    Raises :class:`RefusedRecord` (``csv-quotes``) for a quoted cell that does not end, or after
    whose end something follows, and for a quotation mark behind blanks; ``csv-rows`` where a second
    record follows. ``first_line`` is the line that places are counted from.
    """
    return list(_cells(record, delimiter, first_line))


def _cells(record: str, delimiter: str, first_line: int) -> Iterator[RawCell]:
    at, line = 0, 0
    while True:
        quoted = record.startswith('"', at)
        end, text = (_quoted if quoted else _plain)(record, at, delimiter, line + first_line)
        yield RawCell(text, line)
        line += len(LINE_END.findall(record, at, end))
        if end == len(record):
            return
        at = end + 1


def _plain(record: str, at: int, delimiter: str, line: int) -> tuple[int, str]:
    end = record.find(delimiter, at)
    end = len(record) if end < 0 else end
    text = record[at:end]
    if LINE_END.search(text):
        raise _second_row(line)
    if text.lstrip().startswith('"'):
        message = "has a quotation mark behind a blank: let it follow the delimiter directly"
        raise RefusedRecord("csv-quotes", message, f"line {line}")
    return end, text


def _quoted(record: str, at: int, delimiter: str, line: int) -> tuple[int, str]:
    match = _QUOTED.match(record, at)
    if match is None:
        message = "has a quotation mark that opens a cell and none that closes it: add it, or double it"
        raise RefusedRecord("csv-quotes", message, f"line {line}")
    if match.end() == len(record) or record.startswith(delimiter, match.end()):
        return match.end(), match[1].replace('""', '"')
    if LINE_END.match(record, match.end()):
        raise _second_row(line)
    message = "has text behind the closing quotation mark of a cell: double quotation marks inside cells"
    raise RefusedRecord("csv-quotes", message, f"line {line}")


def _second_row(line: int) -> RefusedRecord:
    message = "is followed by another row: load the file itself, where each row is a record of its own"
    return RefusedRecord("csv-rows", message, f"line {line}")
