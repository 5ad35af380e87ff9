"""What zip and tar archives hold, member by member. Nothing is ever written to disk.

Members of a zip come sorted by name, those of a tar in its order: it is read as a stream.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import IO, cast

from rolegraph.graph.sources.opening.names import clean, is_hidden, is_ours, member_name
from rolegraph.graph.sources.opening.outcomes import MIB, Ignored, Spoiled, Unreadable, unreadable
from rolegraph.graph.sources.opening.streams import (
    Budget,
    Guard,
    check_ratio,
    drain,
    fault_of,
    guarded,
    owned,
    seekable,
)

_END_OF_TAR = bytes(1024)
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that can be opened: from a folder, an archive, or named by the user.

    ``name`` is relative to the root, ``size`` in bytes where it is known. ``chosen``: the user
    named it, so that it is read whatever its suffix. ``layers`` counts what it was unpacked from.
    """

    name: str
    origin: str
    size: int | None
    open: Callable[[], io.BufferedReader]
    budget: Budget
    chosen: bool = False
    layers: int = 0


Member = Entry | Unreadable | Ignored


def members(kind: str, entry: Entry, stream: io.BufferedReader, prefix: str) -> Iterator[Member]:
    """The files in an archive of ``kind`` ``zip`` or ``tar`` that ``stream`` gives.

    ``prefix`` stands before each member's name. Members of other kinds are :class:`Ignored`; one
    that can't be read is :class:`Unreadable`. Raises :class:`Spoiled` where the archive breaks.
    """
    walk = _zip_members if kind == "zip" else _tar_members
    for number, member in enumerate(walk(entry, stream, prefix), start=1):
        if number > entry.budget.limits.entries:
            most = entry.budget.limits.entries
            raise Spoiled("too-many-entries", f"holds more than {most} files: split it")
        yield member


def _zip_members(entry: Entry, stream: io.BufferedReader, prefix: str) -> Iterator[Member]:
    with closing(seekable(stream, entry.budget.limits)) as copy:
        try:
            archive = zipfile.ZipFile(copy)
        except Exception as error:
            raise fault_of(error) from error
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if not info.is_dir():
                yield _zip_member(archive, info, entry, prefix)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, entry: Entry, prefix: str) -> Member:
    name = clean(member_name(info.filename))
    origin = f"{entry.origin}/{name}"
    reason = _why_ignored(name)
    if reason:
        return Ignored(origin, reason)
    if info.flag_bits & _ENCRYPTED:
        return unreadable(
            origin, "encrypted", "is encrypted: unpack it with its password and load the folder"
        )
    try:
        check_ratio(info.compress_size, info.file_size, entry.budget.limits)
    except Spoiled as fault:
        return unreadable(origin, fault.code, str(fault))

    def opened() -> io.BufferedReader:
        entry.budget.spend(info.file_size)
        try:
            return owned(archive.open(info), entry.budget)
        except Exception as error:
            raise fault_of(error) from error

    return _inside(entry, prefix + name, origin, info.file_size, opened)


def _tar_members(entry: Entry, stream: io.BufferedReader, prefix: str) -> Iterator[Member]:
    """Headers may take 1 MiB each: tarfile would read a longer one into memory whole."""
    guard = cast(Guard, stream.raw)
    guard.stop_at = guard.count + MIB
    with _open_tar(stream) as archive:
        while info := _next_info(archive):
            guard.stop_at = None
            yield from _tar_member(archive, info, entry, prefix)
            guard.stop_at = guard.count + MIB
    guard.stop_at = None
    drain(stream)
    if guard.tail != _END_OF_TAR:
        raise Spoiled("truncated", "is cut short, its end mark is missing: fetch or make it again")


def _open_tar(stream: io.BufferedReader) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=stream, mode="r|")
    except Spoiled:
        raise
    except Exception as error:
        raise fault_of(error) from error


def _next_info(archive: tarfile.TarFile) -> tarfile.TarInfo | None:
    try:
        info = archive.next()
    except Spoiled:
        raise
    except Exception as error:
        raise fault_of(error) from error
    archive.members = []  # type: ignore[attr-defined]
    return info


def _tar_member(
    archive: tarfile.TarFile, info: tarfile.TarInfo, entry: Entry, prefix: str
) -> Iterator[Member]:
    if info.isdir():
        return
    name = clean(member_name(info.name))
    origin = f"{entry.origin}/{name}"
    if not info.isfile():
        yield Ignored(origin, "it is a link or a device: an archive's pages are its files")
        return
    if info.issparse():
        entry.budget.spend(info.size)
    raw = cast(IO[bytes], archive.extractfile(info))
    reason = _why_ignored(name)
    if reason:
        yield Ignored(origin, reason)
    else:
        stream = guarded(raw, entry.budget)
        yield _inside(entry, prefix + name, origin, info.size, lambda: stream)
    _pass_over(raw)


def _pass_over(raw: IO[bytes]) -> None:
    """Read what is left of a member, so that nothing but headers is read between two."""
    try:
        drain(raw)
    except Spoiled:
        raise
    except Exception as error:
        raise fault_of(error) from error


def _inside(
    entry: Entry, name: str, origin: str, size: int, opened: Callable[[], io.BufferedReader]
) -> Entry:
    return Entry(name, origin, size, opened, entry.budget, layers=entry.layers + 1)


def _why_ignored(name: str) -> str | None:
    if any(is_hidden(part) for part in name.split("/")):
        return "it is hidden"
    return None if is_ours(name) else "its name is not that of a page"
