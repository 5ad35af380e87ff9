"""Queries that try to take the service down: by nesting, by joins, by memory, by the size of the answer."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import quote

import pytest
from attacked import COUNT, Target, from_elsewhere, surviving, target_at
from serving import DIRECT, ENDLESS, RUNAWAY, ask, post

OPTIONS = ("deadline=1.5", "queue_wait=6", "queue=4", "query_size=64")
BULK = 3000
DEPTH = 3000
STREAMED = {
    "SELECT": ("json", "xml", "csv", "tsv"),
    "CONSTRUCT": ("ttl", "nt", "rdf", "jsonld", "trig", "nq"),
}
ENDLESS_GRAPH = "CONSTRUCT {?a ?e ?i} WHERE {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}"


def is_timeout(status: int, body: bytes, retry: str | None) -> bool:
    """Whether it is the answer to a query that was stopped at its deadline."""
    return status == 503 and json.loads(body)["type"].endswith("query-timeout") and int(retry or 0) > 0


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {" + "{" * DEPTH + "}" * (DEPTH + 1),
        "SELECT * {" + "{" * DEPTH + "?s ?p ?o" + "}" * DEPTH + "}",
        "SELECT (" + "(" * 4800 + "1" + ")" * 4800 + " AS ?x) {}",
        "SELECT * {" + "OPTIONAL {" * DEPTH + "?s ?p ?o" + "}" * DEPTH + "}",
        "ASK { ?s " + "(" * DEPTH + "<p>" + ")" * DEPTH + " ?o }",
        "ASK { ?s <p> " + "[ <p> " * DEPTH + "1" + "]" * DEPTH + " }",
        "ASK { ?s <p> " + "(" * DEPTH + ")" * DEPTH + " }",
        "SELECT * {" + "{SELECT * {" * DEPTH + "}}" * DEPTH + "}",
    ],
    ids=["groups", "pattern", "brackets", "optionals", "paths", "blanks", "lists", "subqueries"],
)
def test_nesting(alive: Target, query: str) -> None:
    response, body = post(alive.server, query, DIRECT)
    assert response.status == 400, body
    assert json.loads(body)["type"].endswith("query-too-complex")


@pytest.mark.parametrize(
    "expression",
    ["!" * 50_000 + "true", "-" * 50_000 + "1", " + ".join(["1"] * 10_000), " || ".join(["true"] * 8_000)],
    ids=["nots", "minus", "sum", "or"],
)
def test_nesting_without_brackets(alive: Target, expression: str) -> None:
    """Deep trees that no bracket tells of; a reader that dies of one is replaced."""
    response, body = post(alive.server, f"SELECT * {{ BIND({expression} AS ?x) }}", DIRECT)
    assert response.status in (200, 400, 503), body


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("SELECT * {" + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(1000)) + "}", {400, 503}),
        ("SELECT * {" + " ".join(f"?a{n} ?b{n} ?a{n + 1} ." for n in range(1000)) + "}", {400, 503}),
        ("SELECT * {" + "OPTIONAL {?s ?p ?o}" * 3000 + "}", {400, 503}),
        ("SELECT * {" + " UNION ".join(["{?s ?p ?o}"] * 3000) + "} ORDER BY ?o", {400, 503}),
        ("SELECT * {" + "?s ?p ?o ." * 1000 + "}", {200, 400, 503}),
    ],
    ids=["apart", "chain", "optionals", "unions", "same"],
)
def test_wide_joins(alive: Target, query: str, statuses: set[int]) -> None:
    response, body = post(alive.server, query, DIRECT)
    assert response.status in statuses, body


def doubling(step: str) -> str:
    """Thirty steps, each of which makes a text twice as long; ``@`` is the variable."""
    return " ".join(f"BIND({step.replace('@', f'?v{n}')} AS ?v{n + 1})" for n in range(30))


CONCAT = doubling("CONCAT(@, @)")
REPLACE = doubling('REPLACE(@, ".", "$0$0")')


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?v30 {{ BIND('xxxxxxxxxx' AS ?v0) {CONCAT} }}",
        f"SELECT (STRLEN(?v30) AS ?n) {{ BIND('é' AS ?v0) {CONCAT} }}",
        f"SELECT ?v30 {{ BIND('ab' AS ?v0) {REPLACE} }}",
        "SELECT (GROUP_CONCAT(STR(?o); separator='" + "x" * 60_000 + "') AS ?x) {?s ?p ?o . ?t ?q ?r}",
        "SELECT * {?a ?b ?c . ?d ?e ?f} ORDER BY ?c ?f",
    ],
    ids=["concat", "length", "replace", "group-concat", "sorting"],
)
def test_memory(alive: Target, query: str) -> None:
    response, body = post(alive.server, query, DIRECT)
    assert 400 <= response.status <= 503, body[:300]
    assert response.status != 500


@pytest.mark.parametrize(
    "query", [RUNAWAY, f"ASK {{ {{ {RUNAWAY} }} FILTER(?n < 0) }}"], ids=["count", "ask"]
)
def test_a_cartesian_product(alive: Target, query: str) -> None:
    response, body = post(alive.server, query, DIRECT)
    assert is_timeout(response.status, body, response.headers["Retry-After"]), body


def test_fifty_cartesian_products_at_once(alive: Target) -> None:
    """Each ends with 503, or 429 where it is one too many of its client; another client is answered."""

    def run(number: int) -> tuple[int, str | None]:
        response, _ = post(alive.server, f"{RUNAWAY} #{number}", DIRECT)
        return response.status, response.headers["Retry-After"]

    with ThreadPoolExecutor(50) as pool:
        running = [pool.submit(run, number) for number in range(50)]
        others = [from_elsewhere(alive.server, f"{COUNT} #fifty{number}") for number in range(4)]
        ended = [one.result() for one in running]
    assert {status for status, _ in ended} <= {503, 429}
    assert 503 in {status for status, _ in ended}
    assert all(int(retry or 0) > 0 for _, retry in ended)
    assert others == [200] * 4


def test_a_huge_result_that_is_cut_at_the_time_limit(alive: Target) -> None:
    for name, query in (("json", ENDLESS), ("csv", ENDLESS), ("ttl", ENDLESS_GRAPH), ("nt", ENDLESS_GRAPH)):
        assert is_cut(alive, query, f"{name}&timeout=0.8"), name
    old = alive.server.raw(f"GET /sparql?query={quote(ENDLESS)}&timeout=0.8 HTTP/1.0\r\n\r\n".encode())
    assert old.startswith(b"HTTP/1.0 503")


@pytest.mark.parametrize("bound", ["rows=10000", "answer_size=1"])
def test_a_huge_result_that_is_cut_at_other_limits(
    bound: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In every format, as rows are counted in each: what came is never a whole HTTP message with status 200."""
    store = tmp_path_factory.mktemp("huge") / "store"
    with target_at(store, bound, "html_rows=10", bulk=1000) as target, surviving(target):
        for form, formats in STREAMED.items():
            for name in formats if bound.startswith("rows") else formats[:2]:
                assert is_cut(target, ENDLESS if form == "SELECT" else ENDLESS_GRAPH, name), name
        old = target.server.raw(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.0\r\n\r\n".encode())
        assert old.startswith(b"HTTP/1.0 400")
        assert b"Only the first 10 rows" in ask(target.server, ENDLESS, "text/html")[1]


def is_cut(target: Target, query: str, name: str) -> bool:
    """Whether HTTP/1.1 tells that an answer is incomplete of which much came with status 200.

    Also if it was refused as too large before anything was sent.
    """
    connection = HTTPConnection("127.0.0.1", target.server.port, timeout=60)
    try:
        connection.request("GET", f"/sparql?format={name}&query={quote(query)}")
        response = connection.getresponse()
        if response.status == 400:
            return bool(json.loads(response.read())["type"].endswith("answer-too-large"))
        assert response.status == 200
        with pytest.raises(IncompleteRead) as cut:
            response.read()
        return len(cut.value.partial) > 20_000
    finally:
        connection.close()


@pytest.mark.parametrize(
    "expression",
    [
        'regex("' + "a" * 5000 + '!", "^(a+)+$")',
        'regex("' + "a" * 5000 + '!", "(a|aa)+$")',
        'regex("' + "a" * 500 + '", "(a?){500}a{500}")',
        'regex("' + "ab" * 5000 + '", "(.*)(.*)(.*)(.*)(.*)c")',
        'regex("a", "((((a{100}){100}){100}){100}){100}")',
        'regex("a", "' + "(" * 200 + "a" + ")" * 200 + '")',
        'regex("a", "[' + "a-z&&" * 100 + ']")',
        'replace("' + "a" * 5000 + '", "(a*)*$", "x")',
    ],
)  # fmt: skip
def test_regular_expressions(alive: Target, expression: str) -> None:
    """They are matched in time that is linear in the text, or given up."""
    for query in (f"SELECT * {{ BIND({expression} AS ?x) }}", f"SELECT * {{ FILTER {expression} }}"):
        response, body = post(alive.server, query, DIRECT)
        assert response.status == 200, body


def test_characters_that_no_query_has(alive: Target) -> None:
    for text in ("SELECT * {?s ?p ?o} # \x00", "\ufeffASK {}", "ASK { ?s ?p '\x00' }", "\x00"):
        response, body = post(alive.server, text, DIRECT)
        assert response.status in (200, 400), body
