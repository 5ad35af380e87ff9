"""The W3C suites that are made of HTTP exchanges: read from their manifests, run against a server.

A manifest describes requests and what is expected of the responses in the terms of the W3C's
HTTP and Content vocabularies; here they become plain values, and nothing of them is copied.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node
from serving import Server

_MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_HT = rdflib.Namespace("http://www.w3.org/2011/http#")
_CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
_UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_PLACE = "sparql/sparql11"
_STATUSES = {"Created": 201, "OK": 200, "NoContent": 204, "NotFound": 404}
_KINDS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml"),
}


@dataclass(frozen=True)
class Exchange:
    """A request and what is expected: the names of statuses, and what the manifest says beside."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[str]
    boolean: bool | None
    format: str | None
    location: str | None
    response_headers: dict[str, str]
    response_body: str | None


@dataclass(frozen=True)
class HttpTest:
    """A test: the graphs that it needs, by IRI, and its exchanges in order."""

    name: str
    graphs: dict[str, bytes]
    exchanges: tuple[Exchange, ...]


def unpacked(archive: Path, folder: Path) -> Path:
    """Unpack the suites of HTTP into a folder; gives the folder of the suites."""
    wanted = ("protocol", "graph-store-protocol", "service-description")
    with tarfile.open(archive, "r:xz") as tar:
        members = [m for m in tar.getmembers() if m.name.removeprefix("./").startswith(_PLACE)]
        tar.extractall(folder, [m for m in members if m.name.split("/")[-2] in wanted], filter="data")
    return folder / _PLACE


def read_tests(*manifests: Path) -> dict[str, HttpTest]:
    """The tests of manifests by name: those that it lists, and those that it only holds."""
    found = {}
    for path in manifests:
        graph = rdflib.Graph().parse(path, publicID=path.as_uri())
        for test in graph.subjects(_MF.action, None):
            name = str(test).rpartition("#")[2]
            found[name] = HttpTest(name, _needed(graph, test), tuple(_exchanges(graph, test)))
    return found


def names_of(manifest: Path) -> set[str]:
    """The local names of what a manifest lists."""
    graph = rdflib.Graph().parse(manifest, publicID=manifest.as_uri())
    entries = graph.value(None, RDF.type, _MF.Manifest)
    return {str(e).rpartition("#")[2] for e in Collection(graph, _one(graph, entries, _MF.entries))}


def _one(graph: rdflib.Graph, node: Node | None, term: Node) -> Node:
    value = graph.value(node, term)
    assert value is not None, term
    return value


def _needed(graph: rdflib.Graph, test: Node) -> dict[str, bytes]:
    needed = {}
    for one in graph.objects(test, _UT.graphData):
        file = Path(str(_one(graph, one, _UT.graph)).removeprefix("file://"))
        needed[str(_one(graph, one, RDFS.label))] = file.read_bytes()
    return needed


def _exchanges(graph: rdflib.Graph, test: Node) -> Iterator[Exchange]:
    action = _one(graph, test, _MF.action)
    for request in Collection(graph, _one(graph, action, _HT.requests)):
        response = _one(graph, request, _HT.resp)
        boolean, location = (
            graph.value(response, _MF.expectedBoolean),
            graph.value(response, _MF.expectedLocation),
        )
        expected = graph.value(response, _MF.expectedFormat)
        body = _body(graph, response)
        yield Exchange(
            method=str(_one(graph, request, _HT.methodName)),
            path=str(_one(graph, request, _HT.absolutePath)),
            headers=_headers(graph, request),
            body=_body(graph, request),
            statuses=frozenset(
                str(s).rpartition("#")[2] for s in graph.objects(response, _MF.expectedStatus)
            ),
            boolean=None if boolean is None else str(boolean) == "true",
            format=None if expected is None else str(expected),
            location=None if location is None else str(location),
            response_headers=_headers(graph, response),
            response_body=None if body is None else body.decode(),
        )


def _headers(graph: rdflib.Graph, message: Node) -> dict[str, str]:
    listed = graph.value(message, _HT.headers)
    entries: list[Node] = list(Collection(graph, listed)) if listed else []
    return {str(_one(graph, e, _HT.fieldName)): str(_one(graph, e, _HT.fieldValue)) for e in entries}


def _body(graph: rdflib.Graph, message: Node) -> bytes | None:
    body = graph.value(message, _HT.body)
    if body is None:
        return None
    # What is marked UTF-16 is sent in it, with the mark of byte order that Python's codec adds.
    return str(_one(graph, body, _CNT.chars)).encode(str(_one(graph, body, _CNT.characterEncoding)))


def run(server: Server, test: HttpTest, path_of: Any, authorization: dict[str, str]) -> None:
    """Send the requests of a test and check each response; ``path_of`` puts our paths for theirs."""
    variables: dict[str, str] = {}
    for exchange in test.exchanges:
        path, sent = path_of(exchange), exchange.body
        for name, value in variables.items():
            path = path.replace(name, value)
            sent = sent and sent.replace(name.encode(), value.encode())
        response, body = server.request(exchange.method, path, sent, {**exchange.headers, **authorization})
        _check(exchange, response, body)
        if exchange.location:
            variables[exchange.location] = response.headers["Location"]


def _check(exchange: Exchange, response: HTTPResponse, body: bytes) -> None:
    said = (exchange.method, exchange.path, response.status, body[:500])
    assert any(_is(response.status, name) for name in exchange.statuses), said
    kind = (response.headers["Content-Type"] or "").partition(";")[0]
    if exchange.format:
        assert kind in _KINDS[exchange.format], said
    if exchange.boolean is not None:
        assert json.loads(body)["boolean"] is exchange.boolean, said
    for name, value in exchange.response_headers.items():
        assert response.headers[name].replace(" ", "").lower() == value.replace(" ", "").lower(), said
    if exchange.response_body is not None:
        base = "http://www.example/"
        expected = rdflib.Graph().parse(data=exchange.response_body, format="turtle", publicID=base)
        assert len(expected) > 0
        assert isomorphic(rdflib.Graph().parse(data=body, format=kind, publicID=base), expected), said


def _is(status: int, name: str) -> bool:
    """Whether a status is the one, or of the class, that a name of the suites stands for."""
    if name.startswith("StatusCode"):
        return f"{status // 100}xx" == name.removeprefix("StatusCode")
    return HTTPStatus(status) == _STATUSES[name]
