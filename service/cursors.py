"""Opaque cursors: how far a list was read, in which state of the graph, for which question."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from rolegraph.service.errors import BadRequest

_LONGEST = 120
_INSIDE = re.compile(rb"(\d{1,12})\.(\d{1,6})\.([0-9a-f]{16})")


def digest(parts: Sequence[str]) -> str:
    """16 hex digits that tell one question from another."""
    text = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:16]


def write(content: int, skipped: int, question: Sequence[str]) -> str:
    """The cursor that goes on after ``skipped`` entries of an answer from a content generation."""
    inside = f"{content}.{skipped}.{digest(question)}"
    return urlsafe_b64encode(inside.encode()).decode().rstrip("=")


def read(cursor: str, content: int, question: Sequence[str]) -> int:
    """How many entries a cursor skips. Raises :class:`BadRequest` where it is of another list or state."""
    found = _INSIDE.fullmatch(_decoded(cursor))
    if found is None:
        raise BadRequest("the cursor is none that was given here: leave it out to begin anew")
    if found[3].decode() != digest(question):
        raise BadRequest("the cursor is of another question: leave it out to begin anew")
    if int(found[1]) != content:
        raise BadRequest("the graph has changed since the cursor was given: leave it out to begin anew")
    return int(found[2])


def _decoded(cursor: str) -> bytes:
    if len(cursor) > _LONGEST or not cursor.isascii():
        return b""
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        return b""
