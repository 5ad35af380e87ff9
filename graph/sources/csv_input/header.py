"""The header of CSV: which columns there are, and which character parts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.sources.csv_input.columns import COLUMNS, LISTS, column_key
from rolegraph.graph.sources.csv_input.scan import LINE_END, cells
from rolegraph.graph.sources.json_input.parsing import shown

DELIMITERS = (",", ";", "\t")
_DOCUMENT = "docs/profile-csv.md"
_LEFT_OUT = "#"
_LONGEST = 100_000
_KNOWN = MappingProxyType({column_key(name): name for name in COLUMNS})
_NUMBERED = re.compile(r"(.*[^\d\s_-])[\s_-]*([1-9]\d{0,3})", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name as written, which of ours it is (``""``: none), and its number in a list."""

    name: str
    field: str
    number: int = 0

    @property
    def is_list(self) -> bool:
        """Whether its cells hold lists, parted by bars unless the column has a number."""
        return self.field in LISTS


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a file in their order, the line they were read from, and what parts them."""

    columns: tuple[Column, ...]
    text: str
    delimiter: str

    @property
    def is_known(self) -> bool:
        """Whether it has the title and at least one other column of ours."""
        fields = {column.field for column in self.columns} - {""}
        return "title" in fields and len(fields) > 1

    def has_name(self, number: int) -> bool:
        """Whether the column (from 1) is there and has a name."""
        return number <= len(self.columns) and bool(self.columns[number - 1].name)


def recognises_header(line: str) -> bool:
    """Whether a line looks like our header, be there faults in it or not; raises nothing."""
    try:
        return _best(line[:_LONGEST].rstrip("\r\n")).is_known
    except RefusedRecord:
        return False


def header_and_row(text: str) -> tuple[Header, str]:
    """The header that ``text`` starts with, which is one line, and what follows it.

    Raises :class:`RefusedRecord`: ``csv-header`` where a column is missing, unknown or there twice.
    """
    end = LINE_END.search(text)
    return read_header(text[: end.start()] if end else text), text[end.end() :] if end else ""


@lru_cache(maxsize=4)  # all records of a file bring the same header
def read_header(line: str) -> Header:
    """The header that a line is; raises as above."""
    header = _best(line)
    _check(header)
    return header


def _best(text: str) -> Header:
    """The header with the delimiter that makes the most of it; raises as :func:`cells` does."""
    found, fault = [], None
    for delimiter in DELIMITERS:
        try:
            names = [cell.text.strip() for cell in cells(text, delimiter)]
        except RefusedRecord as error:
            fault = error
            continue
        found.append(Header(tuple(map(_column, names)), text, delimiter))
    if fault and not found:
        raise fault
    return max(found, key=_known_columns)


def _known_columns(header: Header) -> int:
    return sum(bool(column.field) for column in header.columns)


def _column(name: str) -> Column:
    field = _KNOWN.get(column_key(name))
    if field or name.startswith(_LEFT_OUT):
        return Column(name, field or "")
    numbered = _NUMBERED.fullmatch(name)
    listed = _KNOWN.get(column_key(numbered[1])) if numbered else None
    return Column(name, listed, int(numbered[2])) if numbered and listed in LISTS else Column(name, "")


def _check(header: Header) -> None:
    fields = {column.field for column in header.columns}
    if "title" not in fields:
        message = (
            f'is CSV without the column "title"; its first line is {shown(header.text)}: see {_DOCUMENT}'
        )
        raise RefusedRecord("csv-header", message, "line 1")
    _refuse_unknown(header)
    _refuse_repeated(header)
    if not header.is_known:
        raise RefusedRecord("csv-header", f'has no column but "title": see {_DOCUMENT}', "line 1")


def _refuse_unknown(header: Header) -> None:
    unknown = [c.name for c in header.columns if c.name and not c.field and not c.name.startswith(_LEFT_OUT)]
    if unknown:
        near = get_close_matches(unknown[0].casefold(), COLUMNS, n=1, cutoff=0.7)
        remedy = f"write {shown(near[0])}, or " if near else ""
        names = ", ".join(map(shown, unknown[:5]))
        message = f"has columns that are not known: {names}: {remedy}start the name with # to leave it out"
        raise RefusedRecord("csv-header", message, "line 1")


def _refuse_repeated(header: Header) -> None:
    seen: set[tuple[str, int]] = set()
    for column in header.columns:
        if column.field and (column.field, column.number) in seen:
            remedy = f"remove one, or number them ({column.field} 1)" if column.is_list else "remove one"
            message = f"has the column {shown(column.name)} twice: {remedy}"
            raise RefusedRecord("csv-header", message, "line 1")
        seen.add((column.field, column.number))
