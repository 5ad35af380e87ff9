"""SERVICE: only to hosts that are allowed, only through the relay, and within its limits."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from serving import DIRECT, fill, post, serving

from rolegraph.graph.errors import QueryError, QueryFailed, QueryForbidden, QuerySyntax, QueryTimeout
from rolegraph.graph.store import reader_pool
from rolegraph.graph.store.answer import Question
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.reader_pool import PoolLimits
from rolegraph.graph.store.reader_process import ReaderProcess
from rolegraph.graph.store.relay import RelayLimits, is_allowed
from rolegraph.graph.store.service_clauses import Rewritten, rewrite_services

RESULTS = "application/sparql-results+json"


def rows(*values: str) -> bytes:
    bindings = [{"x": {"type": "literal", "value": value}} for value in values]
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": bindings}}).encode()


@dataclass
class Remote:
    """An endpoint of our own: what it was asked, and how it answers."""

    port: int = 0
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: send(handler, rows("far"))

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/sparql"


def send(
    handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, kind: str = RESULTS, location: str = ""
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    if location:
        handler.send_header("Location", location)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def listening() -> Iterator[Remote]:
    remote = Remote()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            remote.asked.append((self.path, body, dict(self.headers)))
            try:
                remote.answer(self)
            except OSError:
                return

        def do_GET(self) -> None:
            remote.asked.append((self.path, "", {}))

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        remote.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield remote
        server.shutdown()
        thread.join()


@pytest.fixture
def remote() -> Iterator[Remote]:
    with listening() as remote:
        yield remote


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("relay") / "store"
    fill(folder)
    return folder


@pytest.fixture(scope="module")
def confined() -> None:
    reader = ReaderProcess(0, relayed=True)
    has_relay = reader.relay is not None
    reader.kill()
    if not has_relay:
        pytest.skip("this machine allows no network namespaces: SERVICE is refused here")


@pytest.fixture
def queries(store: Path, remote: Remote, confined: None) -> Iterator[Queries]:
    asked = Queries(store, PoolLimits(size=1, deadline=2, services=(remote.host,)))
    yield asked
    asked.close()


def values(queries: Queries, query: str) -> list[str]:
    body = queries.ask(Question(query, solutions_format="CSV"))[1].read().decode()
    return body.split("\r\n")[1:-1]


def test_an_allowed_endpoint_is_asked_and_its_rows_are_joined(queries: Queries, remote: Remote) -> None:
    remote.answer = lambda handler: send(handler, rows("Baker", "Nobody"))
    labels = "<http://example.org/id/role/baker> ?p ?l FILTER(STR(?l) = ?x)"
    query = f"SELECT ?x {{ {labels} {{ SERVICE <{remote.url}?a=b> {{ ?s ?p2 ?x }} }} FILTER(STR(?l) = ?x) }}"
    found = values(queries, query.replace(labels, "<http://example.org/id/role/baker> ?p ?l"))
    assert found == ["Baker"]
    (path, asked, headers) = remote.asked[0]
    assert path == "/sparql?a=b"
    assert "?s ?p2 ?x" in asked
    assert headers["Host"] == remote.host
    assert headers["Content-Type"] == DIRECT
    assert headers["Accept"] == RESULTS


def test_each_endpoint_gets_its_own_request(queries: Queries, remote: Remote) -> None:
    remote.answer = lambda handler: send(handler, rows(handler.path))
    one, two = f"http://{remote.host}/1", f"http://{remote.host}/a/rather/long/path?to=2"
    query = (
        f"SELECT ?x {{ {{ SERVICE <{one}> {{?s ?p ?x}} }} UNION {{ service silent<{two}>{{?s ?p ?x}} }} }}"
    )
    assert sorted(values(queries, query)) == ["/1", "/a/rather/long/path?to=2"]


def test_answers_of_others_are_not_kept(queries: Queries, remote: Remote) -> None:
    query = f"SELECT ?x {{ SERVICE <{remote.url}> {{?s ?p ?x}} }}"
    assert queries.etag(Question(query)) == ""
    for text in ("one", "two"):
        remote.answer = lambda handler, text=text: send(handler, rows(text))  # type: ignore[misc]
        assert values(queries, query) == [text]


def redirect(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"", 302, location=f"http://{handler.headers['Host']}/elsewhere")


def drip(handler: BaseHTTPRequestHandler) -> None:
    while True:
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (redirect, "302"),
        (lambda handler: send(handler, b"<html>", kind="text/html"), "text/html"),
        (lambda handler: send(handler, b"{}"), "no SPARQL JSON"),
        (lambda handler: send(handler, b"[" * 50_000), "no SPARQL JSON"),
        (lambda handler: send(handler, b"nothing", 500), "500"),
        (lambda handler: send(handler, rows(*"abcdefghijkl")), "12 rows, more than 10"),
        (lambda handler: send(handler, rows("x" * 70_000)), "more than 65536 bytes"),
        (lambda handler: handler.connection.close(), "could not be asked"),
    ],
)
def test_what_an_endpoint_may_not_do(
    queries: Queries,
    remote: Remote,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[BaseHTTPRequestHandler], None],
    words: str,
) -> None:
    monkeypatch.setattr(reader_pool, "RelayLimits", lambda: RelayLimits(rows=10, size=1 << 16))
    remote.answer = answer
    query = f"SELECT ?x {{ SERVICE <{remote.url}> {{?s ?p ?x}} }}"
    with pytest.raises(QueryFailed, match=words):
        values(queries, query)
    assert len(remote.asked) == 1
    assert values(queries, query.replace("SERVICE", "SERVICE SILENT")) == [""]


def test_an_endpoint_that_never_ends_is_left_at_the_deadline(queries: Queries, remote: Remote) -> None:
    query = f"SELECT ?x {{ SERVICE <{remote.url}> {{?s ?p ?x}} }}"
    for answer in (drip, lambda handler: time.sleep(4)):
        remote.answer = answer
        with pytest.raises((QueryTimeout, QueryFailed)):
            values(queries, query)
    assert values(queries, "SELECT (1 AS ?x) {}") == ["1"]


def test_requests_are_counted(queries: Queries, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_pool, "RelayLimits", lambda: RelayLimits(requests=3))
    clause = f"{{ SERVICE <{remote.url}> {{?s ?p ?x}} }}"
    assert values(queries, f"SELECT ?x {{ {' UNION '.join([clause] * 3)} }}") == ["far"] * 3
    with pytest.raises(QueryFailed, match="more than 3 requests"):
        values(queries, f"SELECT ?x {{ {' UNION '.join([clause] * 4)} }}")
    assert len(remote.asked) == 6


def test_other_hosts_and_other_forms_are_refused(queries: Queries, remote: Remote) -> None:
    allowed = f"<{remote.url}>"
    with listening() as other:
        for pattern in (
            f"SERVICE <{other.url}> {{}}",
            f"SERVICE <http://{remote.host}@{other.host}/> {{}}",
            f"SERVICE <http://127.0.0.1/> {{}} SERVICE {allowed} {{}}",
            f"VALUES ?x {{ <{other.url}> }} SERVICE ?x {{?s ?p ?o}}",
            f"SERVICE {allowed} {{ SERVICE <{other.url}> {{}} }}",
            f"SERVICE {allowed} {{ ?s ?p ?o {{ SERVICE {allowed} {{}} }} }}",
            f"\\u0053ERVICE {allowed} {{}}",
            f"?s ?p 'x'SERVICE{allowed}{{}} trueSERVICE<{other.url}>{{}}",
            "SERVICEex:a {}",
            f"FILTER(?x<?y#>\n) SERVICE {allowed} {{}}",
            "SERVICE <ftp://127.0.0.1/> {}",
        ):
            with pytest.raises(QueryForbidden):
                values(queries, f"PREFIX ex: <{other.url}> SELECT * {{ {pattern} }}")
        assert other.asked == []
    assert remote.asked == []


@pytest.mark.parametrize("endpoint", ["ex:", "ex:sparql", "<sparql>", "<//127.0.0.1/sparql>", "?service"])
def test_an_endpoint_that_is_not_written_in_full_is_refused_with_what_to_do(endpoint: str) -> None:
    """Also where it would resolve to an allowed host."""
    query = f"BASE <http://127.0.0.1/> PREFIX ex: <http://127.0.0.1/> SELECT * {{ SERVICE {endpoint} {{}} }}"
    with pytest.raises(QueryForbidden, match=r"IRI in full, as in SERVICE <https://host/sparql>"):
        rewrite_services(query, ("127.0.0.1",))


def test_a_clause_in_disguise_reaches_the_relay_alone(
    queries: Queries, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the scan of the text fails, there is no other way out."""
    monkeypatch.setattr(
        "rolegraph.graph.store.queries.rewrite_services", lambda query, _: Rewritten(query, (remote.url,))
    )
    for address in (
        remote.url,
        "http://127.0.0.1/1",
        "http://127.0.0.1/",
        f"http://localhost:{remote.port}/",
    ):
        with pytest.raises(QueryError):
            values(queries, f"SELECT * {{ SERVICE <{address}> {{?s ?p ?x}} }}")
    assert remote.asked == []
    assert values(queries, "SELECT ?x { SERVICE <http://127.0.0.1/0> {?s ?p ?x} }") == ["far"]


