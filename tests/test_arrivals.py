"""How much of a request has arrived, as far as its beginning tells."""

from __future__ import annotations

import pytest

from rolegraph.service.heads import SMALL, Head, head_of, missing

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("received", "lacks"),
    [
        (b"", 1),
        (b"GET", 1),
        (GET, 1),
        (GET + b"\r\n", 0),
        (GET + b"\r\nGET /next", 0),
        (POST + b"\r\n", 10),
        (POST + b"\r\n1234567", 3),
        (POST + b"\r\n1234567890", 0),
        (POST + b"\r\n1234567890GET /", 0),
        (POST.replace(b"Content-Length: 10", b"CONTENT-length:\t0010 ") + b"\r\n", 10),
        (POST + b"Expect: 100-continue\r\n\r\n", SMALL),
        (POST + b"Expect: 100-continue\r\n\r\n1234567890", 0),
        (POST.replace(b"10", b"ten") + b"\r\n", 0),
        (POST.replace(b"10", b"9" * 30) + b"\r\n", 0),
        (CHUNKED, 1),
        (CHUNKED + b"5\r\n12345\r\n", 1),
        (CHUNKED + b"5\r\n12345\r\n0\r\n\r\n", 0),
        (CHUNKED.replace(b"chunked", b"gzip, Chunked"), 1),
        (CHUNKED.replace(b"chunked", b"foo"), 0),
        (CHUNKED.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), SMALL),
    ],
)
def test_what_a_request_lacks(received: bytes, lacks: int) -> None:
    """What is no number, or a coding that nobody knows, is left to the server, which refuses it."""
    assert missing(received) == lacks


@pytest.mark.parametrize(
    ("received", "head"),
    [
        (b"", Head("-", "/", {})),
        (b"GET / HTTP/1.1\r\n", Head("GET", "/", {})),
        (b"GET / HTTP/1.1", Head("-", "/", {})),
        (b"DELETE /a%20b?query=%20 HTTP/1.0\r\n", Head("DELETE", "/a b", {})),
        (b"GET /%c3%a9 HTTP/1.1\r\n", Head("GET", "/\xc3\xa9", {})),
        (b"get / HTTP/1.1\r\n", Head("-", "/", {})),
        (b"GET x HTTP/1.1\r\n", Head("-", "/", {})),
        (b"GET /" + b"a" * 600 + b" HTTP/1.1\r\n", Head("-", "/", {})),
        (
            b"GET / HTTP/1.1\r\naccept: text/html \r\nX-Request-Id:1\r\nB",
            Head("GET", "/", {"accept": "text/html", "x-request-id": "1"}),
        ),
        (b"GET / HTTP/1.1\r\nAccept: \x00\r\n\r\nX-Request-ID: 1\r\n", Head("GET", "/", {})),
        (b"GARBAGE\r\nX-Request-ID: 1\r\n", Head("-", "/", {"x-request-id": "1"})),
    ],
)
def test_what_is_known_of_a_request_that_is_refused(received: bytes, head: Head) -> None:
    assert head_of(received) == head
