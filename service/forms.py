"""``multipart/form-data`` (RFC 7578): each part laid down in a file as it comes.

Werkzeug's own reading of forms forgets the Content-Type of parts that have no file name, and
keeps those in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from rolegraph.service.errors import BadRequest, TooLarge

MULTIPART = "multipart/form-data"
_MOST_PARTS = 100
_BUFFER = 1 << 20
"""Bytes kept of what is not yet known to be a head or a part."""


class Part(NamedTuple):
    """One part: its bytes, its Content-Type ("" if it has none) and its file name ("" likewise)."""

    path: Path
    content_type: str
    filename: str


def files_of_form(pieces: Iterable[bytes], boundary: str, folder: Path) -> list[Part]:
    """The parts of a form, in files of ``folder``.

    Raises :class:`BadRequest` where it is no form, :class:`TooLarge` where it has too many parts.
    """
    if not boundary:
        raise BadRequest(f"{MULTIPART} needs a boundary")
    found: list[Part] = []
    file: IO[bytes] | None = None
    try:
        for event in _events(pieces, boundary):
            if isinstance(event, Field | File):
                if file:
                    file.close()
                found.append(_begun(event, folder / f"part-{len(found)}"))
                file = found[-1].path.open("wb")
            elif isinstance(event, Data) and file:
                file.write(event.data)
    finally:
        if file:
            file.close()
    return found


def _begun(event: Field | File, path: Path) -> Part:
    filename = event.filename or "" if isinstance(event, File) else ""
    return Part(path, event.headers.get("Content-Type", ""), filename)


def _events(pieces: Iterable[bytes], boundary: str) -> Iterator[Event]:
    decoder = MultipartDecoder(boundary.encode(), max_form_memory_size=_BUFFER, max_parts=_MOST_PARTS)
    try:
        for piece in pieces:
            decoder.receive_data(piece)
            yield from _ready(decoder)
        decoder.receive_data(None)
        yield from _ready(decoder)
    except RequestEntityTooLarge:
        raise TooLarge(f"the form has more than {_MOST_PARTS} parts, or too long a head") from None
    except ValueError as error:
        raise BadRequest(f"the form can't be read: {error}") from None


def _ready(decoder: MultipartDecoder) -> Iterator[Event]:
    while not isinstance(event := decoder.next_event(), NeedData):
        yield event
        if isinstance(event, Epilogue):
            return
