"""The table of readers: which forms of page are known, and which one a record has."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from rolegraph.graph.errors import BadValue, RefusedRecord
from rolegraph.graph.identity import source_key
from rolegraph.graph.model import Reading, Record, Source
from rolegraph.graph.sources import (
    ncs,
    ncs_html,
    ooh,
    own_json,
    profile_csv,
    role_page,
    role_page_html,
    schema_org,
)
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.html_input.recognising import html_start
from rolegraph.graph.sources.json_input.parsing import parse_json


@dataclass(frozen=True, slots=True)
class Reader:
    """One form of page.

    ``recognises`` tells from the bytes alone and raises nothing; ``read`` raises
    :class:`UnreadableSource` or :class:`RefusedRecord`. What is ``embedded`` also stands in HTML
    pages, which then have the media type.
    """

    name: str
    media_type: str
    recognises: Callable[[bytes], bool]
    read: Callable[[Record], Reading]
    description: str
    embedded: bool = False

    def media_type_of(self, data: bytes) -> str:
        """The media type of a record that this reader read."""
        in_html = self.embedded and decode_text(data).text.lstrip().startswith("<")
        return "text/html" if in_html else self.media_type


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
        "ooh",
        "text/html",
        ooh.recognises,
        ooh.read,
        "a page of the US Occupational Outlook Handbook as HTML",
    ),
    Reader(
        "ncs-html",
        "text/html",
        ncs_html.recognises,
        ncs_html.read,
        "a job profile of the UK National Careers Service as HTML",
    ),
    Reader(
        "schema-org",
        "application/ld+json",
        schema_org.recognises,
        schema_org.read,
        "an Occupation or JobPosting of schema.org as JSON-LD, alone or in a script of an HTML page",
        embedded=True,
    ),
    Reader(
        "csv",
        "text/csv",
        profile_csv.recognises,
        profile_csv.read,
        "a row of CSV under a header of known columns (docs/profile-csv.md)",
    ),
    Reader(
        "role-page-html",
        "text/html",
        role_page_html.recognises,
        role_page_html.read,
        "a role page as HTML: a title, pay, experience, and lists under headings (docs/role-page-html.md)",
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
_HTML_REMEDY = "docs/role-page-html.md describes one; other files can be left out"
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
    if html_start(record.data) is not None:
        raise RefusedRecord("format-unknown", f"is HTML, but no role page: {_HTML_REMEDY}", "line 1")
    raise RefusedRecord("format-unknown", f"is text, but no role page: {_TEXT_REMEDY}", "line 1")


def read_record(record: Record, format: str | None = None) -> tuple[Source, Reading]:
    """What a record says, and the identity of the page: its URL, or else the record's name.

    ``format`` names the reader; without it the record is recognised. Messages name the place in the
    record; the record itself (``Record.origin``) is for the caller to name. Raises
    :class:`UnreadableSource`, :class:`RefusedRecord`, and :class:`BadValue` for an unknown format.
    """
    reader = reader_named(format) if format else recognise(record)
    try:
        reading = reader.read(record)
    except RecursionError:
        message = "is nested too deeply to be read: flatten it"
        raise RefusedRecord("nested-too-deeply", message) from None
    name = reading.url or record.name
    source = Source(
        key=source_key(name),
        name=name,
        origin=record.origin,
        checksum=hashlib.sha256(record.data).hexdigest(),
        media_type=reader.media_type_of(record.data),
        format=reader.name,
    )
    return source, reading


def _names() -> str:
    return ", ".join(reader.name for reader in READERS)
