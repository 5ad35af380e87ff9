"""Rows of CSV made by hand, and how tests read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Reading, Record, RoleProfile
from rolegraph.graph.sources import profile_csv
from rolegraph.graph.sources.inputs import walk
from rolegraph.graph.sources.opening.outcomes import Limits, Outcome, Unreadable


def written(
    rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\r\n", *, quote_all: bool = False
) -> str:
    """The rows as the standard library writes them."""
    out = io.StringIO(newline="")
    csv.writer(
        out,
        delimiter=delimiter,
        lineterminator=end,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
    ).writerows(rows)
    return out.getvalue()


def read(**columns: str) -> Reading:
    """A row of these columns; the title is Baker unless they say otherwise."""
    cells = {"title": "Baker", "country": "GB", **columns}
    text = written([list(cells), list(cells.values())])
    return profile_csv.read(Record("x.csv#1", "x.csv#1", text.encode()))


def profile(**columns: str) -> RoleProfile:
    """Its profile; nothing was to be told of it."""
    reading = read(**columns)
    assert reading.notices == ()
    return reading.profiles[0]


def refused(**columns: str) -> RefusedRecord:
    """Why the row is refused."""
    with pytest.raises(RefusedRecord) as caught:
        read(**columns)
    assert "\n" not in str(caught.value)
    return caught.value


def opened(
    folder: Path, content: str | bytes, name: str = "x.csv", limits: Limits | None = None
) -> list[Outcome]:
    """What a file of that content holds."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(walk([str(path)], limits=limits))


def records(folder: Path, content: str | bytes, name: str = "x.csv") -> list[Record]:
    """Its records; all of it can be opened."""
    outcomes = opened(folder, content, name)
    assert all(isinstance(outcome, Record) for outcome in outcomes), outcomes
    return [outcome for outcome in outcomes if isinstance(outcome, Record)]


def fault(folder: Path, content: str | bytes, name: str = "x.csv") -> Unreadable:
    """Its only outcome, a refusal of the whole."""
    [outcome] = opened(folder, content, name)
    assert isinstance(outcome, Unreadable)
    return outcome
