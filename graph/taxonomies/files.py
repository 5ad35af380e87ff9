"""The files of a distribution: in folders, in zip archives, or named one by one; compressed or not.

Nothing is unpacked to disk. Limits and faults are those of :mod:`rolegraph.graph.sources.opening`.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.sources.opening.folders import file_entry
from rolegraph.graph.sources.opening.names import clean, compression, is_hidden
from rolegraph.graph.sources.opening.outcomes import Limits, Spoiled, Unreadable
from rolegraph.graph.sources.opening.streams import Budget, check_ratio, fault_of, guarded, owned, unpacked

_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class File:
    """A file of a distribution: ``name`` without folder and compression, ``origin`` for a person."""

    name: str
    origin: str
    packed: str | None
    opener: Callable[[], io.BufferedReader]

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader]:
        """Its bytes, unpacked. Raises :class:`UnreadableSource`, also while it is read."""
        try:
            with self.opener() as stream:
                if self.packed is None:
                    yield stream
                else:
                    budget = Budget(_LIMITS)
                    yield unpacked(guarded(stream, budget), self.packed, budget)
        except Spoiled as fault:
            raise UnreadableSource(f"{self.origin}: {fault}") from None
        except OSError as error:
            raise UnreadableSource(f"{self.origin}: {fault_of(error)}") from None


class Distribution:
    """The files that were named, by name; ``label`` is what a person calls the whole."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises :class:`UnreadableSource` for a path that can't be opened or holds nothing."""
        self.label = ", ".join(clean(str(path)) for path in paths)
        self.paths = tuple(paths)
        self.files: dict[str, File] = {}
        for path in paths:
            for file in _files(path):
                # The same table in the packages of two languages.
                self.files.setdefault(file.name, file)
        if not self.files:
            raise UnreadableSource(f"{self.label}: holds no file: name the folder or zip of the download")

    @property
    def names(self) -> list[str]:
        """The names of all files, sorted."""
        return sorted(self.files)


def _files(path: Path) -> list[File]:
    if path.is_dir():
        names = sorted(name for name in os.listdir(path) if not is_hidden(name))
        inside = [path / name for name in names]
        return [file for one in inside if not one.is_dir() for file in _files(one)]
    if zipfile.is_zipfile(path) and path.suffix.lower() != ".xlsx":
        return list(_zipped(path))
    found = file_entry(str(path), path.name, _LIMITS, chosen=True)
    if isinstance(found, Unreadable):
        raise UnreadableSource(found.message)
    if path.suffix.lower() == ".zip":
        raise UnreadableSource(f"{clean(str(path))}: is no whole zip archive: fetch it again")
    name, packed = compression(path.name)
    return [File(clean(name), found.origin, packed, found.open)]


def _zipped(path: Path) -> Iterator[File]:
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableSource(f"{clean(str(path))}: {fault_of(error)}") from None
    for info in members:
        parts = info.filename.split("/")
        if info.is_dir() or any(map(is_hidden, parts)):
            continue
        name, packed = compression(parts[-1])
        yield File(clean(name), f"{clean(str(path))}/{clean(info.filename)}", packed, _member(archive, info))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], io.BufferedReader]:
    def opened() -> io.BufferedReader:
        check_ratio(info.compress_size, info.file_size, _LIMITS)
        budget = Budget(_LIMITS)
        budget.spend(info.file_size)
        try:
            return owned(archive.open(info), budget)
        except Exception as error:
            raise fault_of(error) from error

    return opened
