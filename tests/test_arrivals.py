"""How much of a request has arrived, as far as its beginning tells."""

from __future__ import annotations

import pytest

from rolegraph.service.arrivals import SMALL, missing

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
        (CHUNKED.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), SMALL),
    ],
)
def test_what_a_request_lacks(received: bytes, lacks: int) -> None:
    """What is no number is left to the server, which refuses it."""
    assert missing(received) == lacks
