"""Opening what a user names: files, folders, archives, standard input, and what is packed in them.

A fault of one file never stops the rest: it becomes an :class:`Unreadable`, and reading goes on.
What a stream held before it broke has been given: the complete lines of a JSON Lines file that is
cut short are records, its last, incomplete line is not.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from rolegraph.graph.model import Record
from rolegraph.graph.sources.opening.archives import Entry, members
from rolegraph.graph.sources.opening.folders import Folder, file_entry
from rolegraph.graph.sources.opening.names import READABLE, archive, clean, compression, is_page
from rolegraph.graph.sources.opening.outcomes import Ignored, Limits, Outcome, Spoiled, Unreadable, unreadable
from rolegraph.graph.sources.opening.split import File, split
from rolegraph.graph.sources.opening.streams import Budget, fault_of, guarded, sniff, unpacked

__all__ = ["Ignored", "Limits", "Outcome", "Unreadable", "walk"]


def walk(
    paths: Sequence[str], *, limits: Limits | None = None, stdin: BinaryIO | None = None
) -> Iterator[Outcome]:
    """Every record in ``paths``, each path in turn, folders sorted by name.

    A path is a page, a JSON Lines file, a folder (searched to its depths), a ``.zip`` or ``.tar``
    archive, any of them compressed with gzip, xz or bzip2, or ``-`` for standard input (``stdin``
    in tests). Records are named by their path relative to the folder or archive that was named,
    without compression suffix; so a folder and an archive of its contents give the same names.
    Raises nothing for bad input: that is what :class:`Unreadable` is for.
    """
    limits = limits or Limits()
    for path in paths:
        if path == "-":
            yield from _read(_standard_input(stdin, limits))
        elif os.path.isdir(path):
            yield from _folder(path, limits)
        else:
            yield from _file(path, limits)


def _standard_input(stdin: BinaryIO | None, limits: Limits) -> Entry:
    budget = Budget(limits)
    source = stdin or sys.stdin.buffer
    return Entry("stdin", "standard input", None, lambda: guarded(source, budget), budget, chosen=True)


def _file(path: str, limits: Limits) -> Iterator[Outcome]:
    """A file that the user named: it is read whatever its suffix."""
    found = file_entry(path, clean(os.path.basename(path)), limits, chosen=True)
    if isinstance(found, Unreadable):
        yield found
    else:
        yield from _read(found)


def _folder(path: str, limits: Limits) -> Iterator[Outcome]:
    """All pages of a folder, and a refusal if there are none."""
    found = False
    for entry in Folder(path, limits).walk():
        for outcome in _read(entry) if isinstance(entry, Entry) else (entry,):
            found = found or not isinstance(outcome, Ignored)
            yield outcome
    if not found:
        yield _without_pages(clean(path), "folder")


def _without_pages(origin: str, kind: str) -> Unreadable:
    return unreadable(
        origin, f"{kind}-empty", f"holds no page: this {kind} has no file that ends in {READABLE}"
    )


def _read(entry: Entry) -> Iterator[Outcome]:
    """What an entry holds; its faults end it, and nothing else."""
    try:
        with entry.open() as stream:
            yield from _open(entry, stream)
    except Spoiled as fault:
        yield unreadable(entry.origin, fault.code, str(fault))
    except OSError as error:
        plain = fault_of(error)
        yield unreadable(entry.origin, plain.code, str(plain))


def _open(entry: Entry, stream: io.BufferedReader) -> Iterator[Outcome]:
    """Unpack one layer after the other, until there are pages."""
    limits = entry.budget.limits
    name, packed = compression(entry.name)
    kind = archive(name)
    if entry.chosen and not (packed or kind or is_page(name)):
        packed, kind = _sniffed(stream)
    if (packed or kind) and entry.layers >= limits.layers:
        raise Spoiled("too-deep", f"is packed more than {limits.layers} times: unpack it and load the folder")
    if packed:
        inner = unpacked(stream, packed, entry.budget)
        yield from _open(_within(entry, name), inner)
    elif kind:
        yield from _archive(kind, entry, stream)
    else:
        yield from split(File(entry.name, entry.origin, stream, entry.size, limits))


def _sniffed(stream: io.BufferedReader) -> tuple[str | None, str | None]:
    """The compression or the archive that the first bytes tell."""
    kind = sniff(stream)
    return (None, kind) if kind in ("zip", "tar") else (kind, None)


def _within(entry: Entry, name: str) -> Entry:
    """The same entry with a compression taken off: its size is no longer known."""
    return Entry(name, entry.origin, None, entry.open, entry.budget, entry.chosen, entry.layers + 1)


def _archive(kind: str, entry: Entry, stream: io.BufferedReader) -> Iterator[Outcome]:
    """The members of an archive; the archive that was named gives no part of their names."""
    prefix = "" if entry.chosen else f"{entry.name}/"
    found = False
    for member in members(kind, entry, stream, prefix):
        for outcome in _read(member) if isinstance(member, Entry) else (member,):
            found = found or isinstance(outcome, Record | Unreadable)
            yield outcome
    if not found:
        yield _without_pages(entry.origin, "archive")
