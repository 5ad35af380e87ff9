"""Attempts to have the service make a request, or read a file: nobody is asked, whatever the disguise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from attacked import MINE, Listener, Target, surviving, target_at, writes_still
from serving import DIRECT, ask, post

HERE = "HERE"
INSERTED = f"GRAPH <{MINE}> {{ ?s ?p ?o }}"
SECRET = "what-only-the-file-says"


@pytest.fixture(
    scope="module", params=["", "service_hosts=sparql.example.org 127.0.0.1:9"], ids=["none", "one"]
)
def open_target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A service that may ask nobody, and one that may ask other hosts."""
    store = tmp_path_factory.mktemp("outward") / "store"
    with target_at(store, *([request.param] if request.param else [])) as running:
        yield running


@pytest.fixture
def guarded(open_target: Target) -> Iterator[Target]:
    with surviving(open_target):
        yield open_target


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICE <HERE> {?s ?p ?o}",
        "SERVICE SILENT <HERE> {?s ?p ?o}",
        "{ SELECT * { SERVICE <HERE> {?s ?p ?o} } }",
        "FILTER EXISTS { SERVICE <HERE> {?s ?p ?o} }",
        "VALUES ?x {<HERE>} SERVICE ?x {?s ?p ?o}",
        "BIND(<HERE> AS ?x) SERVICE ?x {?s ?p ?o}",
        "SERVICE ex: {?s ?p ?o}",
    ],
)
def test_service(guarded: Target, listener: Listener, pattern: str) -> None:
    response, body = post(
        guarded.server, f"PREFIX ex: <{listener.url}> SELECT * {{ {put(pattern, listener)} }}", DIRECT
    )
    assert response.status == 400, body


def put(pattern: str, listener: Listener) -> str:
    return pattern.replace(HERE, listener.url)


DISGUISED = [
    "sErViCe <HERE> {?s ?p ?o}",
    "\\u0053ERVICE <HERE> {?s ?p ?o}",
    "\\U00000053\\u0045RVICE <HERE> {?s ?p ?o}",
    "#\n service<HERE>{?s ?p ?o}",
    "SERVICE#comment\n<HERE>{?s ?p ?o}",
    "SERVICE\t\r\nSILENT\t<HERE>{}",
    "SERVICEex:a{?s ?p ?o}",
    "SERVICESILENT<HERE>{?s ?p ?o}",
    "?s ?p trueSERVICE<HERE>{?s ?p ?o}",
    "?s ?p 'x'SERVICE<HERE>{?s ?p ?o}",
    "?s ?p 1SERVICE<HERE>{?s ?p ?o}",
    "?s ?p 'x'@enSERVICE<HERE>{?s ?p ?o}",
    "FILTER(?x<?y#>\n) SERVICE <HERE> {?s ?p ?o}",
    "FILTER('\\u0027) SERVICE <HERE> {?s ?p ?o} FILTER('\\u0027 = '')",
    "FILTER('\\\\') SERVICE <HERE> {?s ?p ?o} FILTER('')",
    "FILTER(''''a''') SERVICE <HERE> {?s ?p ?o}",
    "SERVICE <\\u0068ttp://127.0.0.1:PORT/> {?s ?p ?o}",
]


@pytest.mark.parametrize("pattern", DISGUISED)
def test_a_keyword_in_disguise(guarded: Target, listener: Listener, pattern: str) -> None:
    """In queries and in updates; also where it is no SPARQL at all."""
    hidden = put(pattern, listener).replace("PORT", str(listener.port))
    query = f"PREFIX ex: <{listener.url}> SELECT * {{ {hidden} }}"
    for response, body in (post(guarded.server, query, DIRECT), ask(guarded.server, query)):
        assert response.status == 400, body
    update = f"PREFIX ex: <{listener.url}> INSERT {{ {INSERTED} }} WHERE {{ {hidden} }}"
    response, body = guarded.update(update)
    assert response.status in (400, 403), body
    writes_still_the_same(guarded)


def writes_still_the_same(target: Target) -> None:
    assert ask(target.server, f"ASK {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}", "text/csv")[1].strip() == b"false"


@pytest.mark.parametrize(
    ("update", "status"),
    [
        ("LOAD <HERE>", 403),
        (f"LOAD <HERE> INTO GRAPH <{MINE}>", 403),
        ("load#\n<HERE>", 403),
        ("BASE <HERE> LOAD <data>", 403),
        ("PREFIX ex: <HERE> LOAD ex:data", 403),
        ("INSERT DATA { <http://x/s> <http://x/p> 1 } ; LOAD <HERE>", 403),
        ("LOAD <file:///etc/hostname>", 403),
        ("LO\\u0041D <HERE>", 400),
        # SILENT has it succeed with nothing done (SPARQL 1.1 Update, section 3.1.4).
        ("LOAD SILENT <HERE>", 200),
        ("INSERT DATA {} ; LOADSILENT<HERE>", 200),
    ],
)
def test_load(alive: Target, listener: Listener, update: str, status: int) -> None:
    response, body = alive.update(put(update, listener))
    assert response.status == status, body


