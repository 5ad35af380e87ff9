"""Two hundred clients that are slow, half-open or gone: other clients are answered, and nothing stays held."""

from __future__ import annotations

import asyncio
import re
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from attacked import COUNT, Target, from_elsewhere, soon, surviving, target_at, web_processes
from serving import ENDLESS, RUNAWAY, Server, fill

MANY = 200
PAUSE = 0.2
BULK = 2000
OPTIONS = ("threads=8", "client_patience=0.5", "deadline=1.5", "queue_wait=0.5")
BODY = 100_000
ASKING = f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n"
COMPUTING = f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD = "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"
WHOLE = HEAD + "\r\n"
LARGE = f"GET /sparql?query={quote('SELECT * {?s ?p ?o . ?a <http://example.org/n> 1}')} HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = "Transfer-Encoding: chunked"
GRAPH, QUERY, CHECK = "/graphs/mine", "/sparql", "/validate"
TURTLE, DIRECT = "text/turtle", "application/sparql-query"


def uploading(target: Target, path: str, kind: str, length: str = f"Content-Length: {BODY}") -> str:
    method = "PUT" if path.startswith("/graphs") else "POST"
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nAuthorization: Bearer {target.writer}\r\n{length}\r\n\r\n"


class Slow:
    """Many connections at once: what they send first, then piece by piece, until the service lets them go.

    ``receiving`` is how many bytes each takes at a time; 0 takes whatever comes.
    """

    def __init__(self, port: int, first: str, piece: bytes = b"", receiving: int = 0) -> None:
        self.port, self.first, self.piece, self.receiving = port, first.encode(), piece, receiving
        self.held = 0

    async def one(self) -> None:
        loop = asyncio.get_running_loop()
        with socket.socket() as connection, suppress(OSError):
            connection.setblocking(False)
            if self.receiving:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            await loop.sock_connect(connection, ("127.0.0.1", self.port))
            self.held += 1
            try:
                await loop.sock_sendall(connection, self.first)
                while await self.goes_on(connection):
                    await asyncio.sleep(PAUSE)
            finally:
                self.held -= 1

    async def goes_on(self, connection: socket.socket) -> bool:
        """Send and take a little; whether the service still holds the connection."""
        if self.piece:
            await asyncio.get_running_loop().sock_sendall(connection, self.piece)
        try:
            return bool(connection.recv(self.receiving or 1 << 16))
        except BlockingIOError:
            return True


async def others_are_answered(server: Server, slow: Slow, *, until_free: bool) -> None:
    """While 200 of them are there another client gets answers; ``until_free``: and until all are let go."""
    clients = [asyncio.create_task(slow.one()) for _ in range(MANY)]
    asked, most = 0, 0
    try:
        while asked < 5 or (until_free and not all(client.done() for client in clients)):
            most = max(most, slow.held)
            status = await asyncio.to_thread(from_elsewhere, server, f"{COUNT} #{id(slow)}-{asked}")
            assert status == 200
            asked += 1
            await asyncio.sleep(PAUSE)
    finally:
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)
    assert most > MANY // 2


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("first", "piece"),
    [
        ("", b""),
        (HEAD, b""),
        (WHOLE + HEAD, b""),
        ("", b"G"),
        (HEAD + "X-Slow: ", b"x"),
        (WHOLE + HEAD + "X-Slow: ", b"x"),
    ],
    ids=["silent", "half", "second-half", "dripping-line", "dripping-head", "dripping-second"],
)
def test_slow_heads(alive: Target, first: str, piece: bytes) -> None:
    slow = Slow(alive.server.port, first, piece)
    asyncio.run(others_are_answered(alive.server, slow, until_free=True))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("path", "kind", "length", "piece"),
    [
        (GRAPH, TURTLE, "Content-Length: 1000", b""),
        (GRAPH, TURTLE, "Content-Length: 1000", b"\n"),
        (GRAPH, TURTLE, f"Content-Length: {BODY}", b""),
        (GRAPH, TURTLE, f"Content-Length: {BODY}", b"\n"),
        (GRAPH, TURTLE, CHUNKED, b""),
        (GRAPH, TURTLE, CHUNKED, b"1\r\n\n\r\n"),
        (CHECK, TURTLE, f"Content-Length: {BODY}", b""),
        (QUERY, DIRECT, f"Content-Length: {BODY}", b""),
        (GRAPH, "multipart/form-data; boundary=x", f"Content-Length: {BODY}", b""),
        (GRAPH, TURTLE, f"Content-Length: {BODY}\r\nExpect: 100-continue", b""),
    ],
)
def test_half_open_uploads(alive: Target, path: str, kind: str, length: str, piece: bytes) -> None:
    slow = Slow(alive.server.port, uploading(alive, path, kind, length), piece)
    asyncio.run(others_are_answered(alive.server, slow, until_free=True))


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A service with the usual number of threads, for clients whose queries do run."""
    store = tmp_path_factory.mktemp("roomy") / "store"
    with target_at(store, "client_patience=0.5", "deadline=1.5", "queue_wait=6", bulk=BULK) as target:
        yield target


@pytest.mark.timeout(60)
@pytest.mark.parametrize("first", [ASKING, COMPUTING, LARGE], ids=["endless", "computing", "kept"])
def test_clients_that_take_little_of_the_answer(roomy: Target, first: str) -> None:
    """What is left in the kernel's buffers keeps nothing of the service; so their end is not awaited."""
    with surviving(roomy):
        slow = Slow(roomy.server.port, first, b"", 100)
        asyncio.run(others_are_answered(roomy.server, slow, until_free=False))
    assert soon(lambda: is_idle(roomy.server))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("first", [ASKING, COMPUTING], ids=["streaming", "computing"])
