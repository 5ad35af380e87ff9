"""The SPARQL 1.1 Graph Store HTTP Protocol against a real server."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic
from serving import BASE, Server, ask, fill, serving

from rolegraph.graph.store.generations import current_generation
from rolegraph.graph.store.tokens import Tokens

MINE = "http://example.org/graphs/mine"
ELSEWHERE = "http://elsewhere.example/a%20graph?x=1&y#z"
VOCABULARY = "http://example.org/graph/vocabulary"
TURTLE = '@prefix x: <http://x/> . x:s x:p [ x:q "é" ] .'
GRAPH = rdflib.Graph().parse(data=TURTLE, format="turtle")
JSON_LD = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def at(graph: str) -> str:
    """The indirect name of a graph."""
    return f"/graphs?graph={quote(graph, '')}"


class Store(NamedTuple):
    """A running server, and the right to write."""

    server: Server
    writer: str

    def send(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        kind: str | None = "text/turtle",
        **headers: str,
    ) -> tuple[HTTPResponse, bytes]:
        data = body.encode() if isinstance(body, str) else body
        sent = {"Content-Type": kind if data is not None else None, "Authorization": f"Bearer {self.writer}"}
        return self.server.request(method, path, data, {n: v for n, v in {**sent, **headers}.items() if v})

    def graph(self, path: str) -> rdflib.Graph:
        response, body = self.server.request("GET", path, headers={"Accept": "text/turtle"})
        assert response.status == 200, body
        return rdflib.Graph().parse(data=body, format="turtle")

    @property
    def generation(self) -> int:
        return current_generation(self.server.store).number


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = tmp_path_factory.mktemp("graphs") / "store"
    fill(store, bulk=5000)
    writer = Tokens(store).create("write")[1]
    with serving(store, "upload_size=1") as server:
        yield Store(server, writer)


@pytest.fixture
def store(running: Store) -> Store:
    """Without what other tests wrote."""
    update = f"DROP SILENT GRAPH <{MINE}>; DROP SILENT GRAPH <{ELSEWHERE}>; DROP DEFAULT"
    response, body = running.send("POST", "/update", update, "application/sparql-update")
    assert response.status == 200, body
    return running


@pytest.mark.parametrize("path", ["/graphs/mine", at(MINE), at(ELSEWHERE), "/graphs?default"])
def test_a_graph_from_put_to_delete(store: Store, path: str) -> None:
    named = path != "/graphs?default"
    assert store.server.request("GET", path)[0].status == (404 if named else 200)
    response, body = store.send("PUT", path, TURTLE)
    assert (response.status, body) == (201 if named else 204, b"")
    assert response.headers["Rolegraph-Generation"] == str(store.generation)
    assert isomorphic(store.graph(path), GRAPH)
    assert store.send("PUT", path, '<http://x/s> <http://x/p> "2" .')[0].status == 204
    assert len(store.graph(path)) == 1
    assert store.send("POST", path, TURTLE)[0].status == 204
    assert len(store.graph(path)) == 3
    assert store.send("DELETE", path)[0].status == 204
    assert store.server.request("GET", path)[0].status == (404 if named else 200)
    assert store.send("DELETE", path)[0].status == (404 if named else 204)
    assert store.send("POST", path, TURTLE)[0].status == (201 if named else 204)
    assert isomorphic(store.graph(path), GRAPH)


def test_direct_and_indirect_names_are_one(store: Store) -> None:
    store.send("PUT", "/graphs/mine", TURTLE)
    assert isomorphic(store.graph(at(MINE)), GRAPH)
    found = json.loads(ask(store.server, f"ASK {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")[1])
    assert found["boolean"]


def test_the_path_is_the_graph_as_it_was_sent(store: Store) -> None:
    for path in ("/graphs/mine/%C3%A9", "/graphs/mine/a%2Fb", "/graphs/mine/%2531"):
        assert store.send("PUT", path, TURTLE)[0].status == 201
        assert isomorphic(store.graph(at(f"{BASE.rstrip('/')}{path}")), GRAPH)
        assert store.send("DELETE", path)[0].status == 204


def test_a_post_without_a_name_makes_a_graph(store: Store) -> None:
    places = set()
    for _ in range(2):
        response, _ = store.send("POST", "/graphs", TURTLE)
        assert response.status == 201
        place = response.headers["Location"]
        assert place.startswith(f"{BASE}graphs/")
        assert isomorphic(store.graph(at(place)), GRAPH)
        path = "/" + place.removeprefix(BASE)
        assert isomorphic(store.graph(path), GRAPH)
        assert store.send("DELETE", path)[0].status == 204
        places.add(place)
    assert len(places) == 2


SERIALISED = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}


def in_format(kind: str) -> bytes:
    triples = (quad.triple for quad in pyoxigraph.parse(TURTLE, format=pyoxigraph.RdfFormat.TURTLE))
    format_ = pyoxigraph.RdfFormat.from_media_type(kind)
    assert format_
    text = pyoxigraph.serialize(triples, format=format_)
    assert text
    return text


@JSON_LD
@pytest.mark.parametrize("kind", SERIALISED)
def test_every_format_is_read_and_sent(store: Store, kind: str) -> None:
    assert store.send("PUT", "/graphs/mine", in_format(kind), kind)[0].status == 201
    assert isomorphic(store.graph("/graphs/mine"), GRAPH)
    response, body = store.server.request("GET", "/graphs/mine", headers={"Accept": kind})
    assert response.status == 200
    assert response.headers["Content-Type"].partition(";")[0] == kind
    assert "Accept" in response.headers["Vary"]
    if kind in ("application/trig", "application/n-quads"):
        quads = list(pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.from_media_type(kind)))
        assert [quad.graph_name for quad in quads] == [pyoxigraph.DefaultGraph()] * 2
    else:
        assert isomorphic(rdflib.Graph().parse(data=body, format=SERIALISED[kind]), GRAPH)
    head, nothing = store.server.request("HEAD", "/graphs/mine", headers={"Accept": kind})
    assert head.headers["Content-Type"] == response.headers["Content-Type"]
    assert (head.status, head.headers["Content-Length"], nothing) == (200, str(len(body)), b"")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
    ],
)
def test_negotiation(store: Store, accept: str | None, expected: str) -> None:
    store.send("PUT", "/graphs/mine", TURTLE)
    for path in ("/graphs/mine", "/graphs?default"):
        response, _ = store.server.request("GET", path, headers={"Accept": accept} if accept else {})
        assert (response.status, response.headers["Content-Type"]) == (200, expected)
    assert store.server.request("GET", "/graphs/mine", headers={"Accept": "text/csv"})[0].status == 406
    response, body = store.server.request("GET", "/graphs/mine?format=nt", headers={"Accept": "text/csv"})
    assert response.headers["Content-Type"] == "application/n-triples"
    assert body.count(b"\n") == 2


def test_turtle_has_the_prefixes_of_the_project(store: Store) -> None:
    _, body = store.server.request("GET", at(VOCABULARY))
    assert b"@prefix skos:" in body
    assert b"skos:prefLabel" in body


def test_large_graphs_arrive_whole(store: Store) -> None:
    response, body = store.server.request(
        "GET", at("http://example.org/graph/bulk"), headers={"Accept": "application/n-triples"}
    )
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert body.count(b"\n") == 5000


def test_the_default_graph_is_the_stored_one(store: Store) -> None:
    assert len(store.graph("/graphs?default")) == 0
    store.send("PUT", "/graphs?default", TURTLE)
    assert len(store.graph("/graphs?default")) == 2
    assert store.server.request("HEAD", "/graphs?default")[0].status == 200


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress(TURTLE.encode(), mtime=0)), ("xz", lzma.compress(TURTLE.encode()))],
)
def test_packed_bodies(store: Store, coding: str, packed: bytes) -> None:
    assert store.send("PUT", "/graphs/mine", packed, **{"Content-Encoding": coding})[0].status == 201
    assert isomorphic(store.graph("/graphs/mine"), GRAPH)


def test_bodies_in_chunks(store: Store) -> None:
    """Their length is not told beforehand."""
    for pieces, status in (([TURTLE[:9], TURTLE[9:]], 201), (["\n" * 65536] * 32, 413)):
        connection = HTTPConnection("127.0.0.1", store.server.port, timeout=60)
        headers = {"Content-Type": "text/turtle", "Authorization": f"Bearer {store.writer}"}
        body = (piece.encode() for piece in pieces)
        connection.request("PUT", "/graphs/mine", body=body, headers=headers, encode_chunked=True)
        assert connection.getresponse().status == status
        connection.close()
    assert isomorphic(store.graph("/graphs/mine"), GRAPH)


def form(*parts: tuple[str, str]) -> tuple[bytes, str]:
    pieces = [
        f'--limit\r\nContent-Disposition: form-data; name="a"; filename="a"\r\nContent-Type: {kind}\r\n\r\n{text}\r\n'
        for kind, text in parts
    ]
    return "".join([*pieces, "--limit--\r\n"]).encode(), "multipart/form-data; boundary=limit"


def test_forms_with_several_files(store: Store) -> None:
    """Their graphs are merged: equal labels of blank nodes in two files mean two nodes."""
    body, kind = form(
        ("text/turtle", '_:b <http://x/p> "1" .'),
        ("application/n-triples", '_:b <http://x/p> "2" .'),
        ("application/ld+json", '{"@id": "_:b", "http://x/p": "3"}'),
    )
    assert store.send("POST", "/graphs/mine", body, kind)[0].status == 201
    found = store.graph("/graphs/mine")
    assert {str(value) for value in found.objects()} == {"1", "2", "3"}
    assert len(set(found.subjects())) == 3


def test_of_a_form_all_is_taken_or_nothing(store: Store) -> None:
    body, kind = form(("text/turtle", TURTLE), ("text/turtle", "<http://x/s> <http://x/p> ."))
    assert store.send("POST", "/graphs/mine", body, kind)[0].status == 400
    assert store.server.request("GET", "/graphs/mine")[0].status == 404


def test_relative_iris_are_resolved_against_the_graph(store: Store) -> None:
    store.send("PUT", "/graphs/mine", "<> <#p> <o> .")
    [(subject, predicate, value)] = store.graph("/graphs/mine")
    assert (str(subject), str(predicate), str(value)) == (MINE, f"{MINE}#p", "http://example.org/graphs/o")


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "coding", "status"),
    [
        ("PUT", "/graphs?graph=relative", TURTLE, "text/turtle", "", 400),
        ("PUT", "/graphs?graph=", TURTLE, "text/turtle", "", 400),
        ("GET", "/graphs?graph=http://x/%3E", None, None, "", 400),
        ("GET", "/graphs", None, None, "", 400),
        ("DELETE", "/graphs", None, None, "", 400),
        ("PUT", "/graphs", TURTLE, "text/turtle", "", 400),
        ("GET", "/graphs?default&graph=http://x/g", None, None, "", 400),
        ("GET", "/graphs?graph=http://x/g&graph=http://x/h", None, None, "", 400),
        ("GET", "/graphs/mine?default", None, None, "", 400),
        ("GET", "/graphs/mine?else=1", None, None, "", 400),
        ("GET", "/graphs/", None, None, "", 404),
        ("PUT", "/graphs/mine", "<http://x/s> <http://x/p> .", "text/turtle", "", 400),
        ("PUT", "/graphs/mine", TURTLE, "application/rdf+xml", "", 400),
        ("PUT", "/graphs/mine", TURTLE, None, "", 400),
        ("PUT", "/graphs/mine", TURTLE, "text/plain", "", 415),
        ("PUT", "/graphs/mine", TURTLE, "application/x-www-form-urlencoded", "", 415),
        ("PUT", "/graphs/mine", TURTLE.encode("latin-1"), "text/turtle", "", 400),
        ("PUT", "/graphs/mine", TURTLE, "text/turtle; charset=latin-1", "", 415),
        ("PUT", "/graphs/mine", TURTLE, "text/turtle", "br", 415),
        ("PUT", "/graphs/mine", TURTLE, "text/turtle", "gzip", 400),
        ("PUT", at(VOCABULARY), TURTLE, "text/turtle", "", 403),
        ("POST", at("http://example.org/id/source/one"), TURTLE, "text/turtle", "", 403),
        ("DELETE", at("http://example.org/graph/provenance"), None, None, "", 403),
        ("PATCH", "/graphs/mine", TURTLE, "text/turtle", "", 405),
    ],
)  # fmt: skip
def test_refused_requests_are_problems_and_change_nothing(
    store: Store, method: str, path: str, body: str | bytes | None, kind: str | None, coding: str, status: int
) -> None:
    before = store.generation
    response, answer = store.send(method, path, body, kind, **{"Content-Encoding": coding})
    assert response.status == status, answer
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(answer)
    assert problem["status"] == status
    assert "Traceback" not in answer.decode()
    if status == 405:
        assert {"GET", "HEAD", "PUT", "POST", "DELETE"} <= set(response.headers["Allow"].split(", "))
    assert store.generation == before
    assert store.server.request("GET", at(VOCABULARY))[0].status == 200


def test_unchanged_graphs_are_not_sent_again(store: Store) -> None:
    for path in ("/graphs/mine", "/graphs?default"):
        store.send("PUT", path, TURTLE)
        tag = store.server.request("GET", path)[0].headers["ETag"]
        headers = {"If-None-Match": tag}
        response, body = store.server.request("GET", path, headers=headers)
        assert (response.status, body, response.headers["ETag"]) == (304, b"", tag)
        store.send("POST", path, '<http://x/s> <http://x/p> "2" .')
        assert store.server.request("GET", path, headers=headers)[0].status == 200
    store.send("DELETE", "/graphs/mine")
    assert store.server.request("GET", "/graphs/mine", headers=headers)[0].status == 404


def test_writes_on_a_condition(store: Store) -> None:
    path, only_new = "/graphs/mine", {"If-None-Match": "*"}
    assert store.send("PUT", path, TURTLE, **{"If-Match": "*"})[0].status == 412
    assert store.send("PUT", path, TURTLE, **only_new)[0].status == 201
    response, body = store.send("PUT", path, "", **only_new)
    assert (response.status, json.loads(body)["status"]) == (412, 412)
    tag = store.server.request("GET", path, headers={"Accept": "application/n-triples"})[0].headers["ETag"]
    assert store.send("DELETE", path, **{"If-Match": 'W/"1-0"'})[0].status == 412
    assert isomorphic(store.graph(path), GRAPH)
    assert store.send("POST", path, '<http://x/s> <http://x/p> "2" .', **{"If-Match": tag})[0].status == 204
    assert store.send("DELETE", path, **{"If-Match": tag})[0].status == 412
    assert len(store.graph(path)) == 3
    assert store.send("DELETE", path, **{"If-Match": "*"})[0].status == 204


def test_malformed_payloads_have_line_and_column(store: Store) -> None:
    _, body = store.send("PUT", "/graphs/mine", "<http://x/s> <http://x/p> 1 .\n<http://x/s> nonsense .")
    assert json.loads(body)["line"] == 2
    assert json.loads(body)["column"] > 0


def test_a_payload_without_a_content_type_is_rdf_xml(store: Store) -> None:
    assert store.send("PUT", "/graphs/mine", in_format("application/rdf+xml"), None)[0].status == 201
    assert isomorphic(store.graph("/graphs/mine"), GRAPH)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_writing_needs_a_token(store: Store, method: str) -> None:
    before = store.generation
    response, _ = store.server.request(
        method, "/graphs/mine", TURTLE.encode(), {"Content-Type": "text/turtle"}
    )
    assert response.status == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert store.generation == before


def test_invalid_writes_are_answered_with_the_report(store: Store) -> None:
    before = store.generation
    bad = "@prefix rg: <https://w3id.org/rolegraph/ns#> . <http://example.org/id/profile/z-1> a rg:RoleProfile ."
    response, body = store.send("PUT", "/graphs/mine", bad)
    assert (response.status, response.headers["Content-Type"]) == (422, "text/turtle; charset=utf-8")
    assert b"sh:ValidationReport" in body
    assert store.generation == before
    assert store.server.request("GET", "/graphs/mine")[0].status == 404


def test_cross_origin_requests_are_prepared(store: Store) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "PUT"}
    for path in ("/graphs", "/graphs/mine"):
        response, _ = store.server.request("OPTIONS", path, headers=headers)
        assert response.status == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert {"PUT", "DELETE"} <= set(response.headers["Access-Control-Allow-Methods"].split(", "))
        assert "Location" in response.headers["Access-Control-Expose-Headers"]
