"""Updates that mean harm, sent with the right to write; and updates sent without it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote_plus

import pytest
from attacked import MINE, UPDATE, Target, surviving, target_at, writes_still
from serving import ask

FORM = "application/x-www-form-urlencoded"
BULK = 1500
OPTIONS = ("query_size=256", "write_memory=700")
DEPTH = 3000
INSERTED = f"GRAPH <{MINE}> {{ <http://x/s> <http://x/p> ?x }}"
CLEAR = "CLEAR DEFAULT"


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s ?p ?o } WHERE " + "{" * DEPTH + "?s ?p ?o" + "}" * DEPTH,
        "INSERT DATA " + "{" * DEPTH,
        "INSERT DATA { <http://x/s> <http://x/p> " + "(" * DEPTH + ")" * DEPTH + " }",
        f"INSERT {{ {INSERTED} }} WHERE {{ BIND(" + "(" * 6000 + "1" + ")" * 6000 + " AS ?x) }",
        f"INSERT {{ {INSERTED} }} WHERE {{ " + "OPTIONAL { " * DEPTH + "}" * DEPTH + " }",
        f"INSERT {{ {INSERTED} }} WHERE {{ BIND(" + "!" * 100_000 + "true AS ?x) }",
        f"DELETE WHERE {{ GRAPH <{MINE}> {{ ?s ?p " + "[ ?p " * DEPTH + "1" + "]" * DEPTH + " } }",
    ],
    ids=["groups", "open", "lists", "brackets", "optionals", "nots", "blanks"],
)
def test_nesting(alive: Target, text: str) -> None:
    refused(alive, text)


def refused(target: Target, text: str) -> None:
    """400 or 503, and the next update is carried out."""
    response, body = target.update(text, "/update?timeout=1")
    assert response.status in (400, 503), body
    assert json.loads(body)["status"] == response.status
    if json.loads(body)["type"].endswith("query-timeout"):
        assert int(response.headers["Retry-After"]) > 0
    assert target.update("INSERT DATA {}")[0].status == 200


PRODUCT = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(9))
DOUBLING = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(34))


@pytest.mark.parametrize(
    "text",
    [
        f"INSERT {{ GRAPH <{MINE}> {{ ?a ?b ?i }} }} WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}",
        f"INSERT {{ {INSERTED} }} WHERE {{ {PRODUCT} BIND(?o8 AS ?x) }}",
        f"INSERT {{ {INSERTED} }} WHERE {{ {PRODUCT} BIND(UUID() AS ?x) }}",
        f"DELETE {{ {INSERTED} }} WHERE {{ {PRODUCT} BIND(UUID() AS ?x) }}",
        f"INSERT DATA {{}} ; INSERT {{ {INSERTED} }} WHERE {{ {PRODUCT} BIND(STR(?o8) AS ?x) }}",
    ],
    ids=["copies", "few", "fresh", "delete", "second"],
)
def test_a_cartesian_insert(alive: Target, text: str) -> None:
    refused(alive, text)


@pytest.mark.parametrize("result", ["STRLEN(?v34)", "?v34"])
def test_doubling(alive: Target, result: str) -> None:
    refused(alive, f"INSERT {{ {INSERTED} }} WHERE {{ BIND('x' AS ?v0) {DOUBLING} BIND({result} AS ?x) }}")


def test_wide_joins(alive: Target) -> None:
    wide = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(1000))
    refused(alive, f"INSERT {{ {INSERTED} }} WHERE {{ {wide} BIND(1 AS ?x) }}")
    refused(alive, f"DELETE WHERE {{ {wide} }}")


def test_many_at_once(target: Target) -> None:
    """Five runaways: each gets its deadline's 503, or is sent away; the next update is carried out."""
    text = f"INSERT {{ {INSERTED} }} WHERE {{ {PRODUCT} BIND(?o8 AS ?x) }}"
    with surviving(target), ThreadPoolExecutor(5) as pool:
        ended = list(pool.map(lambda _: target.update(text, "/update?timeout=1")[0], range(5)))
    assert {response.status for response in ended} == {503}
    assert all(int(response.headers["Retry-After"]) > 0 for response in ended)
    writes_still(target)


