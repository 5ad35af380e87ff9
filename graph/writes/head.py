"""The engine that a writing child keeps open from one write to the next."""

from __future__ import annotations

import gc

import pyoxigraph as ox

_SNAPSHOTS = 32
"""After as many the engine is opened anew: its manifest, which every reader reads, grows with each."""


class Head:
    """A copy of a generation, changed by writes, of which further generations are made."""

    def __init__(self) -> None:
        self._store: ox.Store | None = None
        self._folder = ""
        self._snapshots = 0

    @property
    def store(self) -> ox.Store:
        """The engine. Raises ``RuntimeError`` where none is open."""
        if self._store is None:
            raise RuntimeError("no engine is open")
        return self._store

    def follow(self, generation: str, folder: str) -> None:
        """Become a copy of a generation's engine folder, in a folder that is not there yet."""
        self.close()
        ox.Store.read_only(generation).backup(folder)
        self._folder = folder
        self._open()

    def _open(self) -> None:
        self._store = ox.Store(self._folder)
        self._snapshots = 0

    def snapshot(self, folder: str) -> None:
        """Make a copy as it is now, by hard links, in a folder that is not there yet."""
        self.store.backup(folder)
        self._snapshots += 1
        if self._snapshots >= _SNAPSHOTS:
            self.close()
            self._open()

    def close(self) -> None:
        """Let go of every file."""
        self._store = None
        gc.collect()  # an exception and its frames hold each other, and the engine
