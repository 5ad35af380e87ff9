"""The update operation of the SPARQL 1.1 Protocol against a real server."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote_plus

import pytest
import rdflib
from rdflib.namespace import RDF, SH
from serving import Server, ask, descendants, fill, gone, serving

from rolegraph.graph.store.generations import current_generation
from rolegraph.graph.store.tokens import Tokens

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-update"
MINE = "http://example.org/mine"
VOCABULARY = "http://example.org/graph/vocabulary"
INSERT = f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://x/s> <http://x/p> 1 }} }}"
CLEAR = f"CLEAR SILENT GRAPH <{MINE}>"
INVALID = f"""PREFIX rg: <https://w3id.org/rolegraph/ns#>
    INSERT DATA {{ GRAPH <{MINE}> {{ <http://example.org/id/profile/z-1> a rg:RoleProfile }} }}"""
RUNAWAY = f"INSERT {{ GRAPH <{MINE}> {{ ?a ?b ?i }} }} WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}"


class Service(NamedTuple):
    """A running server, with tokens for it."""

    server: Server
    reader: str
    writer: str

    def update(
        self, text: str | bytes, kind: str | None = DIRECT, path: str = "/update", **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        body = text.encode() if isinstance(text, str) else text
        sent = {"Content-Type": kind, "Authorization": f"Bearer {self.writer}", **headers}
        return self.server.request("POST", path, body, {n: v for n, v in sent.items() if v})

    def count(self, graph: str = MINE) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        found = json.loads(ask(self.server, query)[1])
        return int(found["results"]["bindings"][0]["n"]["value"])

    @property
    def generation(self) -> int:
        return current_generation(self.server.store).number


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    store = tmp_path_factory.mktemp("update") / "store"
    fill(store, bulk=1500)
    tokens = Tokens(store)
    reader, writer = tokens.create("read")[1], tokens.create("write")[1]
    with serving(store, "query_size=64") as server:
        yield Service(server, reader, writer)


@pytest.fixture
def service(running: Service) -> Service:
    """With nothing in the graph that the tests write."""
    response, body = running.update(CLEAR)
    assert response.status == 200, body
    return running


@pytest.mark.parametrize("kind", [DIRECT, f"{DIRECT}; charset=UTF-8", "Application/SPARQL-Update"])
def test_direct_post(service: Service, kind: str) -> None:
    response, body = service.update(INSERT, kind)
    assert response.status == 200
    assert json.loads(body) == {"generation": service.generation, "inserted": 1, "deleted": 0}
    assert response.headers["Rolegraph-Generation"] == str(service.generation)
    assert service.count() == 1


@pytest.mark.parametrize("kind", [FORM, f"{FORM}; charset=utf-8"])
def test_form_post(service: Service, kind: str) -> None:
    response, _ = service.update(f"update={quote_plus(INSERT)}", kind)
    assert response.status == 200
    assert service.count() == 1


def test_packed_updates(service: Service) -> None:
    response, _ = service.update(gzip.compress(INSERT.encode()), **{"Content-Encoding": "gzip"})
    assert response.status == 200
    assert service.count() == 1


@pytest.mark.parametrize("text", ["%31", "100%", "a+b c", "é ✓", "%2531", "&=?"])
def test_everything_is_decoded_once(service: Service, text: str) -> None:
    update = f'INSERT DATA {{ GRAPH <{MINE}> {{ <http://x/s> <http://x/p> "{text}" }} }}'
    for body, kind in ((update, DIRECT), (f"update={quote_plus(update)}", FORM)):
        service.update(CLEAR)
        assert service.update(body, kind)[0].status == 200
        found = json.loads(ask(service.server, f"SELECT ?o {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")[1])
        assert [row["o"]["value"] for row in found["results"]["bindings"]] == [text]


@pytest.mark.parametrize(
    ("path", "body", "kind", "status"),
    [
        ("/update?update=CLEAR+DEFAULT", "", FORM, 400),
        ("/update?update=CLEAR+DEFAULT", INSERT, DIRECT, 400),
        ("/update", "", FORM, 400),
        ("/update", "update=CLEAR+DEFAULT&update=CLEAR+DEFAULT", FORM, 400),
        ("/update", "update=CLEAR+DEFAULT&query=ASK{}", FORM, 400),
        ("/update?query=ASK{}", INSERT, DIRECT, 400),
        ("/update", "query=ASK{}", FORM, 400),
        ("/update", "ASK{}", "application/sparql-query", 415),
        ("/update", INSERT, None, 415),
        ("/update", INSERT, "text/plain", 415),
        ("/update", INSERT, f"{DIRECT}; charset=iso-8859-1", 415),
        ("/update", INSERT.encode("utf-16"), f"{DIRECT}; charset=utf-16", 415),
        ("/update", b"INSERT DATA { <http://x/s> <http://x/p> '\xff' }", DIRECT, 400),
        ("/update", "update=%FF", FORM, 400),
        ("/update", "CLEAR XYZ", DIRECT, 400),
        ("/update", "SELECT * {}", DIRECT, 400),
        ("/update", "INSERT DATA { <http://x/s> <http://x/p> '" + "x" * 70_000 + "' }", DIRECT, 413),
        ("/update?using-graph-uri=relative", INSERT, DIRECT, 400),
        ("/update?using-named-graph-uri=http://x/%3E", INSERT, DIRECT, 400),
        ("/update?using-graph-uri=http://x/g", "WITH <http://x/h> DELETE {?s ?p ?o} WHERE {?s ?p ?o}", DIRECT, 400),
        ("/update?using-named-graph-uri=http://x/g", f"{INSERT}; DELETE {{?s ?p 2}} USING <http://x/h> WHERE {{?s ?p ?o}}", DIRECT, 400),
        ("/update?timeout=soon", INSERT, DIRECT, 400),
        ("/update", f"DELETE DATA {{ GRAPH <{VOCABULARY}> {{ <http://example.org/id/country/GB> a <http://www.w3.org/2004/02/skos/core#Concept> }} }}", DIRECT, 403),
        ("/update", "DROP ALL", DIRECT, 403),
    ],
)  # fmt: skip
def test_refused_updates_are_problems_and_change_nothing(
    service: Service, path: str, body: str | bytes, kind: str | None, status: int
) -> None:
    before = service.generation
    response, answer = service.update(body, kind, path)
    assert response.status == status, answer
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(answer)
    assert {"type", "title", "status", "detail", "instance"} <= set(problem)
    assert problem["status"] == status
    assert "Traceback" not in answer.decode()
    if status == 415:
        assert DIRECT in response.headers["Accept-Post"]
    assert service.generation == before


def test_syntax_errors_have_line_and_column(service: Service) -> None:
    response, body = service.update("INSERT DATA {\n <http://x/s> <http://x/p> 1 ;\n ; ? }")
    problem = json.loads(body)
    assert (response.status, problem["line"]) == (400, 3)
    assert problem["column"] > 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_only_post_is_allowed(service: Service, method: str) -> None:
    headers = {"Authorization": f"Bearer {service.writer}"}
    for path in ("/update", "/update?update=CLEAR+DEFAULT"):
        response, _ = service.server.request(method, path, headers=headers)
        assert response.status == 405
        assert "POST" in response.headers["Allow"]


def test_graphs_of_the_request_stand_for_using(service: Service) -> None:
    copy = f"INSERT {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }} WHERE {{ %s }}"
    everything, named = copy % "?s ?p ?o", copy % "GRAPH ?g { ?s ?p ?o }"
    one = "http://example.org/id/source/one"
    for text, parameters, expected in (
        (everything, f"using-graph-uri={quote_plus(one)}", 7),
        (named, f"using-named-graph-uri={quote_plus(one)}", 7),
        (named, f"using-graph-uri={quote_plus(one)}", 0),
        (everything, f"using-named-graph-uri={quote_plus(one)}", 0),
        (everything, "using-graph-uri=http://example.org/nowhere", 0),
        (everything, f"using-graph-uri={quote_plus(one)}&using-graph-uri=http://example.org/id/source/two", 10),
    ):  # fmt: skip
        service.update(CLEAR)
        assert service.update(text, DIRECT, f"/update?{parameters}")[0].status == 200
        assert service.count() == expected, (text, parameters)
    service.update(CLEAR)
    in_form = f"using-graph-uri={quote_plus(one)}&update={quote_plus(everything)}"
    assert service.update(in_form, FORM)[0].status == 200
    assert service.count() == 7


REPORTS = [
    (None, "text/turtle; charset=utf-8"),
    ("*/*", "text/turtle; charset=utf-8"),
    ("application/rdf+xml", "application/rdf+xml"),
    ("application/n-triples", "application/n-triples"),
    ("application/sparql-results+xml, application/ld+json;q=0.1", "application/ld+json"),
]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("accept", "expected"), REPORTS)
def test_invalid_updates_are_answered_with_the_report(
    service: Service, accept: str | None, expected: str
) -> None:
    service.update(INSERT)
    before = service.generation
    response, body = service.update(INVALID, Accept=accept or "")
    assert (response.status, response.headers["Content-Type"]) == (422, expected), body
    assert "Accept" in response.headers["Vary"]
    report = rdflib.Graph().parse(data=body, format=expected.partition(";")[0])
    [node] = report.subjects(RDF.type, SH.ValidationReport)
    assert report.value(node, SH.conforms) == rdflib.Literal(False)
    focus = rdflib.URIRef("http://example.org/id/profile/z-1")
    assert focus in set(report.objects(None, SH.focusNode))
    assert (service.generation, service.count()) == (before, 1)


@pytest.mark.parametrize("accept", ["application/problem+json", "application/json", "text/csv"])
def test_invalid_updates_as_problems(service: Service, accept: str) -> None:
    response, body = service.update(INVALID, Accept=accept)
    assert (response.status, response.headers["Content-Type"]) == (422, "application/problem+json")
    problem = json.loads(body)
    assert problem["type"].endswith("shapes-violated")
    assert problem["violations"] == len([r for r in problem["results"] if r["severity"] == "Violation"]) > 0
    assert problem["results"][0]["focusNode"] == "http://example.org/id/profile/z-1"


def test_invalid_updates_as_a_page(service: Service) -> None:
    response, body = service.update(INVALID, Accept="text/html")
    assert (response.status, response.headers["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert b"http://example.org/id/profile/z-1" in body


def increments(service: Service, times: int, failures: list[Any]) -> None:
    text = f"""DELETE {{ GRAPH <{MINE}> {{ <http://x/c> <http://x/n> ?n }} }}
        INSERT {{ GRAPH <{MINE}> {{ <http://x/c> <http://x/n> ?m }} }}
        WHERE {{ GRAPH <{MINE}> {{ <http://x/c> <http://x/n> ?n }} BIND (?n + 1 AS ?m) }}"""
    for _ in range(times):
        response, body = service.update(text)
        if response.status != 200:
            failures.append((response.status, body))


def test_two_clients_that_update_at_once_lose_nothing(service: Service) -> None:
    service.update(f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://x/c> <http://x/n> 0 }} }}")
    failures: list[Any] = []
    clients = [threading.Thread(target=increments, args=(service, 50, failures)) for _ in range(2)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert failures == []
    found = json.loads(ask(service.server, f"SELECT ?n {{ GRAPH <{MINE}> {{ ?c ?p ?n }} }}")[1])
    assert [row["n"]["value"] for row in found["results"]["bindings"]] == ["100"]


def test_the_writing_process_ends_with_the_server(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store)
    secret = Tokens(store).create("write")[1]
    with serving(store) as server:
        service = Service(server, "", secret)
        assert service.update(INSERT)[0].status == 200
        children = descendants(server.pid)
        assert len(children) > 1
    assert gone(children)


def test_writes_that_wait_are_bounded(tmp_path: Path) -> None:
    """One runs, one waits, the others are sent away at once, and queries are answered all the while."""
    store = tmp_path / "store"
    fill(store, bulk=1500)
    secret = Tokens(store).create("write")[1]
    with serving(store, "queue=1", "deadline=3") as server:
        service = Service(server, "", secret)
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda: statuses.append(service.update(RUNAWAY)[0].status))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        assert ask(server, "ASK {}")[0].status == 200
        for thread in threads:
            thread.join()
        assert statuses == [503] * 6
        assert service.count() == 0


def test_cross_origin_updates_are_prepared(service: Service) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    response, _ = service.server.request("OPTIONS", "/update", headers=headers)
    assert response.status == 200
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