def test_without_a_namespace_nothing_is_asked(
    queries: Queries, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.pool, "_reader", lambda: (ReaderProcess(0), None))
    with pytest.raises(QueryForbidden, match="relay"):
        values(queries, f"SELECT * {{ SERVICE <{remote.url}> {{}} }}")
    assert remote.asked == []


def test_places_of_errors_are_kept(queries: Queries, remote: Remote) -> None:
    with pytest.raises(QuerySyntax) as raised:
        values(queries, f"SELECT * {{ SERVICE <{remote.url}> {{?s ?p ?x}} FLITER(?x) }}")
    assert raised.value.column == len(f"SELECT * {{ SERVICE <{remote.url}> {{?s ?p ?x}} ") + 1


@pytest.mark.parametrize(
    ("service", "hosts", "allowed"),
    [
        ("http://a.example/sparql", ("a.example",), True),
        ("https://a.example/sparql", ("a.example",), True),
        ("https://A.EXAMPLE:443/sparql", ("a.example",), True),
        ("http://a.example/", ("a.example:80",), True),
        ("http://a.example:8080/", ("a.example:8080",), True),
        ("http://a.example:8080/", ("a.example",), False),
        ("http://a.example/", ("a.example:8080",), False),
        ("http://b.a.example/", ("a.example",), False),
        ("http://a.example.evil/", ("a.example",), False),
        ("http://a.example@evil/", ("a.example",), False),
        ("http://a.example:x/", ("a.example",), False),
        ("file://a.example/", ("a.example",), False),
        ("http://a.example/é", ("a.example",), False),
        ("http:///", ("",), False),
    ],
)
def test_hosts_are_compared_whole(service: str, hosts: tuple[str, ...], allowed: bool) -> None:
    assert is_allowed(service, hosts) is allowed


def test_the_text_is_left_alone_where_there_is_no_clause() -> None:
    for query in (
        "ASK { ?s ?p 'SERVICE <http://x/> {}' }",
        "ASK { ?s <http://x/service> ?service }",
        "ASK {}",
    ):
        assert rewrite_services(query, ("x",)) == (query, ())


@pytest.mark.usefixtures("confined")
def test_the_setting_opens_it_over_http(store: Path, remote: Remote) -> None:
    query = f"SELECT ?x {{ SERVICE <{remote.url}> {{?s ?p ?x}} }}"
    with serving(store, f"service_hosts={remote.host}") as server:
        response, body = post(server, query, DIRECT)
        assert response.status == 200
        assert b"far" in body
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
        assert post(server, query.replace("127.0.0.1", "127.0.0.2"), DIRECT)[0].status == 400
    assert len(remote.asked) == 1
