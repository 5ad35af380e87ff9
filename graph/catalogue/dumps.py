"""Dumps of the store: made when they are first asked for, kept as long as their generation is current.

::

    STORE/dumps/lock                   held by whoever makes one or removes some
    STORE/dumps/12/all.nq.gz           from content generation 12
    STORE/dumps/12/all.nq.gz.sha256    its checksum, in the form of sha256sum
    STORE/dumps/12/graph-0f3a….nt.gz   of one graph, by the SHA-256 of its IRI
    STORE/dumps/making-7c1d…           in the making; left over only after a crash

A derived graph has the number of its generation instead. A dump appears by one rename, after its
checksum. Whoever is being sent one holds its file open, so that it can be removed meanwhile.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import secrets
import shutil
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from rolegraph.graph.catalogue.files import CHECKSUM, WHOLE, File, Form
from rolegraph.graph.errors import NotBuilt, RolegraphError, StoreFull
from rolegraph.graph.identity import Iris
from rolegraph.graph.store.children import run_child
from rolegraph.graph.store.generations import Generation, lease_current

_FOLDER = "dumps"
_MAKING = "making-"
_CHILD = "rolegraph.graph.catalogue.dump_child"
_DEADLINE = 1800.0
"""Seconds after which the making of one is given up."""
_MOST_WAITING = 16
_log = logging.getLogger(__name__)


class Wanted(NamedTuple):
    """Which dump: of one graph, or of all; a form of ``SINGLE`` or of ``WHOLE``."""

    graph: str | None
    form: Form

    @property
    def name(self) -> str:
        """The name of its file."""
        if self.graph is None:
            return f"all{self.form.extension}"
        return f"graph-{hashlib.sha256(self.graph.encode()).hexdigest()[:32]}{self.form.extension}"


@dataclass(frozen=True, slots=True)
class Dump:
    """One that was made; ``opened`` is to be closed, ``changed`` is in seconds since 1970."""

    opened: IO[bytes]
    file: File
    generation: int
    changed: float


class _Making:
    """One that is being made: an event for those who wait, and what went wrong."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.error: RolegraphError | None = None


class Dumps:
    """The dumps of the store in a folder; for all threads and processes.

    ``space`` bounds, in bytes, what they take on disk, and so each of them.
    """

    def __init__(self, store: Path, space: int) -> None:
        self._store, self._space = store, space
        self._folder = store / _FOLDER
        self._lock = threading.Lock()
        self._makings: dict[Path, _Making] = {}

    def get(self, wanted: Wanted, patience: float) -> Dump:
        """The dump of the current generation, waiting up to ``patience`` seconds for one that must be made.

        The graph must be there. Raises :class:`NotBuilt` where it takes longer, and what the making
        raised: :class:`WriteFailed`, :class:`StoreFull`.
        """
        generation, lease = lease_current(self._store)
        with closing(lease):
            path = self._folder / str(_number(generation, wanted)) / wanted.name
            if found := _open(path):
                return found
        making = self._start(path, wanted)
        making.done.wait(patience)
        if making.error:
            raise making.error
        if found := _open(path):
            return found
        raise NotBuilt(f"{wanted.name} is being made: ask again in a moment")

    def known(self, content: int) -> dict[str, File]:
        """The dumps of all graphs that stand, of a content generation, by file name."""
        names = [Wanted(None, form).name for form in WHOLE]
        found = {name: _read(self._folder / str(content) / name) for name in names}
        return {name: file for name, file in found.items() if file}

    def _start(self, path: Path, wanted: Wanted) -> _Making:
        with self._lock:
            making = self._makings.get(path)
            if making is None:
                if len(self._makings) >= _MOST_WAITING:
                    raise NotBuilt("too many dumps are being made: ask again in a moment")
                making = self._makings[path] = _Making()
                threading.Thread(target=self._make, args=(path, wanted, making), daemon=True).start()
            return making

    def _make(self, path: Path, wanted: Wanted, making: _Making) -> None:
        try:
            self._folder.mkdir(exist_ok=True)
            with (self._folder / "lock").open("ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not path.exists():
                    self._write(path.name, wanted)
        except RolegraphError as error:
            making.error = error
        except Exception:  # told to those who wait as "not there yet", and to the operator here
            _log.exception("a dump could not be made")
        finally:
            with self._lock:
                del self._makings[path]
            making.done.set()

    def _write(self, name: str, wanted: Wanted) -> None:
        """Make it of what is current now; call with the lock held."""
        generation, lease = lease_current(self._store)
        with closing(lease):
            self._remove_old(generation)
            folder = self._folder / str(_number(generation, wanted))
            folder.mkdir(exist_ok=True)
            making = self._folder / f"{_MAKING}{secrets.token_hex(8)}"
            try:
                made = run_child(_CHILD, self._order(generation, wanted, making), deadline=_DEADLINE)
                self._make_room(made["size"])
                (folder / f"{name}{CHECKSUM}").write_text(f"{made['sha256']}  {name}\n", "utf-8")
                making.rename(folder / name)
            finally:
                making.unlink(missing_ok=True)

    def _order(self, generation: Generation, wanted: Wanted, target: Path) -> dict[str, object]:
        return {
            "data": str(generation.data),
            "base": generation.base,
            "graph": wanted.graph,
            "form": wanted.form.engine,
            "target": str(target),
            "most": self._space,
        }

    def _remove_old(self, current: Generation) -> None:
        """What a crash left, and the dumps of generations that are not current any more."""
        kept = {str(current.content), str(current.number)}
        for path in self._folder.iterdir():
            if path.name.startswith(_MAKING):
                path.unlink()
            elif path.is_dir() and path.name not in kept:
                shutil.rmtree(path)

    def _make_room(self, size: int) -> None:
        """Remove those that were asked for longest ago, until so many bytes fit in."""
        dumps = [path for path in self._folder.glob("*/*.gz") if path.is_file()]
        dumps.sort(key=lambda path: path.stat().st_atime)
        used = sum(path.stat().st_size for path in dumps)
        for path in dumps:
            if used + size <= self._space:
                return
            used -= path.stat().st_size
            path.unlink()
            path.with_name(path.name + CHECKSUM).unlink(missing_ok=True)
        if used + size > self._space:
            raise StoreFull("the dump is larger than the setting dump_space allows")


def _number(generation: Generation, wanted: Wanted) -> int:
    derived = Iris(generation.base).derived_prefix
    is_derived = wanted.graph is not None and wanted.graph.startswith(derived)
    return generation.number if is_derived else generation.content


def _open(path: Path) -> Dump | None:
    file = _read(path)
    if file is None:
        return None
    with suppress(OSError):
        opened = path.open("rb")
        about = os.fstat(opened.fileno())
        os.utime(opened.fileno(), ns=(time.time_ns(), about.st_mtime_ns))
        return Dump(opened, file, int(path.parent.name), about.st_mtime)
    return None


def _read(path: Path) -> File | None:
    try:
        size = path.stat().st_size
        return File(size, path.with_name(path.name + CHECKSUM).read_text("utf-8").split()[0])
    except (OSError, IndexError):
        return None
