"""The engine that a writing child keeps open from one write to the next, and what is known of it."""

from __future__ import annotations

import gc
from pathlib import Path

import pyoxigraph as ox

from rolegraph.graph.writes.repeats import Ledger

_SNAPSHOTS = 32
"""After as many the engine is opened anew: its manifest, which every reader reads, grows with each."""


class Head:
    """A copy of a generation, changed by writes, of which further generations are made."""

    def __init__(self) -> None:
        self._store: ox.Store | None = None
        self._ledger: Ledger | None = None
        self._folder = ""
        self._snapshots = 0

    @property
    def store(self) -> ox.Store:
        """The engine. Raises ``RuntimeError`` where none is open."""
        if self._store is None:
            raise RuntimeError("no engine is open")
        return self._store

    @property
    def ledger(self) -> Ledger:
        """The repeats of the engine. Raises ``RuntimeError`` where none is open."""
        if self._ledger is None:
            raise RuntimeError("no engine is open")
        return self._ledger

    def follow(self, generation: Path, folder: str, base: str, repeats: int) -> None:
        """Become a copy of a generation, the engine's folder in one that is not there yet.

        ``base`` is the store's base IRI, ``repeats`` how many the generation has.
        """
        self.close()
        ox.Store.read_only(str(generation / "data")).backup(folder)
        self._folder = folder
        self._open()
        self._ledger = Ledger(self.store, base, generation, repeats)

    def _open(self) -> None:
        self._store = ox.Store(self._folder)
        self._snapshots = 0

    def snapshot(self, folder: str) -> None:
        """Make a copy as it is now, by hard links, in a folder that is not there yet.

        The list of repeats comes beside that folder.
        """
        self.store.backup(folder)
        self.ledger.list_in(Path(folder).parent, self.store, Path(self._folder).parent)
        self._snapshots += 1
        if self._snapshots >= _SNAPSHOTS:
            self._let_go()
            self._open()

    def close(self) -> None:
        """Let go of every file."""
        self._ledger = None
        self._let_go()

    def _let_go(self) -> None:
        self._store = None
        gc.collect()  # an exception and its frames hold each other, and the engine