@pytest.mark.parametrize("origin", ["", "https://evil.example"])
def test_an_update_without_right(alive: Target, origin: str) -> None:
    """No token, a wrong one, one for reading, another scheme, a token where browsers would send it."""
    for header, status in (
        ("", 401),
        ("Bearer rg_wrong", 401),
        (f"Bearer {alive.writer}x", 401),
        (f"Basic {alive.writer}", 401),
        (alive.writer, 401),
        (f"Bearer {alive.reader}", 403),
    ):
        named = {"Authorization": header, "Origin": origin, "Cookie": f"token={alive.writer}"}
        headers = {name: value for name, value in named.items() if value}
        for method, path, kind, body in (
            ("POST", "/update", FORM, f"update={quote_plus(CLEAR)}&access_token={alive.writer}"),
            ("POST", f"/update?access_token={alive.writer}", UPDATE, CLEAR),
            ("PUT", "/graphs/mine", "text/turtle", ""),
            ("POST", "/graphs", "text/turtle", ""),
            ("POST", "/graphs?default", "text/turtle", ""),
            ("DELETE", "/graphs?default", "", ""),
        ):
            sent = {**headers, "Content-Type": kind} if kind else headers
            response, answer = alive.server.request(method, path, body.encode(), sent)
            assert response.status == status, (header, method, path, answer)
            assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_form_from_another_origin(alive: Target) -> None:
    """What a browser sends for a form on a foreign page: its cookies and Origin, and no bearer token."""
    headers = {
        "Origin": "https://evil.example",
        "Cookie": f"token={alive.writer}; Authorization=Bearer%20{alive.writer}",
    }
    boundary = "multipart/form-data; boundary=x"
    part = f'--x\r\nContent-Disposition: form-data; name="update"\r\n\r\n{CLEAR}\r\n--x--\r\n'
    for kind, body in ((FORM, f"update={quote_plus(CLEAR)}"), (boundary, part), ("text/plain", CLEAR)):
        for path, statuses in (("/update", {401}), ("/sparql", {403, 415}), ("/graphs?default", {401})):
            sent = {**headers, "Content-Type": kind}
            response, answer = alive.server.request("POST", path, body.encode(), sent)
            assert response.status in statuses, (path, kind, answer)
            assert "Access-Control-Allow-Credentials" not in response.headers


def test_an_update_where_queries_are_taken(alive: Target) -> None:
    for method, path, body, kind in (
        ("GET", f"/sparql?update={quote_plus(CLEAR)}", "", ""),
        ("GET", f"/sparql?query={quote_plus(CLEAR)}", "", ""),
        ("POST", "/sparql", f"update={quote_plus(CLEAR)}", FORM),
        ("POST", "/sparql", CLEAR, UPDATE),
        ("POST", "/sparql", CLEAR, "application/sparql-query"),
        ("GET", f"/update?update={quote_plus(CLEAR)}", "", ""),
        ("POST", f"/update?update={quote_plus(CLEAR)}", "", FORM),
    ):
        response, answer = alive.send(method, path, body, kind)
        assert response.status in (400, 403, 405), answer


def test_the_graphs_of_the_loader(alive: Target) -> None:
    """With every right: they are not for clients."""
    for text in ("DROP ALL", "CLEAR NAMED", "DROP GRAPH <http://example.org/graph/vocabulary>"):
        assert alive.update(text)[0].status == 403
    assert (
        ask(alive.server, "ASK { ?role a <https://w3id.org/rolegraph/ns#Role> }", "text/csv")[1].strip()
        == b"true"
    )


def test_limits_hold_for_a_small_service(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The deadline of the settings, which no parameter can raise."""
    store = tmp_path_factory.mktemp("short") / "store"
    text = f"INSERT {{ {INSERTED} }} WHERE {{ {PRODUCT} BIND(?o8 AS ?x) }}"
    with target_at(store, "deadline=3", bulk=1000) as target:
        with surviving(target):
            response, body = target.update(text, "/update?timeout=600")
            assert response.status == 503, body
            assert json.loads(body)["type"].endswith("query-timeout")
        writes_still(target)
