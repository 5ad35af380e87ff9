"""The table of readers: which forms of page are known, and which one a record has."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from rolegraph.graph.errors import BadValue, RefusedRecord
from rolegraph.graph.identity import source_key
from rolegraph.graph.model import Reading, Record, Source
from rolegraph.graph.sources import ncs, own_json, role_page
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.json_input.parsing import parse_json


@dataclass(frozen=True, slots=True)
class Reader:
    """One form of page.

    ``recognises`` tells from the bytes alone and raises nothing; ``read`` raises
    :class:`UnreadableSource` or :class:`RefusedRecord`.
    """

    name: str
    media_type: str
    recognises: Callable[[bytes], bool]
    read: Callable[[Record], Reading]
    description: str


READERS: tuple[Reader, ...] = (
    Reader(
        "ncs",
        "application/json",
        ncs.recognises,
        ncs.read,
        "a job profile of the UK National Careers Service as a JSON object",
    ),
    Reader(
        "json",
        "application/json",
        own_json.recognises,
        own_json.read,
        'the project\'s own JSON form, marked by "rolegraph": 1 (docs/profile-json.md)',
    ),
    Reader(
        "role-page",
        "text/plain",
        role_page.recognises,
        role_page.read,
        "a page of text: title, pay, experience, lists and prose, each on lines of their own",
    ),
)
"""In the order in which they are tried."""

_JSON_REMEDY = 'write it in the form of docs/profile-json.md and mark it with "rolegraph": 1'
_TEXT_REMEDY = "a role page has a title, pay and experience in its first lines; other files can be left out"


def reader_named(name: str) -> Reader:
    """The reader called ``name``; raises :class:`BadValue` that lists all names."""
    for reader in READERS:
        if reader.name == name:
            return reader
    raise BadValue("format-unknown", f"there is no format '{name}': choose one of {_names()}")


def recognise(record: Record) -> Reader:
    """The first reader that knows the record by its bytes.

    Raises :class:`UnreadableSource` where they are no text, :class:`RefusedRecord` where they are
    broken JSON, or a page of something else (``format-unknown``).
    """
    for reader in READERS:
        if reader.recognises(record.data):
            return reader
    text = decode_text(record.data).text.lstrip()
    if text.startswith(("{", "[")):
        parse_json(record.data)
        raise RefusedRecord("format-unknown", f"is JSON of another form: {_JSON_REMEDY}")
    raise RefusedRecord("format-unknown", f"is text, but no role page: {_TEXT_REMEDY}", "line 1")


def read_record(record: Record, format: str | None = None) -> tuple[Source, Reading]:
    """What a record says, and the identity of the page: its URL, or else the record's name.

    ``format`` names the reader; without it the record is recognised. Messages name the place in the
    record; the record itself (``Record.origin``) is for the caller to name. Raises
    :class:`UnreadableSource`, :class:`RefusedRecord`, and :class:`BadValue` for an unknown format.
    """
    reader = reader_named(format) if format else recognise(record)
    reading = reader.read(record)
    name = reading.url or record.name
    source = Source(
        key=source_key(name),
        name=name,
        origin=record.origin,
        checksum=hashlib.sha256(record.data).hexdigest(),
        media_type=reader.media_type,
        format=reader.name,
    )
    return source, reading


def _names() -> str:
    return ", ".join(reader.name for reader in READERS)
