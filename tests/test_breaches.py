"""Requests that break HTTP, or come too slowly, get a problem like every other error; over raw sockets."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from attacked import Target, surviving, target_at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import fill

from rolegraph.graph.store.admission import PoolFull
from rolegraph.service.app import create_app
from rolegraph.service.breaches import answer_to, status_error
from rolegraph.service.heads import head_of
from rolegraph.service.problems import PROBLEM_TYPES

HOST = b"Host: x\r\n"
KNOWN = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n"
PUT = b"PUT /graphs/mine HTTP/1.1\r\nHost: x\r\nContent-Type: application/n-triples\r\n"
BREACHES: dict[str, tuple[bytes, int, str]] = {
    "no-line": (b"GARBAGE\r\n\r\n", 400, "/"),
    "method": (b"g?t / HTTP/1.1\r\n\r\n", 400, "/"),
    "version": (b"GET / HTTP/9.9\r\n\r\n", 505, "/"),
    "http2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "/"),
    "header-name": (b"GET /a%20b HTTP/1.1\r\nBad Header: 1\r\n\r\n", 400, "/a%20b"),
    "header-of-a-known-query": (KNOWN + b"Bad Header: 1\r\n\r\n", 400, "/sparql"),
    "of-a-known-description": (b"GET /describe?iri=urn:x HTTP/1.1\r\nB d: 1\r\n\r\n", 400, "/describe"),
    "folded": (b"GET /x HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400, "/x"),
    "coding": (b"POST /update HTTP/1.1\r\nTransfer-Encoding: foo\r\n\r\n", 501, "/update"),
    "two-lengths": (b"POST /x HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400, "/x"),
    "length-and-chunks": (b"POST /x HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "/x"),
    "no-length": (b"POST /x HTTP/1.1\r\nContent-Length: ten\r\n\r\n", 400, "/x"),
    "many-fields": (b"GET /x HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431, "/x"),
    "long-field": (b"GET /x HTTP/1.1\r\nA: " + b"b" * 9000 + b"\r\n\r\n", 431, "/x"),
    "expectation": (b"POST /x HTTP/1.1\r\nExpect: more\r\nContent-Length: 0\r\n\r\n", 417, "/x"),
    "chunk": (b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n0\r\n\r\n", 400, "/validate"),
    "long-line": (b"GET /" + b"a" * 2_000_000, 414, "/"),
    "long-head": (b"GET /x HTTP/1.1\r\n" + b"A: b\r\n" * 400_000, 431, "/x"),
    "half-a-line": (b"GET /x", 408, "/"),
    "half-a-head": (b"GET /x HTTP/1.1\r\nA: b\r\n", 408, "/x"),
    "half-a-small-body": (b"POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", 408, "/x"),
    "half-a-large-body": (b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\nContent-Length: 99999\r\n\r\nabc", 408, "/validate"),
}  # fmt: skip


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with target_at(tmp_path_factory.mktemp("breaches") / "store", "threads=2", "client_patience=1") as found:
        yield found


def parsed(received: bytes) -> tuple[int, Message, bytes]:
    """The status, headers and body of the one answer that came."""
    head, _, body = received.partition(b"\r\n\r\n")
    line, _, fields = head.partition(b"\r\n")
    assert line.startswith(b"HTTP/1.1 ")
    headers = BytesParser().parsebytes(fields)
    assert headers["Content-Length"] == str(len(body))
    return int(line.split()[1]), headers, body


def problem_of(received: bytes, status: int) -> tuple[dict[str, Any], Message]:
    found, headers, body = parsed(received)
    assert found == status, body
    problem = json.loads(body)
    assert set(problem) >= {"type", "title", "status", "detail", "instance"}
    assert problem["status"] == status
    assert problem["detail"]
    assert headers["Content-Type"] == "application/problem+json"
    assert problem["instance"].endswith(f"#{headers['X-Request-ID']}")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Vary"].startswith("Accept")
    return problem, headers


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_a_problem(target: Target, name: str) -> None:
    sent, status, path = BREACHES[name]
    assert target.server.request("GET", "/sparql?query=ASK%7B%7D")[0].status == 200
    with surviving(target):
        problem, headers = problem_of(target.server.raw(sent), status)
    assert problem["instance"] == f"{path}#{headers['X-Request-ID']}"
    assert problem["type"] == "about:blank"
    if name not in ("chunk", "half-a-large-body"):  # these became requests, answered like all others
        assert headers["Connection"] == "close"


def test_the_id_of_the_client_and_its_wish_for_a_page_are_kept(target: Target) -> None:
    received = target.server.raw(
        b"GET /x HTTP/1.1\r\nX-Request-ID: mine-1\r\nAccept: text/html\r\nB d: 1\r\n\r\n"
    )
    status, headers, body = parsed(received)
    assert (status, headers["X-Request-ID"]) == (400, "mine-1")
    assert headers["Content-Type"].startswith("text/html")
    assert b"Bad Request" in body


def test_a_head_request_gets_no_body(target: Target) -> None:
    received = target.server.raw(b"HEAD /x HTTP/1.1\r\nB d: 1\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.endswith(b"\r\n\r\n")


def test_a_second_request_on_a_connection(target: Target) -> None:
    received = target.server.raw(
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\nGET /x HTTP/1.1\r\nB d: 1\r\n\r\n"
    )
    assert received.startswith(b"HTTP/1.1 200 ")
    problem, _ = problem_of(received[received.rindex(b"HTTP/1.1 ") :], 400)
    assert problem["instance"].startswith("/x#")


def test_a_large_body_that_finds_no_thread(target: Target) -> None:
    body = b"Content-Length: 99999\r\nAuthorization: Bearer " + target.writer.encode() + b"\r\n\r\n"
    with surviving(target), socket.create_connection(("127.0.0.1", target.server.port), timeout=60) as first:
        first.sendall(PUT + body)
        steady = b"#" * 999 + b"\n"
        with socket.create_connection(("127.0.0.1", target.server.port), timeout=60) as second:
            second.settimeout(0.2)
            second.sendall(PUT + body)
            received = b""
            while not received:  # the first goes on, so that it keeps the one thread for bodies
                first.sendall(steady)
                try:
                    received = second.recv(65536)
                except TimeoutError:
                    continue
        problem, headers = problem_of(received, 503)
    assert problem["type"] == f"{PROBLEM_TYPES}busy"
    assert headers["Retry-After"] == "2"


def test_a_body_that_is_cut_off_is_not_taken_for_a_whole_one(target: Target) -> None:
    """Its part would be a graph of its own, with a line for each triple."""
    line = b"<http://x/s> <http://x/p> <http://x/o> .\n"
    token = b"Authorization: Bearer " + target.writer.encode() + b"\r\n"
    for length in (b"Content-Length: 999999\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n1ffff\r\n"):
        with (
            surviving(target),
            socket.create_connection(("127.0.0.1", target.server.port), timeout=60) as client,
        ):
            client.sendall(PUT + token + length + line * 2000)
            client.shutdown(socket.SHUT_WR)
            received = b""
            while piece := client.recv(65536):
                received += piece
            assert "before the whole body" in problem_of(received, 400)[0]["detail"]


def test_the_log_and_the_fault_of_our_own(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fill(tmp_path / "store")
    application = create_app(tmp_path / "store")
    head = head_of(b"GET /x HTTP/1.1\r\nX-Request-ID: mine\r\n")
    for error, status, outcome in (
        (status_error(408, "late"), 408, "http-408"),
        (PoolFull("full"), 503, "busy"),
        (RuntimeError("no"), 500, "internal"),
    ):
        found, _, _ = parsed(answer_to(application, error, head, "192.0.2.1"))
        lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
        [line] = [line for line in lines if line["event"] == "request"]
        told = (line["id"], line["client"], line["path"], line["status"], line["outcome"])
        assert told == ("mine", "192.0.2.1", "/x", status, outcome)
        assert found == status


ODD = st.sampled_from([b"\r\n", b"\r\n\r\n", b"GET ", b" HTTP/1.1\r\n", b"/", b"%0d%0a", b"\r\nAccept: ", b"\r\nX-Request-ID: ", b"\xff", b"?", b"{% x %}"])  # fmt: skip


def test_whatever_came_the_answer_is_one_whole_problem(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    application = create_app(tmp_path / "store")

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.binary(max_size=9) | ODD, max_size=12))
    def answered(pieces: list[bytes]) -> None:
        received = b"".join(pieces)
        head = head_of(received)
        answer = answer_to(application, status_error(400, "odd"), head, "192.0.2.1")
        if head.method != "HEAD":
            assert parsed(answer)[0] == 400

    answered()
