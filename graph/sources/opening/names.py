"""What a file's name says: whether it is a page, how it is packed, what the record is called."""

from __future__ import annotations

import unicodedata

PAGE_SUFFIXES = (".txt", ".json", ".jsonl", ".ndjson", ".jsonld", ".csv", ".tsv", ".html", ".htm")
LINES_SUFFIXES = (".jsonl", ".ndjson")
TABLE_SUFFIXES = (".csv", ".tsv")
ARCHIVE_SUFFIXES = (".zip", ".tar")
_COMPRESSIONS = {".gz": "gzip", ".xz": "xz", ".bz2": "bzip2"}
_SHORT_FORMS = {".tgz": ".tar.gz", ".txz": ".tar.xz", ".tbz2": ".tar.bz2", ".tbz": ".tar.bz2"}
READABLE = ", ".join((*PAGE_SUFFIXES, *ARCHIVE_SUFFIXES, *_COMPRESSIONS))


def long_form(name: str) -> str:
    """``pages.tgz`` is ``pages.tar.gz``."""
    for short, long in _SHORT_FORMS.items():
        if name.lower().endswith(short):
            return name[: -len(short)] + long
    return name


def compression(name: str) -> tuple[str, str | None]:
    """The name without its outermost compression suffix, and that compression."""
    name = long_form(name)
    for suffix, kind in _COMPRESSIONS.items():
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)], kind
    return name, None


def archive(name: str) -> str | None:
    """``zip`` or ``tar`` where the name, without compressions, says so."""
    return next((suffix[1:] for suffix in ARCHIVE_SUFFIXES if name.lower().endswith(suffix)), None)


def is_ours(name: str) -> bool:
    """Whether the name is that of a page or of an archive, compressed or not."""
    inner, packed = compression(name)
    while packed:
        inner, packed = compression(inner)
    return inner.lower().endswith(PAGE_SUFFIXES + ARCHIVE_SUFFIXES)


def is_page(name: str) -> bool:
    """Whether the name is that of an uncompressed page."""
    return name.lower().endswith(PAGE_SUFFIXES)


def is_lines(name: str) -> bool:
    """Whether the name says JSON Lines."""
    return name.lower().endswith(LINES_SUFFIXES)


def is_table(name: str) -> bool:
    """Whether the name says CSV."""
    return name.lower().endswith(TABLE_SUFFIXES)


def is_document(name: str) -> bool:
    """Whether the name says JSON-LD, where an array is one page of several nodes."""
    return name.lower().endswith(".jsonld")


def is_hidden(part: str) -> bool:
    """Names that systems leave behind: a leading dot, or the folder that macOS puts into zips."""
    return part.startswith(".") or part == "__MACOSX"


def clean(path: str) -> str:
    """A name that any text can hold: NFC, bytes that are no UTF-8 and control characters escaped."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return unicodedata.normalize("NFC", shown)


def member_name(path: str) -> str:
    """The path of an archive's member: posix, relative, without ``.`` and ``..``.

    Nothing is unpacked to disk, so a path that climbs out does no harm; it only needs a name.
    """
    parts = path.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))
