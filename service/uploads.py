"""Bodies of requests: read within a bound, unpacked, and RDF laid down in files.

Nothing here parses RDF: that is done by a process that can be killed. What the bound says holds
for the unpacked bytes too, so that a small body that unpacks to a large one is refused.
"""

from __future__ import annotations

import gzip
import lzma
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

import pyoxigraph
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wrappers import Request

from rolegraph.service.errors import BadRequest, TooLarge, UnsupportedMediaType
from rolegraph.service.forms import MULTIPART, files_of_form
from rolegraph.service.metrics import SHARED
from rolegraph.service.negotiation import media_type

_PIECE = 1 << 16
_XZ_MEMORY = 80 << 20
"""Bytes; ``xz -9`` needs 65 MiB to unpack."""
_FORMATS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/x-turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/xml": pyoxigraph.RdfFormat.RDF_XML,
    "text/xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
    "application/json": pyoxigraph.RdfFormat.JSON_LD,
    "application/trig": pyoxigraph.RdfFormat.TRIG,
    "application/n-quads": pyoxigraph.RdfFormat.N_QUADS,
}
RDF_TYPES = tuple(kind for kind in _FORMATS if kind not in ("application/x-turtle", "text/xml"))
"""The media types of RDF that are read, for messages and headers."""
ACCEPT_RDF = {"Accept-Post": ", ".join((*RDF_TYPES, MULTIPART))}
_UNNAMED = ("", "text/plain", "application/octet-stream")
"""What clients say of a part of a form when they do not know better."""


class Payload(NamedTuple):
    """RDF that was sent: a file that lives as long as the request, and what it is written in."""

    path: Path
    format: pyoxigraph.RdfFormat


def body(request: Request, most: int) -> bytes:
    """The unpacked body of a request.

    Raises :class:`TooLarge` above ``most`` bytes, :class:`BadRequest` where it can't be unpacked,
    :class:`UnsupportedMediaType` for a Content-Encoding other than gzip and xz.
    """
    return b"".join(_pieces(request, most))


@contextmanager
def payloads(request: Request, most: int) -> Iterator[list[Payload]]:
    """The RDF of a request, or of each part of a form with files, in files that are removed at the end.

    Raises what :func:`body` raises, and :class:`UnsupportedMediaType` where a Content-Type is none
    of RDF; a body without one is RDF/XML (SPARQL 1.1 Graph Store HTTP Protocol, section 4.3).
    """
    with tempfile.TemporaryDirectory(prefix=_prefix(os.getpid()), dir=os.environ.get(SHARED)) as folder:
        kind, details = media_type(request.headers.get("Content-Type", ""))
        if kind == MULTIPART:
            yield _parts(request, Path(folder), most)
            return
        format_ = _format(kind or "application/rdf+xml", details)
        path = Path(folder) / "payload"
        with path.open("wb") as file:
            file.writelines(_pieces(request, most))
        yield [Payload(path, format_)]


def _prefix(process: int) -> str:
    return f"rolegraph-upload-{process}-"


def forget_uploads(process: int) -> None:
    """Remove what a web process that was killed left; the rest goes with the shared folder."""
    if shared := os.environ.get(SHARED):
        for folder in Path(shared).glob(f"{_prefix(process)}*"):
            shutil.rmtree(folder, ignore_errors=True)


def _parts(request: Request, folder: Path, most: int) -> list[Payload]:
    boundary = request.mimetype_params.get("boundary", "")
    found = [
        Payload(part.path, _format_of_part(part.content_type, part.filename))
        for part in files_of_form(_pieces(request, most), boundary, folder)
    ]
    if not found:
        raise BadRequest("the form has no part with RDF in it")
    return found


def _format_of_part(content_type: str, filename: str) -> pyoxigraph.RdfFormat:
    kind, details = media_type(content_type)
    named = pyoxigraph.RdfFormat.from_extension(Path(filename).suffix.lstrip("."))
    return named if kind in _UNNAMED and named and named.media_type in _FORMATS else _format(kind, details)


def _format(kind: str, details: dict[str, str]) -> pyoxigraph.RdfFormat:
    if kind not in _FORMATS:
        raise UnsupportedMediaType(f"{kind[:80]!r} is no RDF: send {', '.join(RDF_TYPES)}", ACCEPT_RDF)
    if details.get("charset", "utf-8") not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("the body must be UTF-8", ACCEPT_RDF)
    return _FORMATS[kind]


def _pieces(request: Request, most: int) -> Iterator[bytes]:
    """The unpacked body, piece by piece, never more than ``most`` bytes in all."""
    request.max_content_length = most
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    unpack = {"identity": _plain, "": _plain, "gzip": _gunzip, "x-gzip": _gunzip, "xz": _unxz}.get(coding)
    if unpack is None:
        accepted = {"Accept-Encoding": "gzip, xz"}
        raise UnsupportedMediaType(f"a body packed as {coding[:40]!r} is not read: use gzip or xz", accepted)
    size = 0
    try:
        for piece in unpack(_Whole(request)):
            size += len(piece)
            if size > most:
                raise TooLarge(f"the body has more than {most} bytes when unpacked")
            yield piece
    except RequestEntityTooLarge:
        raise TooLarge(f"the body has more than {most} bytes") from None
    except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        raise BadRequest(f"the body can't be unpacked as {coding}: {error}") from None


class _Whole:
    """The body as it is sent: one that ends before its Content-Length is no end (RFC 9112, section 8).

    Werkzeug takes what came for all of it where the server says that it knows the end, as gunicorn does.
    """

    def __init__(self, request: Request) -> None:
        self._stream = request.stream
        self._lacks = request.content_length or 0

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes; none at the end. Raises ``ClientDisconnected``."""
        piece = self._stream.read(size)
        self._lacks -= len(piece)
        if not piece and size and self._lacks > 0:
            raise ClientDisconnected
        return piece


def _plain(stream: _Whole) -> Iterator[bytes]:
    return iter(lambda: stream.read(_PIECE), b"")


def _gunzip(stream: _Whole) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=cast("IO[bytes]", stream)) as file:
        yield from iter(lambda: file.read(_PIECE), b"")


def _unxz(stream: _Whole) -> Iterator[bytes]:
    """Its memory is bounded: a header may ask for gigabytes."""
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    while not unpacker.eof:
        packed = stream.read(_PIECE) if unpacker.needs_input else b""
        if unpacker.needs_input and not packed:
            raise EOFError("it ends too early")
        yield unpacker.decompress(packed, _PIECE)
    if unpacker.unused_data or stream.read(1):
        raise EOFError("there is more behind its end")