def test_clients_gone_mid_stream(roomy: Target, first: str) -> None:
    with surviving(roomy):
        clients = [
            socket.create_connection(("127.0.0.1", roomy.server.port), timeout=60) for _ in range(MANY)
        ]
        for client in clients:
            client.sendall(first.encode())
        begun = select.select(clients, [], [], 30)[0]
        assert begun
        assert all(client.recv(12).startswith(b"HTTP/1.1 ") for client in begun)
        for client in clients:  # gone without a word: the connection is reset
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
        assert from_elsewhere(roomy.server, f"{COUNT} #gone {id(first)}") == 200
        assert soon(lambda: is_idle(roomy.server))


def is_idle(server: Server) -> bool:
    """Whether no reader works and nobody waits for one."""
    samples = server.request("GET", "/metrics")[1].decode()
    found = dict(re.findall(r"^rolegraph_(readers_busy|queue_length) ([0-9.]+)", samples, re.MULTILINE))
    return {float(value) for value in found.values()} == {0.0}


def test_a_request_line_without_end(alive: Target) -> None:
    """No more of it is kept than a query may have."""
    with (
        socket.create_connection(("127.0.0.1", alive.server.port), timeout=60) as client,
        suppress(ConnectionError),
    ):
        client.sendall(b"GET /")
        for _ in range(200):
            client.sendall(b"a" * (1 << 20))
        pytest.fail("200 MiB of a request line were taken")


def test_clients_that_never_close(alive: Target) -> None:
    """They got their answer and were told that nothing more comes; nobody waits for them."""
    clients = [socket.create_connection(("127.0.0.1", alive.server.port), timeout=60) for _ in range(MANY)]
    for client in clients:
        client.sendall(f"{HEAD}Connection: close\r\n\r\n".encode())
    try:
        assert {from_elsewhere(alive.server, f"{COUNT} #close{number}") for number in range(5)} == {200}
        assert all(client.recv(12) == b"HTTP/1.1 200" for client in clients)
    finally:
        for client in clients:
            client.close()


def test_a_patience_that_changes_on_reload(tmp_path: Path) -> None:
    """SIGHUP: what is new holds for new connections."""
    config = tmp_path / "settings.toml"
    config.write_text("client_patience = 60\n")
    fill(tmp_path / "store")
    command = Path(sys.executable).parent / "rolegraph"
    words = [
        str(command),
        "serve",
        "--store",
        str(tmp_path / "store"),
        "--port",
        "0",
        "--config",
        str(config),
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])
            server = Server(process.pid, port, tmp_path / "store")
            before = web_processes(server)
            config.write_text("client_patience = 0.5\n")
            process.send_signal(signal.SIGHUP)
            assert soon(lambda: bool(web_processes(server)) and not set(web_processes(server)) & set(before))
            assert server.request("GET", "/healthz")[0].status == 200
            with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
                client.sendall(HEAD.encode())
                assert client.recv(100).startswith(b"HTTP/1.1 408")
        finally:
            process.terminate()
            process.wait(60)
