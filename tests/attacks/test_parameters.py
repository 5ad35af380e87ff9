"""Requests that mean harm by their parameters, and what they would have the answer be."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import pytest
from attacked import MINE, Target
from serving import ask
from url_map import ALL, WITH_PARAMETERS, filled

from rolegraph.graph.derived.derived import Derived

TURTLE = "text/turtle"
ONE_QUERY = "/sparql?query=ASK%7B%7D"
BUILT = ["x%3E%20?p%20?o%20%7D%20%23", "x%3E%20%3Fp%20%3Fo%20%7D%20%23", "x%3E%7D%20UNION%20%7B?s%20?p%20?o%7D", "x%22%20.%20?s%20?p%20?o", "%3Chttp://x%3E", "x%7Cy", "x%5Ey", "x%60y", "x%5C%5Cu003Ey", "x%5Cu003E"]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def derived(target: Target) -> None:
    """The sitemap takes any Accept header, and would have none to send before it was built."""
    Derived(target.server.store).build(["sitemap"])


@pytest.mark.parametrize("value", BUILT)
def test_injection_into_a_built_query(alive: Target, value: str) -> None:
    """Every path with a parameter, and every parameter that names a graph."""
    paths = [filled(rule, value) for rule in WITH_PARAMETERS] + [f"/role/{value}", f"/{value}"]
    for path in (*paths, f"/graphs?graph=http://x/{value}"):
        response, answer = alive.send("GET", path)
        assert response.status in (400, 404), (path, answer)
    for path in (f"/graphs?graph=http://x/{value}", f"/graphs?graph={value}"):
        for method in ("PUT", "POST", "DELETE"):
            response, answer = alive.send(method, path, "" if method != "DELETE" else None, TURTLE)
            assert response.status in (400, 404), (method, path, answer)
    for name in ("default-graph-uri", "named-graph-uri"):
        assert alive.send("GET", f"/sparql?query=ASK%7B%7D&{name}=http://x/{value}")[0].status == 400
    for name in ("using-graph-uri", "using-named-graph-uri"):
        path = f"/update?{name}=http://x/{value}"
        update = "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"
        assert alive.send("POST", path, update, "application/sparql-update")[0].status == 400


@pytest.mark.parametrize("name", ["callback", "jsonp", "c%61llback", "CALLBACK"])
@pytest.mark.parametrize("path", ALL)
def test_jsonp(alive: Target, path: str, name: str) -> None:
    for value in ("alert(1)//", "f", ""):
        response, answer = alive.send("GET", f"{path}?{name}={quote(value)}")
        assert response.status == 400, answer
        assert b"alert(1)" not in answer


def test_jsonp_beside_a_query(alive: Target) -> None:
    form = "application/x-www-form-urlencoded"
    for more in ("callback=alert(1)//", "x=1&callback=f", "callback", "format=json&callback=f"):
        assert ask(alive.server, "ASK {}", more=f"&{more}")[0].status == 400
        for path, sent in (("/sparql", f"query=ASK{{}}&{more}"), ("/update", f"update=CLEAR+DEFAULT&{more}")):
            assert alive.send("POST", path, sent, form)[0].status == 400
    response, body = ask(alive.server, "ASK {}")
    assert response.headers["Content-Type"] == "application/sparql-results+json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(body)["boolean"] is True


FORMULAE = [
    '=HYPERLINK("http://evil.example","x")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
]


def test_csv_formulae(alive: Target) -> None:
    """The SPARQL CSV result is exactly what the standard says: each value as it is (section 3.2)."""
    rows = " ".join(f"({json.dumps(value)})" for value in FORMULAE)
    response, body = ask(alive.server, f"SELECT ?x {{ VALUES (?x) {{ {rows} }} }}", "text/csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    read = list(csv.reader(io.StringIO(body.decode(), newline="")))
    assert read == [["x"], *([value] for value in FORMULAE)]
    assert b'\r\n"=HYPERLINK(""http://evil.example"",""x"")"\r\n=1+1\r\n' in body


@pytest.mark.parametrize("path", [*ALL, ONE_QUERY, "/nowhere"])
def test_an_accept_header_of_20_000_entries(alive: Target, path: str) -> None:
    """What is too long for the server, and what is as long as the server takes: refused, or unread."""
    for entry, count in (("text/x{}", 20_000), ("a/b;q=0.{}", 20_000), ("a/{}", 1000), ("*/*", 1900)):
        accept = ",".join(entry.format(n % 1000) for n in range(count))
        request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
        try:
            received = alive.server.raw(request.encode())
        except ConnectionError:  # refused before all of it was sent
            continue
        assert int(received.split()[1]) < 500, received[:300]
        if count == 20_000:
            assert int(received.split()[1]) >= 400


def test_nothing_was_written(target: Target) -> None:
    assert ask(target.server, f"ASK {{ GRAPH <{MINE}> {{}} }}", "text/csv")[1].strip() == b"false"
