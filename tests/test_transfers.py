"""A request holds its thread as long as it moves, and no longer."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, fill, serving

from rolegraph.service.transfers import LEAST_RATE, Transfer, moved

LONGEST = 10.0
ENOUGH = int(LEAST_RATE * LONGEST)
SETTINGS = ("deadline=1", "client_patience=0.5", "queue_wait=0", "query_size=2000", "access_log=0")
OVER = 2 * (1 + 0.5)
"""Seconds: what these settings give a request that does not move."""
SIZE = 400_000
PIECE = 4_000


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The two ends of a connection: the server's, the client's."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
    ):
        server, _ = listener.accept()
        with server:
            yield server, client


def carry(sender: socket.socket, taker: socket.socket, size: int) -> None:
    """Send so many bytes, take them, and wait until the sender knows."""
    before, left = moved(sender), size
    while left:
        left -= sender.send(b"x" * min(left, 1 << 14))
        while select.select([taker], [], [], 0)[0]:
            taker.recv(1 << 16)
    while moved(sender) - before < size:
        select.select([taker], [], [], 0.01)
        if select.select([taker], [], [], 0)[0]:
            taker.recv(1 << 16)


@pytest.mark.parametrize("taking", [True, False], ids=["taking", "sending"])
def test_what_moves_enough_goes_on(line: tuple[socket.socket, socket.socket], taking: bool) -> None:
    server, client = line
    transfer = Transfer(100.0, b"")
    assert not transfer.is_stuck(server, 101.0, LONGEST)
    carry(*((server, client) if taking else (client, server)), ENOUGH)
    assert not transfer.is_stuck(server, 110.0, LONGEST)
    assert not transfer.is_stuck(server, 119.0, LONGEST)  # its time began anew
    assert transfer.is_stuck(server, 120.0, LONGEST)


def test_what_drips_does_not(line: tuple[socket.socket, socket.socket]) -> None:
    server, client = line
    transfer = Transfer(100.0, b"")
    assert not transfer.is_stuck(server, 100.5, LONGEST)
    carry(client, server, ENOUGH // 2)
    assert not transfer.is_stuck(server, 109.9, LONGEST)
    assert transfer.is_stuck(server, 110.0, LONGEST)
    assert transfer.is_stuck(server, 111.0, LONGEST)


def test_what_moved_before_does_not_count(line: tuple[socket.socket, socket.socket]) -> None:
    server, client = line
    carry(client, server, 10 * ENOUGH)
    transfer = Transfer(100.0, b"")
    assert not transfer.is_stuck(server, 100.5, LONGEST)
    assert transfer.is_stuck(server, 110.0, LONGEST)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("transfers") / "store"
    fill(store)
    with serving(store, *SETTINGS) as running:
        yield running


def upload(server: Server, piece: int, pause: float) -> tuple[bytes, float, int]:
    """Ask a query of ``SIZE`` bytes piece by piece; the answer's status, how long it took, what was sent."""
    query = b"ASK {} #" + b"x" * SIZE
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nConnection: close\r\nContent-Length: {len(query)}\r\n\r\n"
    began, at = time.monotonic(), 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
        client.sendall(head.encode())
        while at < len(query) and not select.select([client], [], [], pause)[0]:
            client.sendall(query[at : at + piece])
            at += piece
        return client.recv(12), time.monotonic() - began, at


def test_a_long_steady_upload_arrives(server: Server) -> None:
    """It takes longer than a request may that stands still."""
    status, seconds, _ = upload(server, PIECE, 0.08)
    assert status == b"HTTP/1.1 200"
    assert seconds > OVER + 1


def test_an_upload_that_drips_is_told_so(server: Server) -> None:
    status, seconds, sent = upload(server, 10, 0.1)
    assert status == b"HTTP/1.1 408"
    assert seconds >= OVER
    assert sent < SIZE


def test_a_store_is_served_after_all_that(server: Server, tmp_path: Path) -> None:
    assert server.request("GET", "/sparql?query=ASK%7B%7D")[0].status == 200
