"""The things and labels of an index, in a file of SQLite: what the engine finds by number is read here.

Labels are numbered in the order in which they would be told if all matched alike: those of things of which
the graph says most come first, and of these the preferred ones.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from rolegraph.graph.search.things import Label, Naming, Thing

FILE = "catalogue.sqlite"
_TABLES = """
CREATE TABLE things (
  number INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, classes TEXT NOT NULL,
  names TEXT NOT NULL, says INTEGER NOT NULL, exact TEXT NOT NULL, about TEXT NOT NULL);
CREATE TABLE labels (
  number INTEGER PRIMARY KEY, thing INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL,
  naming INTEGER NOT NULL, language TEXT NOT NULL, rank REAL NOT NULL);
CREATE TABLE unordered (
  thing INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL, naming INTEGER NOT NULL,
  language TEXT NOT NULL, rank REAL NOT NULL);
CREATE TABLE replaced (iri TEXT PRIMARY KEY, thing INTEGER NOT NULL);
"""
_ORDERED = """
INSERT INTO labels SELECT
  row_number() OVER (ORDER BY rank DESC, naming, length(folded), folded, text, language) - 1,
  thing, text, folded, naming, language, rank FROM unordered
"""
_LATER = MappingProxyType({Naming.ALTERNATIVE: 0.5, Naming.HIDDEN: 4.0})
"""What the rank of a label is less than that of its thing."""
_TOGETHER = 500
"""Numbers in one question: SQLite takes 999 parameters for certain."""


class Found(NamedTuple):
    """A label with the number of its thing, and the rank by which it is ordered."""

    thing: int
    label: Label
    rank: float


class Writing:
    """Fills a new catalogue in a folder."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / FILE, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")

    def thing(self, number: int, thing: Thing) -> None:
        """Add a thing under a number that is new."""
        lists = (json.dumps(thing.classes), json.dumps(dict(thing.names)))
        row = (number, thing.iri, thing.kind, *lists, thing.says, json.dumps(thing.exact), thing.about)
        self._database.execute("INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def labels(self, number: int, labels: Iterable[Label], rank: float) -> None:
        """Add the labels of a thing; those of a higher rank come first, hidden ones later."""
        rows = (
            (number, one.text, one.folded, int(one.naming), one.language, rank - _LATER.get(one.naming, 0.0))
            for one in labels
        )
        self._database.executemany("INSERT INTO unordered VALUES (?, ?, ?, ?, ?, ?)", rows)

    def replaced(self, iri: str, number: int) -> None:
        """Have the IRI of a thing that was merged lead to the one that stands."""
        self._database.execute("INSERT OR IGNORE INTO replaced VALUES (?, ?)", (iri, number))

    def ordered(self) -> Iterator[tuple[int, str, str, str]]:
        """Number the labels; gives number, folded text, language and the kind of the thing of each."""
        self._database.execute(_ORDERED)
        self._database.execute("DROP TABLE unordered")
        yield from self._database.execute(
            "SELECT labels.number, folded, language, kind FROM labels "
            "JOIN things ON things.number = thing ORDER BY labels.number"
        )

    def close(self) -> None:
        """Finish the file; nothing is journalled, so it is compacted by copying."""
        self._database.execute("COMMIT")
        self._database.execute("VACUUM")
        self._database.close()


class Catalogue:
    """Reads a catalogue that never changes; thread-safe."""

    def __init__(self, folder: Path) -> None:
        path = (folder / FILE).resolve()
        if not path.exists():
            raise FileNotFoundError(path)
        address = f"{path.as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self.things = self._one("SELECT count(*) FROM things", ()) or 0
        self.labels = self._one("SELECT count(*) FROM labels", ()) or 0

    def named(self, numbers: Sequence[int]) -> list[Found]:
        """The labels of some numbers, in the order given."""
        columns = "number, thing, text, folded, naming, language, rank"
        rows = self._rows(f"SELECT {columns} FROM labels", numbers)  # noqa: S608
        found = {
            number: Found(thing, Label(text, folded, Naming(naming), language), rank)
            for number, thing, text, folded, naming, language, rank in rows
        }
        return [found[number] for number in numbers]

    def thing(self, number: int) -> Thing:
        """The thing of a number."""
        return self.described([number])[number]

    def described(self, numbers: Sequence[int]) -> dict[int, Thing]:
        """The things of some numbers."""
        columns = "number, iri, kind, classes, names, says, exact, about"
        rows = self._rows(f"SELECT {columns} FROM things", numbers)  # noqa: S608
        return {row[0]: _thing(row) for row in rows}

    def number_of(self, iri: str) -> int | None:
        """The number of the thing that has an IRI, or had it before it was merged into another."""
        if not iri.isprintable():  # surrogates among them, which no text of SQLite can hold
            return None
        found = self._one("SELECT number FROM things WHERE iri = ?", (iri,))
        return self._one("SELECT thing FROM replaced WHERE iri = ?", (iri,)) if found is None else found

    def _one(self, question: str, values: tuple[str, ...]) -> int | None:
        with self._lock:
            row = self._database.execute(question, values).fetchone()
        return None if row is None else int(row[0])

    def _rows(self, question: str, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for start in range(0, len(numbers), _TOGETHER):
            some = numbers[start : start + _TOGETHER]
            marks = ",".join("?" * len(some))
            with self._lock:
                rows += self._database.execute(f"{question} WHERE number IN ({marks})", some).fetchall()
        return rows

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _thing(row: tuple[Any, ...]) -> Thing:
    _, iri, kind, classes, names, says, exact, about = row
    return Thing(
        iri, kind, tuple(json.loads(classes)), json.loads(names), says, tuple(json.loads(exact)), about
    )