def test_service_by_update(alive: Target, listener: Listener) -> None:
    for word in ("SERVICE", "SERVICE SILENT", "service"):
        response, body = alive.update(
            f"INSERT {{ {INSERTED} }} WHERE {{ {word} <{listener.url}> {{?s ?p ?o}} }}"
        )
        assert response.status == 403, body
    response, body = alive.update(
        f"DELETE {{ {INSERTED} }} USING <{listener.url}> USING NAMED <{listener.url}> WHERE {{ ?s ?p ?o }}"
    )
    assert response.status == 200, body


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("SELECT * FROM <HERE> {?s ?p ?o}", ""),
        ("SELECT * FROM NAMED <HERE> {GRAPH ?g {?s ?p ?o}}", ""),
        ("SELECT * {GRAPH <HERE> {?s ?p ?o}}", ""),
        ("SELECT * {?s ?p ?o}", "&default-graph-uri=HERE"),
        ("SELECT * {GRAPH ?g {?s ?p ?o}}", "&named-graph-uri=HERE"),
    ],
)
def test_from(alive: Target, listener: Listener, query: str, parameters: str) -> None:
    """A graph that the store does not have is empty."""
    more = parameters.replace(HERE, quote(listener.url, safe=""))
    response, body = ask(alive.server, put(query, listener), "text/csv", more)
    assert response.status == 200, body
    assert len(body.splitlines()) == 1


def test_iris_that_are_only_named(alive: Target, listener: Listener) -> None:
    for query in (f"DESCRIBE <{listener.url}>", f"SELECT * {{ BIND(<{listener.url}>(1) AS ?x) }}"):
        assert post(alive.server, query, DIRECT)[0].status == 200
    assert ask(alive.server, "ASK {}", more=f"&graph={listener.url}")[0].status == 200
    graph = f"/graphs?graph={quote(listener.url, safe='')}"
    assert alive.server.request("GET", graph)[0].status == 404
    assert alive.server.request("GET", "/graphs?graph=file:///etc/hostname")[0].status == 404


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that would do as a context, or as RDF."""
    path = tmp_path / "context.jsonld"
    path.write_text(f'{{"@context": {{"p": "http://x/{SECRET}"}}}}')
    return path


@pytest.mark.parametrize(
    "context",
    [
        '"HERE"',
        '["HERE"]',
        '[{"p": "http://x/p"}, "HEREc.jsonld"]',
        '{"@import": "HERE"}',
        '{"p": {"@id": "http://x/p", "@context": "HERE"}}',
        '{"@propagate": false, "@import": "FILE"}',
        '"FILE"',
        '"file:PATH"',
        '"PATH"',
        '"c.jsonld"',
    ],
)
def test_a_remote_context(alive: Target, listener: Listener, secret: Path, context: str) -> None:
    """Neither fetched nor opened, wherever RDF is taken."""
    named = context.replace("FILE", secret.as_uri()).replace("PATH", str(secret))
    text = f'{{"@context": {put(named, listener)}, "@id": "http://x/a", "p": {{"@value": 1}}}}'
    for method, path in (("PUT", "/graphs/mine"), ("POST", "/graphs"), ("POST", "/validate")):
        response, body = alive.send(method, path, text, "application/ld+json")
        assert response.status == 400, body
        assert SECRET.encode() not in body
        link = {"Link": f'<{listener.url}>; rel="http://www.w3.org/ns/json-ld#context"'}
        assert alive.send(method, path, text, "application/json", **link)[0].status == 400


@pytest.mark.parametrize("kind", ["application/rdf+xml", "application/xml"])
def test_external_entities_and_stylesheets(
    alive: Target, listener: Listener, secret: Path, kind: str
) -> None:
    rdf = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</r:RDF>'
    for head in (
        f'<!DOCTYPE r SYSTEM "{listener.url}">',
        f'<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]>',
        f'<!DOCTYPE r [<!ENTITY % e SYSTEM "{listener.url}"> %e;]>',
    ):
        for method, path in (("PUT", "/graphs/mine"), ("POST", "/validate")):
            response, body = alive.send(method, path, head + rdf % "&e;", kind)
            assert response.status == 400, body
            assert SECRET.encode() not in body
    harmless = f'<?xml-stylesheet href="{listener.url}"?>' + rdf % ""
    assert alive.send("POST", "/validate", harmless, kind)[0].status == 200


def test_writing_goes_on(target: Target) -> None:
    writes_still(target)
