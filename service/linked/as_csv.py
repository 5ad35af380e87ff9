"""A thing as a table: CSV (RFC 4180) that a spreadsheet opens without evaluating anything."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from rolegraph.service.linked.view import Property, Term, Thing

COLUMNS = (
    "direction",
    "property",
    "property label",
    "value",
    "value label",
    "language",
    "datatype",
    "graph",
)
SAYS, POINTS = "says", "is pointed at by"
"""The directions: the thing is the subject, or the object."""
_FORMULA = re.compile(r"\s*[=+\-@\t\r|%]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\Z", re.ASCII)


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before one that could be."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.match(cell) else cell


def as_csv(thing: Thing) -> bytes:
    """A row for each statement and each graph that makes it; ends of lines are CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for direction, properties in ((SAYS, thing.properties), (POINTS, thing.incoming)):
        for one in properties:
            writer.writerows([inert(cell) for cell in (direction, *row)] for row in _rows(one))
    return text.getvalue().encode()


def _rows(one: Property) -> Iterator[tuple[str, ...]]:
    for term in one.values:
        for graph in term.graphs or ("",):
            yield (one.iri, one.text, term.value, _label(term), term.language, term.datatype, graph)
        for inner in term.inner:
            yield from _rows(inner)


def _label(term: Term) -> str:
    return term.text if term.kind == "iri" else ""
