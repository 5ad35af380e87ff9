"""The store on disk: whole generations, one of them current.

::

    STORE/
      store.json                 format and base IRI, written once
      lock, lock.next            held by the one process that writes, and by the next
      current -> generations/12  switched by one rename
      generations/12/data/       the RocksDB folder (pyoxigraph); it never changes once published
      generations/12/meta.json   what it is: number, time, quads, ontology checksum
      generations/12/repeats.nt  the triples that stand in several graphs, where there are any
      generations/12/merged/     a copy of data/ without their repeats, made when it is needed
      generations/12/in-use      locked (shared) by whoever reads it, so that pruning leaves it
      generations/12/pinned      present where it is kept for good
      candidates/                a generation in the making; left over only after a crash
      heads/                     engines that web processes keep open for their next writes
      derived/                   what is made from generations, see :mod:`rolegraph.graph.derived.made`
      dumps/                     the current one as files, see :mod:`rolegraph.graph.catalogue.dumps`
      refused/  reports/         what loads reported
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import urlsplit

import pyoxigraph

from rolegraph.graph.errors import BaseMismatch, StoreError, StoreMissing
from rolegraph.graph.store.durable import sync
from rolegraph.graph.store.repeats import REPEATS_FILE

DEFAULT_BASE = "http://127.0.0.1:8000/"
STORE_FORMAT = 1
KEPT_GENERATIONS = 4


@dataclass(frozen=True, slots=True)
class Meta:
    """What ``meta.json`` says: ``created`` is ISO 8601 UTC, ``ontology`` a SHA-256 in hex.

    ``repeats`` counts how often a triple stands in another graph too, see
    :mod:`rolegraph.graph.store.repeats`. ``content`` is the number of the generation that changed
    anything but the derived graphs last, which is this one or an older one. ``derived`` names the
    state of the derived graphs: those of two generations are the same where it is.
    """

    number: int
    created: str
    quads: int
    ontology: str = ""
    repeats: int = 0
    content: int = 0
    derived: str = ""


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state of the graph; it never changes.

    ``data`` is opened with ``pyoxigraph.Store.read_only(str(generation.data))``.
    """

    path: Path
    base: str
    meta: Meta

    @property
    def number(self) -> int:
        """Counts from 1; every publication adds one."""
        return self.meta.number

    @property
    def content(self) -> int:
        """The number of the generation whose data, derived graphs aside, this one has."""
        return self.meta.content

    @property
    def created(self) -> str:
        """When it was published, ISO 8601 in UTC."""
        return self.meta.created

    @property
    def quads(self) -> int:
        """How many quads it holds."""
        return self.meta.quads

    @property
    def data(self) -> Path:
        """The engine's folder."""
        return self.path / "data"

    @property
    def lists_repeats(self) -> bool:
        """Whether it tells which triples the engine's union of all graphs gives more than once."""
        return self.meta.repeats > 0 and (self.path / REPEATS_FILE).exists()

    @property
    def merges(self) -> bool:
        """Whether the union of all graphs can be asked as a set."""
        return not self.meta.repeats or self.lists_repeats


class Lease:
    """Keeps a generation from being pruned while it is read, until ``close``."""

    def __init__(self, generation: Generation) -> None:
        try:
            self._file: IO[bytes] = (generation.path / "in-use").open("rb")
        except FileNotFoundError:
            raise StoreMissing(f"generation {generation.number} was pruned; ask again") from None
        fcntl.flock(self._file, fcntl.LOCK_SH)
        if not (generation.path / "meta.json").exists():
            self._file.close()
            raise StoreMissing(f"generation {generation.number} was pruned; ask again")

    def close(self) -> None:
        """Give the generation free; closing twice does no harm."""
        self._file.close()


class OpenGeneration:
    """A generation opened for reading in this process, kept from pruning until ``close``.

    ``store`` is the engine's read-only handle.
    """

    def __init__(self, generation: Generation, lease: Lease) -> None:
        self.generation = generation
        self._lease = lease
        self.store = pyoxigraph.Store.read_only(str(generation.data))

    def close(self) -> None:
        """Give the generation free; do not use ``store`` after it."""
        self._lease.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def lease_current(folder: Path) -> tuple[Generation, Lease]:
    """The current generation of the store in ``folder``, leased. Raises :class:`StoreMissing`."""
    while True:
        generation = current_generation(folder)
        try:
            return generation, Lease(generation)
        except StoreMissing:
            # It was pruned between the two steps, so a newer one is current by now.
            if current_generation(folder).number == generation.number:
                raise


