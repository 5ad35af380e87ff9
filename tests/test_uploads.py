"""Bodies of requests: bounds, packing, forms with files, and what RDF is written in."""

from __future__ import annotations

import gzip
import lzma
import zlib

import pytest
from pyoxigraph import RdfFormat
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from rolegraph.service.errors import BadRequest, RequestError, TooLarge, UnsupportedMediaType
from rolegraph.service.uploads import body, payloads

TURTLE = b"<http://x/s> <http://x/p> 1 ."
MOST = 100_000


def sent(
    data: bytes, kind: str | None = "text/turtle", coding: str | None = None, length: bool = True
) -> Request:
    named: dict[str, str | None] = {"Content-Type": kind, "Content-Encoding": coding}
    headers = {name: value for name, value in named.items() if value}
    builder = EnvironBuilder(method="POST", data=data, headers=list(headers.items()))
    environ = builder.get_environ()
    if not length:
        del environ["CONTENT_LENGTH"]
        environ["wsgi.input_terminated"] = True
    if kind is None:
        environ.pop("CONTENT_TYPE", None)
    return Request(environ)


def read(request: Request, most: int = MOST) -> list[tuple[bytes, RdfFormat]]:
    with payloads(request, most) as found:
        return [(payload.path.read_bytes(), payload.format) for payload in found]


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        (None, TURTLE),
        ("identity", TURTLE),
        ("gzip", gzip.compress(TURTLE, mtime=0)),
        ("X-GZIP", gzip.compress(TURTLE[:9], mtime=0) + gzip.compress(TURTLE[9:], mtime=0)),
        ("xz", lzma.compress(TURTLE)),
        ("xz", lzma.compress(TURTLE, preset=9)),
    ],
)
@pytest.mark.parametrize("length", [True, False])
def test_bodies_are_unpacked(coding: str | None, packed: bytes, length: bool) -> None:
    assert body(sent(packed, coding=coding, length=length), MOST) == TURTLE


@pytest.mark.parametrize(
    ("coding", "packed", "error"),
    [
        ("br", TURTLE, UnsupportedMediaType),
        ("gzip, gzip", gzip.compress(gzip.compress(TURTLE, mtime=0), mtime=0), UnsupportedMediaType),
        ("gzip", TURTLE, BadRequest),
        ("gzip", gzip.compress(TURTLE, mtime=0)[:-9], BadRequest),
        ("gzip", gzip.compress(TURTLE, mtime=0)[:-8] + b"12345678", BadRequest),
        ("gzip", gzip.compress(b"\n" * (MOST + 1), mtime=0), TooLarge),
        ("xz", TURTLE, BadRequest),
        ("xz", lzma.compress(TURTLE)[:-9], BadRequest),
        ("xz", lzma.compress(TURTLE) + b"more", BadRequest),
        ("xz", lzma.compress(b"\n" * (MOST + 1)), TooLarge),
        (None, b"\n" * (MOST + 1), TooLarge),
    ],
)
@pytest.mark.parametrize("length", [True, False])
def test_what_can_not_be_unpacked_within_the_bound(
    coding: str | None, packed: bytes, error: type[RequestError], length: bool
) -> None:
    with pytest.raises(error):
        body(sent(packed, coding=coding, length=length), MOST)


def test_a_dictionary_of_gigabytes_is_not_made() -> None:
    """The header of an xz stream says how much memory unpacking takes."""
    small = lzma.compress(TURTLE, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}])
    # The size of the dictionary is one byte of the block's header, behind which stands its CRC.
    place = small.index(b"\x21\x01") + 2
    header = bytearray(small[12 : 12 + (small[12] + 1) * 4])
    header[place - 12] = 34  # 2^29 bytes
    header[-4:] = _crc(bytes(header[:-4]))
    with pytest.raises(BadRequest, match="emory"):
        body(sent(small[:12] + bytes(header) + small[12 + len(header) :], coding="xz"), MOST)


def _crc(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "little")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("Text/Turtle; Charset=UTF-8", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/trig", RdfFormat.TRIG),
        ("application/n-quads", RdfFormat.N_QUADS),
        (None, RdfFormat.RDF_XML),
    ],
)
def test_the_content_type_says_what_it_is_written_in(kind: str | None, expected: RdfFormat) -> None:
    assert read(sent(TURTLE, kind)) == [(TURTLE, expected)]


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "text/csv", "application/x-www-form-urlencoded", "text/turtle; charset=utf-16", "text/n3"],
)
def test_other_media_types_are_refused_with_those_that_are_read(kind: str) -> None:
    with pytest.raises(UnsupportedMediaType) as caught:
        read(sent(TURTLE, kind))
    assert "text/turtle" in caught.value.headers["Accept-Post"]


def form(*parts: tuple[str, str, bytes], boundary: str = "limit") -> Request:
    """A form of (disposition's parameters, Content-Type, content)."""
    pieces = []
    for more, kind, content in parts:
        head = f"Content-Disposition: form-data; {more}\r\n" + (f"Content-Type: {kind}\r\n" if kind else "")
        pieces += [f"--{boundary}\r\n{head}\r\n".encode(), content, b"\r\n"]
    return sent(
        b"".join([*pieces, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
    )


def test_each_part_of_a_form_has_a_format_of_its_own() -> None:
    triples = b"<http://x/s> <http://x/p> <http://x/o> .\n" * 5000
    request = form(
        ('name="a"; filename="a"', "text/turtle; charset=utf-8", TURTLE),
        ('name="b"', "application/rdf+xml", b"<x/>"),
        ('name="c"; filename="c.nt"', "application/octet-stream", triples),
        ('name="d"; filename="d.jsonld"', "", b"{}"),
    )
    assert read(request, 1_000_000) == [
        (TURTLE, RdfFormat.TURTLE),
        (b"<x/>", RdfFormat.RDF_XML),
        (triples, RdfFormat.N_TRIPLES),
        (b"{}", RdfFormat.JSON_LD),
    ]


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (form(), BadRequest),
        (form(('name="a"', "", TURTLE)), UnsupportedMediaType),
        (form(('name="a"; filename="a.exe"', "application/octet-stream", TURTLE)), UnsupportedMediaType),
        (form(('name="a"', "text/turtle", b"\n" * MOST)), TooLarge),
        (form(*[('name="a"', "text/turtle", TURTLE)] * 101), TooLarge),
        (sent(b"--other\r\n\r\n", "multipart/form-data; boundary=limit"), BadRequest),
        (sent(b"--limit--\r\n", "multipart/form-data"), BadRequest),
        (
            sent(
                b"--limit\r\nContent-Type: text/turtle\r\n\r\n1\r\n--limit--",
                "multipart/form-data; boundary=limit",
            ),
            BadRequest,
        ),
        (
            sent(
                b'--limit\r\nContent-Disposition: form-data; name="a"\r\n\r\n<x>',
                "multipart/form-data; boundary=limit",
            ),
            BadRequest,
        ),
    ],
    ids=["none", "unnamed", "program", "large", "many", "boundary", "no-boundary", "no-name", "cut"],
)
def test_forms_that_can_not_be_taken(request_: Request, error: type[RequestError]) -> None:
    with pytest.raises(error):
        read(request_)
