"""Queries that try to take the service down or to reach other hosts; it must live on after each."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import DIRECT, ENDLESS, RUNAWAY, Server, ask, descendants, fill, post, serving

COUNT = "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("attacked") / "store"
    fill(store, bulk=3000)
    with serving(store, "deadline=2", "queue_wait=1", "queue=4", "query_size=64") as running:
        assert ask(running, COUNT)[0].status == 200
        yield running


@pytest.fixture
def alive(server: Server) -> Iterator[Server]:
    """Afterwards the next ordinary query is answered, by the same web process."""
    before = web_processes(server)
    yield server
    assert ask(server, COUNT)[0].status == 200
    assert web_processes(server) == before


def web_processes(server: Server) -> set[int]:
    return {
        pid
        for pid in descendants(server.pid)
        if b"reader_child" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    }


def test_a_cut_answer_does_not_look_whole(alive: Server) -> None:
    request = f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = alive.raw(request.encode())
    assert answer.startswith(b"HTTP/1.1 200")
    assert not answer.endswith(b"0\r\n\r\n")
    old = alive.raw(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.0\r\n\r\n".encode())
    assert old.startswith(b"HTTP/1.0 503")


DOUBLING = "".join(f"BIND(CONCAT(?v{n},?v{n}) AS ?v{n + 1}) " for n in range(30))


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("SELECT * {" + "{" * 3000 + "}" * 3001, {400}),
        ("SELECT (" + "(" * 4800 + "1" + ")" * 4800 + " AS ?x) {}", {400}),
        ("SELECT * {" + "OPTIONAL {?s ?p ?o}" * 3000 + "}", {400, 503}),
        ("SELECT * {" + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(1000)) + "}", {400, 503}),
        ("SELECT * {" + "?s ?p ?o ." * 1000 + "}", {200, 400, 503}),
        (f"SELECT ?v30 {{ BIND('xxxxxxxxxx' AS ?v0) {DOUBLING} }}", {503}),
        (RUNAWAY, {503}),
        ('SELECT * { BIND("' + "a" * 500 + '!" AS ?l) FILTER regex(?l, "^(a+)+$") }', {200}),
        ("SELECT * {?s ?p ?o} # " + "\x00", {200, 400}),
    ],
)
def test_heavy_queries_end_and_the_service_lives(alive: Server, query: str, statuses: set[int]) -> None:
    response, body = post(alive, query, DIRECT)
    assert response.status in statuses, body
    if response.status == 503 and json.loads(body)["type"].endswith("query-timeout"):
        assert int(response.headers["Retry-After"]) > 0


def test_many_runaways_at_once(alive: Server) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(post(alive, RUNAWAY, DIRECT)[0].status))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [503] * 20


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port, and the connections that were made to it."""
    hits: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        stop = threading.Event()

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, address = listening.accept()
                except TimeoutError:
                    continue
                hits.append(address)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield listening.getsockname()[1], hits
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    ("pattern", "status"),
    [
        ("SELECT * { SERVICE <HERE> {?s ?p ?o} }", 400),
        ("SELECT * { SERVICE SILENT <HERE> {?s ?p ?o} }", 400),
        ("SELECT * { \\u0053ERVICE <HERE> {?s ?p ?o} }", 400),
        ("SELECT * { #\n service<HERE>{?s ?p ?o} }", 400),
        ("PREFIX ex: <HERE> SELECT * { SERVICEex:a{?s ?p ?o} }", 400),
        ("SELECT * { VALUES ?x {<HERE>} SERVICE ?x {?s ?p ?o} }", 400),
        ("SELECT * FROM <HERE> {?s ?p ?o}", 200),
        ("SELECT * FROM NAMED <HERE> {GRAPH ?g {?s ?p ?o}}", 200),
        ("DESCRIBE <HERE>", 200),
        ("SELECT * { BIND(<HERE>(1) AS ?x) }", 200),
    ],
)
def test_no_request_leaves(
    alive: Server, listener: tuple[int, list[object]], pattern: str, status: int
) -> None:
    port, hits = listener
    response, body = post(alive, pattern.replace("HERE", f"http://127.0.0.1:{port}/"), DIRECT)
    assert response.status == status, body
    assert hits == []


def test_a_header_of_20_000_entries(alive: Server) -> None:
    accept = ",".join(f"text/x{n}" for n in range(20_000))
    request = (
        f"GET /sparql?query=ASK{{}} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
    )
    try:
        status = int(alive.raw(request.encode()).split()[1])
    except ConnectionError:  # refused before all of it was sent
        return
    assert 400 <= status < 500