def read_current(folder: Path) -> OpenGeneration:
    """Open the current generation of the store in ``folder``. Raises :class:`StoreMissing`."""
    return OpenGeneration(*lease_current(folder))


def checked_base(base: str) -> str:
    """``base`` if it can be one: an absolute http(s) IRI without query that ends in ``/``."""
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise StoreError(
            f"base IRI {base!r} is not an absolute http(s) IRI: give one like https://example.org/"
        )
    if not base.endswith("/"):
        raise StoreError(f"base IRI {base!r} must end in '/': give {base + '/'!r}")
    try:
        pyoxigraph.NamedNode(base)
    except ValueError as error:
        raise StoreError(f"base IRI {base!r} is not an IRI: {error}") from None
    return base


def store_base(store: Path) -> str:
    """The base IRI that the first load stored. Raises :class:`StoreMissing`."""
    try:
        settings = json.loads((store / "store.json").read_text("utf-8"))
    except FileNotFoundError:
        raise StoreMissing(
            f"no rolegraph store in {store}: make one with 'rolegraph load PATH --store {store}'"
        ) from None
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{store / 'store.json'} can't be read ({error}): restore the store from a backup"
        ) from None
    if settings.get("format") != STORE_FORMAT:
        raise StoreError(
            f"{store} has store format {settings.get('format')!r}; this rolegraph reads {STORE_FORMAT}"
        )
    return str(settings["base"])


def require_base(store: Path, base: str | None) -> str:
    """The store's base, if ``base`` is none or the same. Raises :class:`BaseMismatch`."""
    stored = store_base(store)
    if base is not None and base != stored:
        raise BaseMismatch(
            f"{store} was made with base {stored}, not {base}: leave --base out or use another store"
        )
    return stored


def current_generation(store: Path) -> Generation:
    """The generation that answers now. Raises :class:`StoreMissing`."""
    base = store_base(store)
    try:
        target = os.readlink(store / "current")
        return _generation(store / target, base)
    except FileNotFoundError:
        raise StoreMissing(f"the store in {store} has no generation: load something into it") from None


def generations(store: Path) -> list[Generation]:
    """All kept generations, oldest first."""
    base = store_base(store)
    folders = [p for p in (store / "generations").iterdir() if (p / "meta.json").exists()]
    return [_generation(path, base) for path in sorted(folders, key=lambda p: int(p.name))]


def _generation(path: Path, base: str) -> Generation:
    meta = json.loads((path / "meta.json").read_text("utf-8"))
    # Those of earlier versions have no derived graphs, so each has content of its own.
    return Generation(path=path, base=base, meta=Meta(**{"content": meta["number"], **meta}))


def write_meta(folder: Path, meta: Meta) -> None:
    """Write ``meta.json`` and ``in-use`` into a generation in the making."""
    (folder / "in-use").touch()
    (folder / "meta.json").write_text(json.dumps(asdict(meta)), "utf-8")


def switch_current(store: Path, number: int) -> None:
    """Make generation ``number`` the current one, in one rename that survives a crash."""
    fresh = store / "current.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("generations") / str(number))
    fresh.replace(store / "current")
    sync(store)


def prune(store: Path, keep: int = KEPT_GENERATIONS) -> list[int]:
    """Remove old generations but the last ``keep``, pinned ones and those being read.

    Call with the writing lock held. Gives the numbers that were removed.
    """
    for folder in (store / "generations").iterdir():
        if not (folder / "meta.json").exists():  # its removal was cut short
            shutil.rmtree(folder)
    return [
        generation.number
        for generation in generations(store)[:-keep]
        if not (generation.path / "pinned").exists() and _remove_unread(generation)
    ]


def _remove_unread(generation: Generation) -> bool:
    with (generation.path / "in-use").open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        (generation.path / "meta.json").unlink()
        shutil.rmtree(generation.path)
    return True
