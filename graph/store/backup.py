"""Backups: a copy of the current generation that is a store itself, with the checksum of every file.

::

    BACKUP/backup.json              when, which generation, SHA-256 of every file
    BACKUP/store.json, tokens.json  as in the store
    BACKUP/current, generations/N   the one generation

What is made from generations (``STORE/derived``) is left out: it is made anew.

Published generations never change, so a copy is consistent whatever is written meanwhile. The copy
is made beside its place and renamed there when it is complete and durable.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rolegraph.graph.errors import StoreBusy, StoreError, StoreMissing
from rolegraph.graph.store.durable import sync
from rolegraph.graph.store.generations import (
    Generation,
    Meta,
    current_generation,
    lease_current,
    require_base,
    store_base,
    write_meta,
)
from rolegraph.graph.store.repeats import REPEATS_FILE
from rolegraph.graph.store.tokens import TOKENS_FILE
from rolegraph.graph.store.writing import now, publish_copy, write_failure

_MANIFEST = "backup.json"
_FORMAT = 1
_PIECE = 1 << 20
_LOCK = "lock"


def backup(store: Path, target: Path) -> Generation:
    """Copy the current generation of a store, its settings and tokens to ``target``; gives the copy.

    ``target`` must not exist or be an empty folder; it may be on another file system. Raises
    :class:`StoreMissing`, :class:`StoreError`, :class:`WriteFailed`, :class:`StoreFull`; then nothing
    is left at ``target``.
    """
    _refuse_inside(store, target)
    generation, lease = lease_current(store)
    try:
        with _made(target) as folder:
            _copy_store(store, generation, folder)
    except OSError as error:
        raise write_failure(error, f"{target} can't be written") from None
    finally:
        lease.close()
    return current_generation(target)


def restore(source: Path, store: Path) -> Generation:
    """Bring a backup back: as a new store, tokens included, or as the next generation of an existing one.

    An existing store keeps its tokens and its older generations. Every checksum is compared
    before anything shows. Raises :class:`StoreMissing` where ``source`` is no backup,
    :class:`StoreError` where it is damaged or ``store`` is a folder of something else,
    :class:`BaseMismatch`.
    """
    manifest = _manifest(source)
    generation = current_generation(source)
    if not (store / "store.json").exists():
        with _made(store) as folder:
            _copy_store(source, generation, folder, manifest["files"])
        return current_generation(store)
    require_base(store, generation.base)

    def fill(data: Path) -> Meta:
        sums = _copy_content(generation, data.parent)
        _compare(sums, manifest["files"])
        return generation.meta

    return publish_copy(store, fill)


def _refuse_inside(store: Path, target: Path) -> None:
    if target.resolve().is_relative_to(store.resolve()):
        raise StoreError(f"{target} is in the store: name a folder outside of {store}")


@contextmanager
def _made(target: Path) -> Iterator[Path]:
    """A hidden folder beside ``target`` that becomes it when the block ends well, and goes when not."""
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise StoreError(f"{target} exists and is not an empty folder: name another")
    folder = target.absolute().parent / f".{target.name}.partial"
    folder.mkdir(parents=True, exist_ok=True)
    with _only_user(folder):
        try:
            yield folder
            (folder / _LOCK).unlink()
            _sync_folders(folder)
            folder.rename(target)
            sync(target.absolute().parent)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


@contextmanager
def _only_user(folder: Path) -> Iterator[None]:
    """Hold the folder, emptied of what a killed backup left; the lock falls with the process."""
    with (folder / _LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy(f"{folder} is being written by another process; try again later") from None
        for left in folder.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            elif left.name != _LOCK:
                left.unlink()
        yield


def _copy_store(
    store: Path, generation: Generation, folder: Path, expected: dict[str, str] | None = None
) -> None:
    place = Path("generations") / str(generation.number)
    (folder / place).mkdir(parents=True)
    sums = _copy_content(generation, folder / place)
    for name in ("store.json", TOKENS_FILE):
        if (store / name).exists():
            sums[name] = _copy(store / name, folder / name)
    if expected is not None:
        _compare(sums, expected)
    write_meta(folder / place, generation.meta)
    sync(folder / place / "meta.json")
    (folder / "current").symlink_to(place)
    if expected is None:
        _write_manifest(folder, generation, sums)


def _write_manifest(folder: Path, generation: Generation, sums: dict[str, str]) -> None:
    content = {"format": _FORMAT, "made": now(), "generation": generation.number, "files": sums}
    (folder / _MANIFEST).write_text(json.dumps(content, indent=1), "utf-8")
    sync(folder / _MANIFEST)


def _copy_content(generation: Generation, target: Path) -> dict[str, str]:
    """Copy the engine's folder and the list of repeats; gives checksums by the names that manifests use.

    What can be made of these, the merged copy, is left out.
    """
    (target / "data").mkdir()
    files = [Path("data") / file.name for file in sorted(generation.data.iterdir())]
    if generation.lists_repeats:
        files.append(Path(REPEATS_FILE))
    place = f"generations/{generation.number}"
    return {f"{place}/{file}": _copy(generation.path / file, target / file) for file in files}


def _copy(source: Path, target: Path) -> str:
    """Copy one file durably, with its mode; gives the SHA-256 of what was copied, in hex."""
    sum_ = hashlib.sha256()
    mode = source.stat().st_mode & 0o777
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with source.open("rb") as incoming, os.fdopen(handle, "wb") as outgoing:
        while piece := incoming.read(_PIECE):
            sum_.update(piece)
            outgoing.write(piece)
        outgoing.flush()
        os.fsync(outgoing.fileno())
    return sum_.hexdigest()


def _sync_folders(folder: Path) -> None:
    for path in (*(p for p in folder.rglob("*") if p.is_dir() and not p.is_symlink()), folder):
        sync(path)


def _manifest(source: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((source / _MANIFEST).read_text("utf-8"))
        number, files = content["generation"], content["files"]
    except FileNotFoundError:
        raise StoreMissing(f"{source} is no backup: make one with 'rolegraph backup DIR'") from None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreError(f"{source / _MANIFEST} can't be read ({error}): use another backup") from None
    store_base(source)
    if content.get("format") != _FORMAT or not isinstance(files, dict):
        raise StoreError(f"{source} is a backup of another format than {_FORMAT}")
    if current_generation(source).number != number:
        raise StoreError(f"{source} was written to since it was made: use another backup")
    return content


def _compare(sums: dict[str, str], expected: dict[str, str]) -> None:
    """Raises :class:`StoreError` where what was copied is not what the manifest says."""
    wanted = {name for name in expected if name.startswith("generations/")} | sums.keys()
    wrong = sorted(name for name in wanted if sums.get(name) != expected.get(name))
    if wrong:
        raise StoreError(f"the backup is damaged: {wrong[0]} is not what was saved; nothing was changed")
