"""Ways to search labels: the index that is shipped, and two of SQLite's full-text search beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox
from rapidfuzz import fuzz, process
from search_data import Label

from rolegraph.graph.namespaces import SKOS
from rolegraph.graph.search.building import build
from rolegraph.graph.search.folding import fold, pieces
from rolegraph.graph.search.index import SearchIndex

BASE = "http://127.0.0.1:8000/"
_PREFERRED, _ALTERNATIVE = ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(SKOS + "altLabel")
_GRAPH = ox.NamedNode(f"{BASE}graph/esco")
_AT_ONCE = 60


class Engine(Protocol):
    """What is measured."""

    def build(self, labels: Iterable[Label], folder: Path) -> None:
        """Make the files."""

    def open(self, folder: Path) -> None:
        """Open them."""

    def search(self, text: str) -> list[str]:
        """The ten best things."""

    def suggest(self, text: str) -> list[str]:
        """The ten best things with a label that begins so."""


class Shipped:
    """Pieces of labels in tantivy, texts in SQLite; from a graph."""

    def build(self, labels: Iterable[Label], folder: Path) -> None:
        """Make a graph in memory, and the index of it."""
        store = ox.Store()
        store.extend(_quads(labels))
        build(store, BASE, folder, lambda what, done, of: None)

    def open(self, folder: Path) -> None:
        """Open the index."""
        self._index = SearchIndex.open(folder)

    def search(self, text: str) -> list[str]:
        """Like ``/search``."""
        return [hit.thing.iri for hit in self._index.search(text, limit=10)]

    def suggest(self, text: str) -> list[str]:
        """Like ``/suggest``."""
        return [hit.thing.iri for hit in self._index.suggest(text, limit=10)]


def _quads(labels: Iterable[Label]) -> Iterable[ox.Quad]:
    seen: set[str] = set()
    for label in labels:
        term = _ALTERNATIVE if label.thing in seen else _PREFERRED
        seen.add(label.thing)
        yield ox.Quad(
            ox.NamedNode(label.thing), term, ox.Literal(label.text, language=label.language), _GRAPH
        )


class _Fts:
    """Labels in a table of FTS5; ``tokens`` says what of a label is indexed."""

    options = "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_+#'\", prefix = '1 2 3'"

    def build(self, labels: Iterable[Label], folder: Path) -> None:
        """Make the table."""
        database = sqlite3.connect(folder / "labels.sqlite")
        database.execute("CREATE TABLE labels (number INTEGER PRIMARY KEY, thing TEXT)")
        database.execute(f"CREATE VIRTUAL TABLE texts USING fts5 (text, content='', {self.options})")
        database.execute("CREATE VIRTUAL TABLE words USING fts5vocab (texts, row)")
        for number, label in enumerate(labels):
            database.execute("INSERT INTO labels VALUES (?, ?)", (number, label.thing))
            text = " ".join(self.tokens(fold(label.text)))
            database.execute("INSERT INTO texts (rowid, text) VALUES (?, ?)", (number, text))
        database.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        """Open the table, and read its words."""
        self._database = sqlite3.connect(folder / "labels.sqlite")
        self._words = [word for (word,) in self._database.execute("SELECT term FROM words")]
        self._known = set(self._words)

    def tokens(self, folded: str) -> list[str]:
        """What is indexed of a folded text."""
        raise NotImplementedError

    def _found(self, match: str) -> list[str]:
        if not match:
            return []
        rows = self._database.execute(
            "SELECT thing FROM texts JOIN labels ON number = texts.rowid "
            "WHERE texts MATCH ? ORDER BY rank LIMIT ?",
            (match, _AT_ONCE),
        )
        return list(dict.fromkeys(thing for (thing,) in rows))[:10]

    def suggest(self, text: str) -> list[str]:
        """All words, the last of them begun."""
        *whole, last = self.tokens(fold(text)) or [""]
        return self._found(" ".join([*(f'"{word}"' for word in whole), f'"{last}"*' if last else ""]))


class Words(_Fts):
    """Words, with unknown ones replaced by known ones that are like them."""

    def tokens(self, folded: str) -> list[str]:
        """Words; of scripts without spaces pairs of characters."""
        return [word for word in _words(folded) if word]

    def search(self, text: str) -> list[str]:
        """Any of the words."""
        found = [word for one in self.tokens(fold(text)) for word in self._corrected(one)]
        return self._found(" OR ".join(f'"{word}"' for word in found))

    def _corrected(self, word: str) -> list[str]:
        if word in self._known or not word.isascii():
            return [word]
        near = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=70, limit=3)
        return [one for one, _, _ in near]


class Trigrams(_Fts):
    """The same pieces of labels as in the index that is shipped."""

    options = "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_+#'\""

    def tokens(self, folded: str) -> list[str]:
        """Pieces of three letters."""
        return pieces(folded)

    def search(self, text: str) -> list[str]:
        """Any of the pieces."""
        return self._found(" OR ".join(f'"{piece}"' for piece in pieces(fold(text))))


def _words(folded: str) -> Iterable[str]:
    for word in folded.split():
        if word.isascii() or len(word) < 3:
            yield word
        else:
            yield from (word[place : place + 2] for place in range(len(word) - 1))


ENGINES: dict[str, type[Shipped | Words | Trigrams]] = {
    "tantivy, pieces (shipped)": Shipped,
    "FTS5, words corrected by rapidfuzz": Words,
    "FTS5, pieces": Trigrams,
}
