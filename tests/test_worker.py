"""A busy connection stays with its thread, and takes it from nobody."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from serving import Server, fill, serving

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One thread for all."""
    store = tmp_path_factory.mktemp("worker") / "store"
    fill(store)
    with serving(store, "threads=1", "access_log=0") as running:
        yield running


def connected(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def received(connection: socket.socket, answers: int) -> bytes:
    """What comes until so many answers of /healthz, which end in a brace and a line's end, are there."""
    found = b""
    while found.count(b"HTTP/1.1 200 OK") < answers or not found.rstrip().endswith(b"}"):
        piece = connection.recv(65536)
        assert piece, found
        found += piece
    return found


def test_one_thread_serves_a_new_client_beside_a_busy_one(server: Server) -> None:
    over = threading.Event()
    asked = 0

    def busy() -> None:
        nonlocal asked
        with connected(server) as connection:
            while not over.is_set():
                connection.sendall(GET)
                received(connection, 1)
                asked += 1

    thread = threading.Thread(target=busy)
    thread.start()
    try:
        answers = [server.request("GET", "/healthz")[0].status for _ in range(20)]
    finally:
        over.set()
        thread.join(30)
    assert answers == [200] * 20
    assert asked > 0


def test_one_thread_serves_many_that_keep_their_connections(server: Server) -> None:
    connections = [HTTPConnection("127.0.0.1", server.port, timeout=30) for _ in range(20)]
    try:
        for _ in range(3):
            for connection in connections:
                connection.request("GET", "/healthz")
                assert connection.getresponse().read()
    finally:
        for connection in connections:
            connection.close()


@pytest.mark.parametrize("size", [7, 1000])
def test_requests_that_come_together_are_all_answered_in_order(server: Server, size: int) -> None:
    requests = GET + GET.replace(b"/healthz", b"/healthz?2") + GET
    with connected(server) as connection:
        for at in range(0, len(requests), size):
            connection.sendall(requests[at : at + size])
        assert received(connection, 3).count(b"HTTP/1.1 200 OK") == 3


def test_a_request_that_comes_by_half_holds_no_thread(server: Server) -> None:
    with connected(server) as connection:
        connection.sendall(GET)
        received(connection, 1)
        connection.sendall(GET[:20])
        assert server.request("GET", "/healthz")[0].status == 200
        connection.sendall(GET[20:])
        received(connection, 1)


def test_it_ends_while_a_connection_is_busy(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    with serving(tmp_path / "store", "access_log=0") as running, connected(running) as connection:
        connection.sendall(GET)
        answers = received(connection, 1)
        os.kill(running.pid, signal.SIGTERM)
        while b"Connection: close" not in answers:
            connection.sendall(GET)
            answers = received(connection, 1)
        assert not connection.recv(65536)
