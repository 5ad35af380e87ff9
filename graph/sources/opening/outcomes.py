"""What opening an input can come to, besides a :class:`Record`, and how much may be opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rolegraph.graph.model import Record

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an input may hold, so that a hostile or mistaken one can't fill memory or disk.

    ``record_bytes``: one page, or one line of a JSON Lines file. ``unpacked_bytes``: what one
    archive or compressed file unpacks to. ``ratio``: bytes out for each byte in, watched from
    ``ratio_from`` bytes out on. ``entries``: files in one archive. ``layers``: archives and
    compressions inside each other (a ``.tar.xz`` is two). ``depth``: folders inside each other.
    """

    record_bytes: int = 8 * MIB
    unpacked_bytes: int = 4096 * MIB
    ratio: int = 250
    ratio_from: int = 32 * MIB
    entries: int = 200_000
    layers: int = 4
    depth: int = 64


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that could not be opened, and why; everything else is read all the same.

    ``origin`` names it for a person; ``code`` is stable ("truncated"); ``message`` is one whole
    line: what (with its origin), where, and what to do.
    """

    origin: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something inside a folder or archive that is no page by its name, and why."""

    origin: str
    reason: str


Outcome: TypeAlias = Record | Unreadable | Ignored


class Spoiled(Exception):
    """A stream that can't be read on. Internal: ``walk`` turns it into :class:`Unreadable`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def unreadable(origin: str, code: str, message: str) -> Unreadable:
    """An :class:`Unreadable` whose message starts with its origin."""
    return Unreadable(origin, code, f"{origin}: {message}")


def size_text(size: int) -> str:
    """``200 MiB``, ``512 bytes``."""
    return f"{size / MIB:.0f} MiB" if size >= MIB else f"{size} bytes"


def too_large(origin: str, size: int | None, limits: Limits) -> Unreadable:
    """The refusal of one record that is over the limit; ``size`` where it is known."""
    what = f"has {size_text(size)}" if size is not None else "goes on"
    return unreadable(
        origin,
        "too-large",
        f"{what}, and a page may have no more than {size_text(limits.record_bytes)}: "
        "split it into one file, or one JSON line, a page",
    )
