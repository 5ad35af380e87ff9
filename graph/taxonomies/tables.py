"""Tables of a distribution, row by row: the columns that are asked for, whatever else there is.

Columns are found by name, in any order; others are passed over, so that a release which adds some is
read. A table that lacks one, or whose rows have another number of cells than its header, is refused
before anything is written.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rolegraph.graph.errors import RefusedRecord, UnreadableSource
from rolegraph.graph.sources.csv_input.scan import Quotes, cells
from rolegraph.graph.taxonomies.files import File

_AGAIN = "fetch the distribution again"


@dataclass(frozen=True, slots=True)
class Form:
    """How cells are parted, and whether they may stand in quotation marks."""

    delimiter: str
    quoted: bool


CSV = Form(",", quoted=True)
TABBED = Form("\t", quoted=False)


def rows(
    file: File, columns: Sequence[str], optional: Sequence[str] = (), form: Form = CSV
) -> Iterator[tuple[str, ...]]:
    """The cells of ``columns`` and ``optional`` of each row, in that order.

    A column of ``optional`` that the table lacks is "". Cells may be of any length. Raises
    :class:`UnreadableSource`, with file, line and what to do.
    """
    with file.open() as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
        try:
            yield from _rows(file, text, (tuple(columns), tuple(optional)), form)
        except UnicodeDecodeError as error:
            message = f"is not UTF-8 (byte 0x{error.object[error.start]:02X}): {_AGAIN}"
            raise UnreadableSource(f"{file.origin}: {message}") from None
        except RefusedRecord as error:
            raise UnreadableSource(f"{file.origin}, {error}: is it cut short? {_AGAIN}") from None


def header(file: File, form: Form = CSV) -> list[str]:
    """The names of the columns of a table. Raises :class:`UnreadableSource`."""
    with file.open() as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
        try:
            return next(_records(text, form), (1, []))[1]
        except (UnicodeDecodeError, RefusedRecord) as error:
            raise UnreadableSource(f"{file.origin}: {error}") from None


def _rows(
    file: File, text: io.TextIOWrapper, wanted: tuple[tuple[str, ...], tuple[str, ...]], form: Form
) -> Iterator[tuple[str, ...]]:
    records = _records(text, form)
    line, header = next(records, (1, []))
    places = _places(file, header, *wanted)
    found = False
    for line, row in records:
        if len(row) != len(header):
            if row == [""]:
                continue
            message = f"has {len(row)} cells and the header {len(header)}: is it cut short? {_AGAIN}"
            raise UnreadableSource(f"{file.origin}, line {line}: {message}")
        found = True
        yield tuple(row[place] if place >= 0 else "" for place in places)
    if not found:
        raise UnreadableSource(f"{file.origin}: has no row: {_AGAIN}")


def _places(
    file: File, header: list[str], columns: tuple[str, ...], optional: tuple[str, ...]
) -> tuple[int, ...]:
    """Where each column stands; -1 for an optional one that does not."""
    known = {_key(name): place for place, name in reversed(list(enumerate(header)))}
    missing = [name for name in columns if _key(name) not in known]
    if missing:
        lacks = ", ".join(map(repr, missing))
        has = ", ".join(header)[:300] or "nothing"
        message = f"has no column {lacks} (it has {has}): is it another file, or another release? {_AGAIN}"
        raise UnreadableSource(f"{file.origin}: {message}")
    return tuple(known.get(_key(name), -1) for name in (*columns, *optional))


def _key(name: str) -> str:
    return re.sub(r"[\s_]+", "", name).casefold()


def _records(text: io.TextIOWrapper, form: Form) -> Iterator[tuple[int, list[str]]]:
    """The line on which each record starts, and its cells."""
    line = 1
    for record, lines in _whole(text, form):
        if form.quoted and '"' in record:
            yield line, [cell.text for cell in cells(record, form.delimiter, line)]
        else:
            yield line, record.split(form.delimiter)
        line += lines


def _whole(text: io.TextIOWrapper, form: Form) -> Iterator[tuple[str, int]]:
    """Each record without its line end, and how many lines it takes."""
    pieces: list[str] = []
    quotes = Quotes(form.delimiter)
    for piece in text:
        if form.quoted and (pieces or '"' in piece):
            quotes.feed(piece)
            pieces.append(piece)
            if quotes.open:
                continue
            yield "".join(pieces).rstrip("\r\n"), len(pieces)
            pieces, quotes = [], Quotes(form.delimiter)
        else:
            yield piece.rstrip("\r\n"), 1
    if pieces:
        yield "".join(pieces), len(pieces)
