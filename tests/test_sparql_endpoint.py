"""The query operation of the SPARQL 1.1 Protocol against a real server."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import pyoxigraph
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow
from serving import DIRECT, Server, ask, fill, post, serving
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper

FORM = "application/x-www-form-urlencoded"
VOCABULARY = "http://example.org/graph/vocabulary"
COUNT = "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"
ROLES = "SELECT ?r {?r a <https://w3id.org/rolegraph/ns#Role>} ORDER BY ?r"
RESULTS_JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("endpoint") / "store"
    fill(store, bulk=3000)
    with serving(store, "query_size=64") as running:
        yield running


def number(body: bytes) -> int:
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


# rdflib's own JSON-LD parser makes use of a class that rdflib deprecates.
RDFLIB_JSON_LD = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.mark.parametrize("kind", [DIRECT, f"{DIRECT}; charset=UTF-8", "Application/SPARQL-Query"])
def test_direct_post(server: Server, kind: str) -> None:
    response, body = post(server, COUNT, kind)
    assert response.status == 200
    assert number(body) > 3000


@pytest.mark.parametrize("kind", [FORM, f'{FORM}; charset="utf-8"', FORM.upper()])
def test_form_post(server: Server, kind: str) -> None:
    response, body = post(server, f"query={quote_plus(COUNT)}", kind)
    assert response.status == 200
    assert number(body) > 3000


@pytest.mark.parametrize("text", ["%31", "100%", "a+b c", "é ✓ \u0000"[:4], "%2531", "&=?"])
def test_everything_is_decoded_once(server: Server, text: str) -> None:
    query = f'SELECT ("{text}" AS ?x) {{}}'
    answers = [
        ask(server, query),
        post(server, f"query={quote_plus(query)}", FORM),
        post(server, query, DIRECT),
    ]
    for response, body in answers:
        assert response.status == 200
        assert json.loads(body)["results"]["bindings"][0]["x"]["value"] == text


@pytest.mark.parametrize(
    ("in_url", "in_body", "expected"),
    [
        (f"default-graph-uri={VOCABULARY}", "", 14),
        ("", f"default-graph-uri={VOCABULARY}", 14),
        (f"default-graph-uri={VOCABULARY}", "default-graph-uri=http://example.org/id/source/two", 17),
        (f"named-graph-uri={VOCABULARY}", "", 0),
        ("default-graph-uri=http://example.org/nowhere", "", 0),
    ],
)
def test_data_sets_in_url_and_body(server: Server, in_url: str, in_body: str, expected: int) -> None:
    body = f"query={quote_plus(COUNT)}&{in_body}"
    response, answer = post(server, body, FORM, f"/sparql?{in_url}")
    assert response.status == 200
    assert number(answer) == expected


def test_parameters_override_from(server: Server) -> None:
    query = COUNT.replace("{", "FROM <http://example.org/graph/bulk> {", 1)
    assert number(ask(server, query)[1]) == 3000
    assert number(ask(server, query, more=f"&default-graph-uri={VOCABULARY}")[1]) == 14
    in_graph = "SELECT (COUNT(*) AS ?n) {GRAPH ?g {?s ?p ?o}}"
    assert number(ask(server, in_graph, more=f"&named-graph-uri={VOCABULARY}")[1]) == 14


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("GET", "/sparql?query=ASK{}&query=ASK{}", None, None, 400),
        ("POST", "/sparql", "query=ASK{}&query=ASK{}", FORM, 400),
        ("POST", "/sparql?query=ASK{}", "ASK{}", DIRECT, 400),
        ("POST", "/sparql", "", FORM, 400),
        ("POST", "/sparql", "query=ASK{}&update=CLEAR+ALL", FORM, 400),
        ("GET", "/sparql?update=CLEAR+ALL", None, None, 400),
        ("POST", "/sparql", "update=CLEAR+ALL", FORM, 403),
        ("POST", "/sparql", "CLEAR ALL", "application/sparql-update", 403),
        ("POST", "/sparql?update=CLEAR+ALL", "", FORM, 403),
        ("POST", "/sparql", "ASK{}", None, 415),
        ("POST", "/sparql", "ASK{}", "text/plain", 415),
        ("POST", "/sparql", "ASK{}", f"{DIRECT}; charset=iso-8859-1", 415),
        ("POST", "/sparql", b"ASK{?s ?p '\xff'}", DIRECT, 400),
        ("POST", "/sparql", "query=%FF", FORM, 400),
        ("GET", "/sparql?query=", None, None, 400),
        ("GET", "/sparql?query=ASK{}&default-graph-uri=relative", None, None, 400),
        ("GET", "/sparql?query=ASK{}&named-graph-uri=http://x/%3E", None, None, 400),
        ("GET", "/sparql?query=ASK{}&format=n3-rules", None, None, 400),
        ("GET", "/sparql?query=ASK{}&format=ttl", None, None, 406),
        ("GET", "/sparql?query=INSERT+DATA+{}", None, None, 400),
        ("GET", "/sparql?" + "&".join(f"p{n}=1" for n in range(1001)), None, None, 400),
        ("POST", "/sparql", "ASK{} #" + "x" * 70_000, DIRECT, 413),
        ("GET", "/sparql?query=ASK{}%23" + "x" * 70_000, None, None, 413),
        ("GET", "/sparql/", None, None, 404),
    ],
)
def test_refused_requests_are_problems(
    server: Server, method: str, path: str, body: str | bytes | None, kind: str | None, status: int
) -> None:
    sent = body.encode() if isinstance(body, str) else body
    response, answer = server.request(method, path, sent, {"Content-Type": kind} if kind else {})
    assert response.status == status, answer
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(answer)
    assert problem["status"] == status
    assert problem["detail"]
    assert "Traceback" not in answer.decode()
    if status == 415:
        assert DIRECT in response.headers["Accept-Post"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(server: Server, method: str) -> None:
    response, _ = server.request(method, "/sparql?query=ASK{}")
    assert response.status == 405
    assert {"GET", "HEAD", "POST"} <= set(response.headers["Allow"].replace(" ", "").split(","))


def test_syntax_errors_have_line_and_column(server: Server) -> None:
    response, body = ask(server, "SELECT * {\n ?s ?p ?o .\n FLITER(?o)\n}")
    problem = json.loads(body)
    assert response.status == 400
    assert (problem["line"], problem["column"]) == (3, 2)
    assert problem["type"].endswith("query-syntax")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, RESULTS_JSON),
        ("*/*", RESULTS_JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("text/csv;charset=utf-8", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
    ],
)
def test_solutions_follow_accept_and_head_has_the_type_of_get(
    server: Server, accept: str | None, expected: str
) -> None:
    response, body = ask(server, ROLES, accept)
    assert (response.status, response.headers["Content-Type"]) == (200, expected)
    assert b"baker" in body
    headers = {"Accept": accept} if accept else {}
    head, nothing = server.request("HEAD", f"/sparql?query={quote(ROLES)}", headers=headers)
    assert head.headers["Content-Type"] == expected
    assert nothing == b""
    for answer in (response, head):
        assert "Accept" in answer.headers["Vary"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@RDFLIB_JSON_LD
@pytest.mark.parametrize(
    ("accept", "expected", "parser"),
    [
        (None, "text/turtle; charset=utf-8", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/ld+json", "application/ld+json", "json-ld"),
    ],
)
def test_graphs_follow_accept(server: Server, accept: str | None, expected: str, parser: str) -> None:
    query = f"CONSTRUCT FROM <{VOCABULARY}> WHERE {{ ?s ?p ?o }}"
    response, body = ask(server, query, accept)
    assert (response.status, response.headers["Content-Type"]) == (200, expected)
    assert len(rdflib.Graph().parse(data=body, format=parser)) == 14
    if parser == "turtle":
        assert b"@prefix skos:" in body


def test_unacceptable(server: Server) -> None:
    for query, accept in ((ROLES, "image/png"), (ROLES, "text/turtle"), ("DESCRIBE <x:y>", RESULTS_JSON)):
        response, _ = ask(server, query, accept)
        assert response.status == 406
        assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("json", "application/ld+json"), ("xml", "application/rdf+xml"), ("nt", "application/n-triples")],
)
def test_formats_of_graphs_by_name(server: Server, name: str, expected: str) -> None:
    response, _ = ask(server, "DESCRIBE <http://example.org/id/role/baker>", RESULTS_JSON, f"&format={name}")
    assert (response.status, response.headers["Content-Type"]) == (200, expected)


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv", "html"])
def test_formats_by_name(server: Server, name: str) -> None:
    response, body = ask(server, ROLES, "image/png", f"&format={name}")
    assert response.status == 200
    assert b"baker" in body


def test_cross_origin_requests_are_prepared(server: Server) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    response, _ = server.request("OPTIONS", "/sparql", headers=headers)
    assert response.status == 200
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


@RDFLIB_JSON_LD
@pytest.mark.parametrize(
    "accept", [None, "application/rdf+xml", "application/ld+json", "application/n-triples"]
)
def test_without_a_query_programs_get_the_service_description(server: Server, accept: str | None) -> None:
    response, body = server.request("GET", "/sparql", headers={"Accept": accept} if accept else {})
    kind = response.headers["Content-Type"].partition(";")[0]
    graph = rdflib.Graph().parse(data=body, format=kind)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    endpoint = rdflib.URIRef("http://example.org/sparql")
    assert (endpoint, sd.endpoint, endpoint) in graph
    assert (endpoint, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert (endpoint, sd.feature, sd.UnionDefaultGraph) in graph
    assert len(list(graph.objects(endpoint, sd.resultFormat))) == 10


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_reads_every_format(server: Server, method: str, how: str) -> None:
    client: Any = SPARQLWrapper(f"{server.url}/sparql")
    client.setMethod(method)
    client.setRequestMethod(how)
    client.setQuery(ROLES)
    client.setReturnFormat(JSON)
    assert len(client.queryAndConvert()["results"]["bindings"]) == 2
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == 2
    client.setReturnFormat(CSV)
    assert len(list(csv.reader(io.StringIO(client.queryAndConvert().decode())))) == 3
    client.setReturnFormat(TSV)
    assert client.queryAndConvert().startswith(b"?r\n<http://example.org/")
    client.setQuery(f"CONSTRUCT FROM <{VOCABULARY}> WHERE {{ ?s ?p ?o }}")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) == 14


@pytest.mark.parametrize("kind", ["xml", "json", "csv", "tsv"])
def test_rdflib_reads_it_as_a_store(server: Server, kind: str) -> None:
    graph = rdflib.Graph(store=SPARQLStore(f"{server.url}/sparql", returnFormat=kind))
    assert [str(row.r).rpartition("/")[2] for row in graph.query(ROLES) if isinstance(row, ResultRow)] == [
        "baker",
        "miller",
    ]
    baker = rdflib.URIRef("http://example.org/id/role/baker")
    if kind in ("xml", "json"):
        assert (baker, rdflib.SKOS.prefLabel, rdflib.Literal("Baker", lang="en")) in graph


def test_large_answers_arrive_whole(server: Server) -> None:
    query = "SELECT ?s ?o {?s <http://example.org/n> ?o}"
    response, body = ask(server, query, "application/sparql-results+xml")
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert len(ElementTree.fromstring(body).findall(".//{*}result")) == 3000
    assert len(ask(server, query, "text/csv")[1].splitlines()) == 3001
    parsed = pyoxigraph.parse_query_results(ask(server, query)[1], format=pyoxigraph.QueryResultsFormat.JSON)
    assert isinstance(parsed, pyoxigraph.QuerySolutions)
    assert sum(1 for _ in parsed) == 3000


def test_http_1_0_gets_a_length(server: Server) -> None:
    query = quote("SELECT ?s ?o {?s <http://example.org/n> ?o}")
    head, _, body = server.raw(f"GET /sparql?query={query} HTTP/1.0\r\n\r\n".encode()).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert len(json.loads(body)["results"]["bindings"]) == 3000
