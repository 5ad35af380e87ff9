"""Writing: a generation in the making beside the current one, published by one rename or thrown away.

The current generation is never written to. A candidate is a copy by hard links
(``Store.read_only(current).backup``), so it costs milliseconds whatever the size of the store.
"""

from __future__ import annotations

import errno
import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph

from rolegraph.graph.errors import StoreError, StoreFull, StoreMissing, WriteFailed
from rolegraph.graph.store.durable import sync, sync_tree
from rolegraph.graph.store.generations import (
    STORE_FORMAT,
    Generation,
    Meta,
    checked_base,
    current_generation,
    prune,
    require_base,
    switch_current,
    write_meta,
)
from rolegraph.graph.store.heads import clear_dead_heads
from rolegraph.graph.store.locking import LOCK_FILES, locked
from rolegraph.graph.store.repeats import Repeats, carry_list

LOCK_PATIENCE = 600.0
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_SAID_OF_NO_SPACE = ("No space left on device", "Disk quota exceeded")


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
    try:
        return _created(store, base)
    except (OSError, RuntimeError) as error:
        raise write_failure(error, f"the store in {store} can't be written") from None


def _created(store: Path, base: str) -> Generation:
    with locked(store, LOCK_PATIENCE):
        _write_settings(store, base)
        try:
            return current_generation(store)
        except StoreMissing:
            try:
                _publish_empty(store)
            finally:
                shutil.rmtree(store / "candidates", ignore_errors=True)
    return current_generation(store)


def write_failure(error: Exception | str, what: str) -> WriteFailed:
    """What to raise where the disk did not take a write: :class:`StoreFull` if for want of space.

    ``error`` is what the system or the engine said, ``what`` the start of the message.
    """
    full = getattr(error, "errno", None) in _NO_SPACE or any(s in str(error) for s in _SAID_OF_NO_SPACE)
    if full:
        return StoreFull(f"{what}: the disk is full; nothing was changed; free some space and try again")
    return WriteFailed(f"{what} ({error}); nothing was changed")


def _foreign(store: Path) -> bool:
    """Whether the folder holds anything that a crash of ours could not have left."""
    ours = {*LOCK_FILES, "generations", "candidates", "store.json.new", "current.new"}
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
    _publish(store, folder, Meta(number=1, created=now(), quads=0, content=1))


@contextmanager
def write_lock(store: Path, patience: float) -> Iterator[None]:
    """Hold the lock under which :class:`Draft` may be used; removes old generations when it ends.

    What was not published goes, too. Raises :class:`StoreBusy` after ``patience`` seconds,
    :class:`StoreMissing`.
    """
    current_generation(store)
    with locked(store, patience):
        try:
            yield
        finally:
            shutil.rmtree(store / "candidates", ignore_errors=True)
            with suppress(OSError):  # what can't be removed now is removed by a later write
                prune(store)


def _fresh_candidate(store: Path) -> Path:
    """An empty candidate folder; with the lock held, whatever is left there is a dead one's.

    It has a name of its own, so that no process that outlived its parent for a moment writes into it.
    """
    folder = store / "candidates"
    shutil.rmtree(folder, ignore_errors=True)
    clear_dead_heads(store)
    fresh = folder / secrets.token_hex(8)
    fresh.mkdir(parents=True)
    (store / "generations").mkdir(exist_ok=True)
    return fresh


def _publish(store: Path, folder: Path, meta: Meta) -> Generation:
    write_meta(folder, meta)
    sync_tree(folder)
    target = store / "generations" / str(meta.number)
    if target.exists():
        # Renamed into place by a writer that died before it switched: never current, so no loss.
        shutil.rmtree(target)
    folder.rename(target)
    sync(store / "generations")
    switch_current(store, meta.number)
    return current_generation(store)


class Draft:
    """A generation in the making, under the writing lock; ``path`` is where its engine's folder belongs.

    That is filled by others, and closed before :meth:`publish`.
    """

    def __init__(self, store: Path, parent: Generation) -> None:
        self.parent = parent
        self.published: Generation | None = None
        self._store = store
        self._folder = _fresh_candidate(store)
        self.path = self._folder / "data"

    def publish(
        self,
        *,
        quads: int | None = None,
        ontology: str | None = None,
        repeats: Repeats | None = None,
        same_content: bool = False,
        derived: str | None = None,
    ) -> Generation:
        """Make it the current generation, durably; gives it.

        ``quads`` is counted if not given; ``ontology``, ``repeats`` and ``derived`` are then as before.
        ``same_content``: nothing was changed but the derived graphs.
        """
        count = len(pyoxigraph.Store.read_only(str(self.path))) if quads is None else quads
        number = self.parent.number + 1
        content = self.parent.content if same_content else number
        meta = replace(self.parent.meta, number=number, created=now(), quads=count, content=content)
        meta = meta if derived is None else replace(meta, derived=derived)
        if repeats is None:
            carry_list(self.parent.path, self._folder)
        else:
            meta = replace(meta, repeats=repeats.count)
            repeats.keep(self._folder)
        meta = meta if ontology is None else replace(meta, ontology=ontology)
        self.published = _publish(self._store, self._folder, meta)
        return self.published


class Candidate(Draft):
    """A draft that starts as a copy of the current generation.

    ``path`` is to be opened for writing by one process at a time (best by a child, see
    ``children``); ``current`` is a read-only handle on the generation that it was made from, and
    ``scratch`` a folder for what is needed on the way.
    """

    def __init__(self, store: Path, parent: Generation) -> None:
        super().__init__(store, parent)
        self.scratch = self._folder.with_suffix(".scratch")
        self.scratch.mkdir()
        # With the lock held nothing is pruned, so no lease is needed.
        self.current = pyoxigraph.Store.read_only(str(parent.data))
        self.current.backup(str(self.path))


@contextmanager
def writing(store: Path, *, patience: float = LOCK_PATIENCE) -> Iterator[Candidate]:
    """Hold the lock and a candidate made from the current generation; discard it if not published.

    Raises :class:`StoreBusy` after ``patience`` seconds, :class:`StoreMissing`.
    """
    with write_lock(store, patience):
        yield Candidate(store, current_generation(store))


def publish_copy(store: Path, fill: Callable[[Path], Meta]) -> Generation:
    """Publish, as the next generation, an engine's folder made from elsewhere; gives it.

    ``fill`` makes the folder that it is given, and beside it the list of repeats, and tells what it
    holds (``number``, ``content`` and ``created`` do not count). The current generation is not
    opened: it may be damaged. Raises :class:`StoreBusy`, and what ``fill`` raises; then nothing is
    changed.
    """
    with locked(store, LOCK_PATIENCE):
        try:
            folder = _fresh_candidate(store)
            meta = fill(folder / "data")
            taken = [int(path.name) for path in (store / "generations").iterdir() if path.name.isdecimal()]
            number = max(taken, default=0) + 1
            _publish(store, folder, replace(meta, number=number, created=now(), content=number))
            prune(store)
        finally:
            shutil.rmtree(store / "candidates", ignore_errors=True)
        return current_generation(store)
