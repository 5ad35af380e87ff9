"""Records, what was read from them, and what their owner should know."""

from __future__ import annotations

from dataclasses import dataclass, field

from rolegraph.graph.model.profile import RoleProfile


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a data owner should know of a page that is loaded; ``code`` is stable.

    ``field`` is the field of the profile or reading that it speaks of (``duties``, ``codes``),
    ``""`` where it is none. A code that ends in ``-not-understood`` says that something stood
    there and was not read: ``words`` is that text as the page has it.
    """

    code: str
    message: str
    place: str = ""
    remedy: str = ""
    field: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one record says; one about a role at two bands has two profiles.

    ``url`` is the page's own address,
    ``cited`` the addresses it names as the origin of its figures, ``citation`` their words.
    ``language`` is a BCP 47 tag for all its text. ``modified`` is an ISO 8601 date.
    """

    profiles: tuple[RoleProfile, ...]
    notices: tuple[Notice, ...] = ()
    url: str | None = None
    licence: str | None = None
    cited: tuple[str, ...] = ()
    citation: str | None = None
    language: str = "en"
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an input: a file, a line of a JSON Lines file, or a row of a CSV file.

    ``name`` is the path relative to the loaded root, with ``#n`` (from 1) in a JSON Lines or CSV
    file; ``origin`` is the path as a person gave it. ``data`` of a row is the header and the row,
    and ``line`` the line of its file (from 1) on which the row starts; 0 for all others.
    """

    name: str
    origin: str
    data: bytes = field(repr=False)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """The identity of a record that was read.

    ``name`` is the page's URL or else the record's name, ``key`` its source key; ``checksum`` the
    SHA-256 of the bytes in hex, ``media_type`` theirs; ``format`` the name of the reader.
    """

    key: str
    name: str
    origin: str
    checksum: str
    media_type: str
    format: str
