"""RDF that means harm, sent to every address that takes RDF: refused, with nothing written."""

from __future__ import annotations

import gzip
import io
import json
import lzma
from http.client import HTTPConnection

import pytest
from attacked import UPDATE, Target, writes_still

OPTIONS = ("deadline=20",)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ROOT = f'<r:RDF xmlns:r="{RDF}" xmlns:e="http://e/">'
TURTLE, XML, JSON_LD = "text/turtle", "application/rdf+xml", "application/ld+json"
TAKERS = [("PUT", "/graphs/mine"), ("POST", "/graphs"), ("POST", "/validate")]
NESTED = 50_000
LITERAL = 50_000_000
MIB = 1 << 20


def refused(target: Target, body: bytes | str, kind: str, status: int = 400, coding: str = "") -> None:
    for method, path in TAKERS:
        response, answer = target.send(method, path, body, kind, Content_Encoding=coding)
        assert response.status == status, (method, path, answer)
        assert json.loads(answer)["status"] == status
        assert len(answer) < 10_000


def laughs(depth: int) -> str:
    """An entity that grows tenfold with each step."""
    steps = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(depth))
    return f'<!DOCTYPE r [<!ENTITY e0 "lol">{steps}]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("document_type", "used"),
    [
        (laughs(9), "&e9;"),
        ('<!DOCTYPE r [<!ENTITY a "x">]>', "&a;"),
        ('<!DOCTYPE r [<!ENTITY a "' + "x" * 90_000 + '">]>', "&a;" * 1000),
        ("<!DOCTYPE r>", ""),
        ("<!-- c --><!DOCTYPE r []>", ""),
        ('<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"),
    ],
    ids=["laughs", "one", "quadratic", "empty", "behind-a-comment", "cycle"],
)
def test_xml_entities(alive: Target, document_type: str, used: str, encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{document_type}{ROOT}'
        f'<r:Description r:about="http://x/s"><e:p>{used}</e:p></r:Description></r:RDF>'
    )
    refused(alive, text.encode(encoding), XML)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (TURTLE, "<‹(" * NESTED),
        (TURTLE, "<<(" * NESTED),
        (TURTLE, "<http://x/s> <http://x/p> " + "<<(" * NESTED),
        (TURTLE, "<http://x/s> <http://x/p> " + "(" * NESTED),
        (TURTLE, "<http://x/s> <http://x/p> " + "[ <http://x/p> " * NESTED),
        (TURTLE, "<http://x/s> <http://x/p> " + "<<( <http://x/s> <http://x/p> " * NESTED + "1" + " )>>" * NESTED + " ."),
        ("application/trig", "{ <http://x/s> <http://x/p> " + "(" * NESTED),
        ("application/n-triples", "<http://x/s> <http://x/p> " + "<<( <http://x/s> <http://x/p> " * NESTED),
        (JSON_LD, '{"http://x/p":' * NESTED + "1" + "}" * NESTED),
        (JSON_LD, '{"@context":' + "[" * NESTED + "]" * NESTED + "}"),
        (JSON_LD, '{"http://x/p":' + '{"@list":[' * NESTED + "]}" * NESTED + "}"),
        (JSON_LD, "[" * NESTED),
        (XML, ROOT + "<e:a>" * NESTED),
        (XML, ROOT + "<e:a><e:b>" * NESTED + "</e:b></e:a>" * NESTED + "</r:RDF>"),
        (XML, "<a " + "".join(f'xmlns:a{n}="http://x/{n}" ' for n in range(NESTED))),
    ],
)  # fmt: skip
def test_deep_documents(alive: Target, kind: str, text: str) -> None:
    refused(alive, text, kind)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (TURTLE, "<http://x/s> <http://x/p> " + "(" * NESTED + ")" * NESTED + " ."),
        (JSON_LD, '{"@context": {' + ",".join(f'"a{n}": "a{n + 1}:x"' for n in range(2000)) + '}, "a0": 1}'),
        (JSON_LD, '{"@context": {"a": "b:x", "b": "a:x"}, "a:y": 1}'),
    ],
    ids=["closed-lists", "chain-of-terms", "cycle-of-terms"],
)
def test_documents_that_may_be_taken_or_not(target: Target, kind: str, text: str) -> None:
    """They end, one way or the other, and the next write is carried out."""
    response, body = target.send("POST", "/validate", text, kind)
    assert response.status in (200, 400, 413, 503), body
    writes_still(target)


def test_a_literal_of_50_mb(alive: Target) -> None:
    """With the usual settings. Clients that send all of it before they read get the answer, too."""
    turtle = b'<http://x/s> <http://x/p> "' + b"x" * LITERAL + b'" .'
    update = b'INSERT DATA { <http://x/s> <http://x/p> "' + b"x" * LITERAL + b'" }'
    for method, path in (*TAKERS, ("POST", "/update"), ("POST", "/sparql")):
        kind, body = {"/update": (UPDATE, update), "/sparql": ("application/sparql-query", update)}.get(
            path, (TURTLE, turtle)
        )
        assert patient(alive, method, path, body, kind, chunked=False) == 413, path
        assert patient(alive, method, path, body, kind, chunked=True) == 413, path


def test_a_literal_longer_than_the_engine_takes(alive: Target) -> None:
    refused(alive, '<http://x/s> <http://x/p> "' + "x" * (17 * MIB) + '" .', TURTLE, 413)


def patient(target: Target, method: str, path: str, body: bytes, kind: str, *, chunked: bool) -> int:
    """The status of the answer, read also where the service stops to read before all is sent."""
    connection = HTTPConnection("127.0.0.1", target.server.port, timeout=60)
    headers = {"Content-Type": kind, "Authorization": f"Bearer {target.writer}"}
    try:
        try:
            sent = iter(lambda: source.read(MIB), b"") if chunked and (source := io.BytesIO(body)) else body
            connection.request(method, path, sent, headers, encode_chunked=chunked)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return connection.getresponse().status
    finally:
        connection.close()


def bomb(coding: str, size: int) -> bytes:
    """That many line feeds, packed."""
    pieces = (b"\n" * min(MIB, size - start) for start in range(0, size, MIB))
    if coding == "xz":
        packer = lzma.LZMACompressor()
        return b"".join([*map(packer.compress, pieces), packer.flush()])
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for piece in pieces:
            file.write(piece)
    return packed.getvalue()


@pytest.mark.parametrize("coding", ["gzip", "xz"])
def test_a_body_that_unpacks_to_too_much(alive: Target, coding: str) -> None:
    packed = bomb(coding, 200 * MIB)
    assert len(packed) < MIB
    refused(alive, packed, TURTLE, 413, coding)
    for path, kind in (("/update", UPDATE), ("/sparql", "application/sparql-query")):
        response, answer = alive.send("POST", path, packed, kind, Content_Encoding=coding)
        assert response.status == 413, answer


def test_a_form_of_many_or_large_files(alive: Target) -> None:
    head = '--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\n\r\n'
    kind = "multipart/form-data; boundary=x"
    refused(alive, head * 101 + "\r\n--x--\r\n", kind, 413)
    large = (head + "\n" * (40 * MIB) + "\r\n--x--\r\n").encode()
    for method, path in TAKERS:
        assert patient(alive, method, path, large, kind, chunked=True) == 413


def test_writing_goes_on(target: Target) -> None:
    writes_still(target)
