"""Writing: a candidate beside the current generation, published by one rename or thrown away.

The current generation is never written to. A candidate is a copy by hard links
(``Store.read_only(current).backup``), so it costs milliseconds whatever the size of the store.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph

from rolegraph.graph.errors import StoreBusy, StoreError, StoreMissing
from rolegraph.graph.store.generations import (
    STORE_FORMAT,
    Generation,
    Meta,
    checked_base,
    current_generation,
    prune,
    require_base,
    switch_current,
    sync,
    sync_tree,
    write_meta,
)

LOCK_PATIENCE = 600.0


def now() -> str:
    """The time, ISO 8601 in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def create_store(store: Path, base: str) -> Generation:
    """Make an empty store with generation 1, or give the current one of a store with that base.

    Raises :class:`StoreError` where the folder holds something else or the base can't be one,
    :class:`BaseMismatch` where the store has another base.
    """
    checked_base(base)
    if store.exists() and not (store / "store.json").exists() and _foreign(store):
        raise StoreError(f"{store} is not a rolegraph store and not empty: name another folder with --store")
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"can't make the store folder {store}: {error.strerror}") from None
    with _locked(store, LOCK_PATIENCE):
        _write_settings(store, base)
        try:
            return current_generation(store)
        except StoreMissing:
            _publish_empty(store)
    return current_generation(store)


def _foreign(store: Path) -> bool:
    """Whether the folder holds anything that a crash of ours could not have left."""
    ours = {"lock", "generations", "candidates", "store.json.new"}
    return not store.is_dir() or any(path.name not in ours for path in store.iterdir())


def _write_settings(store: Path, base: str) -> None:
    if (store / "store.json").exists():
        require_base(store, base)
        return
    fresh = store / "store.json.new"
    fresh.write_text(json.dumps({"format": STORE_FORMAT, "base": base}), "utf-8")
    sync(fresh)
    fresh.replace(store / "store.json")
    sync(store)


def _publish_empty(store: Path) -> None:
    folder = _fresh_candidate(store)
    pyoxigraph.Store(str(folder / "data")).flush()
    _publish(store, folder, Meta(number=1, created=now(), quads=0))


@contextmanager
def _locked(store: Path, patience: float) -> Iterator[None]:
    """Hold the writing lock; it falls with the process, however that ends."""
    with (store / "lock").open("ab") as file:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise StoreBusy(f"{store} is being written by another process; try again later") from None
                time.sleep(0.02)
        yield


def _fresh_candidate(store: Path) -> Path:
    """An empty candidate folder; with the lock held, whatever is left there is a dead one's."""
    folder = store / "candidates"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "next").mkdir(parents=True)
    (store / "generations").mkdir(exist_ok=True)
    return folder / "next"


def _publish(store: Path, folder: Path, meta: Meta) -> None:
    write_meta(folder, meta)
    sync_tree(folder)
    target = store / "generations" / str(meta.number)
    if target.exists():
        # Renamed into place by a writer that died before it switched: never current, so no loss.
        shutil.rmtree(target)
    folder.rename(target)
    sync(store / "generations")
    switch_current(store, meta.number)


class Candidate:
    """A generation in the making, under the writing lock.

    ``current`` is a read-only handle on the generation that it was made from. ``path`` is the
    candidate's engine folder, to be opened for writing by one process at a time (best by a child,
    see ``children``) and closed again before :meth:`publish`.
    """

    def __init__(self, store: Path, parent: Generation) -> None:
        self.parent = parent
        self.published: Generation | None = None
        self._store = store
        self._folder = _fresh_candidate(store)
        self.path = self._folder / "data"
        self.scratch = self._folder / "scratch"
        self.scratch.mkdir()
        # With the lock held nothing is pruned, so no lease is needed.
        self.current = pyoxigraph.Store.read_only(str(parent.data))
        self.current.backup(str(self.path))

    def publish(
        self, *, quads: int | None = None, ontology: str | None = None, repeats: int | None = None
    ) -> Generation:
        """Make it the current generation, durably; gives it. ``quads`` is counted if not given."""
        count = len(pyoxigraph.Store.read_only(str(self.path))) if quads is None else quads
        meta = replace(self.parent.meta, number=self.parent.number + 1, created=now(), quads=count)
        meta = meta if repeats is None else replace(meta, repeats=repeats)
        shutil.rmtree(self.scratch)
        _publish(self._store, self._folder, meta if ontology is None else replace(meta, ontology=ontology))
        self.published = current_generation(self._store)
        prune(self._store)
        return self.published


@contextmanager
def writing(store: Path, *, patience: float = LOCK_PATIENCE) -> Iterator[Candidate]:
    """Hold the lock and a candidate made from the current generation; discard it if not published.

    Raises :class:`StoreBusy` after ``patience`` seconds, :class:`StoreMissing`.
    """
    current_generation(store)
    with _locked(store, patience):
        try:
            yield Candidate(store, current_generation(store))
        finally:
            shutil.rmtree(store / "candidates", ignore_errors=True)


def publish_copy(store: Path, fill: Callable[[Path], Meta]) -> Generation:
    """Publish, as the next generation, an engine's folder made from elsewhere; gives it.

    ``fill`` makes the folder that it is given, and tells what it holds (``number`` and ``created``
    do not count). The current generation is not opened: it may be damaged. Raises
    :class:`StoreBusy`, and what ``fill`` raises; then nothing is changed.
    """
    with _locked(store, LOCK_PATIENCE):
        try:
            folder = _fresh_candidate(store)
            meta = fill(folder / "data")
            taken = [int(path.name) for path in (store / "generations").iterdir() if path.name.isdecimal()]
            _publish(store, folder, replace(meta, number=max(taken, default=0) + 1, created=now()))
            prune(store)
        finally:
            shutil.rmtree(store / "candidates", ignore_errors=True)
        return current_generation(store)
