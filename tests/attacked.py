"""A service under attack, what must be left of it afterwards, and a listener that must not be reached."""

from __future__ import annotations

import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from serving import Server, ask, descendants, fill, serving

from rolegraph.graph.store.generations import current_generation
from rolegraph.graph.store.tokens import Tokens

UPDATE = "application/sparql-update"
MINE = "http://example.org/graphs/mine"
COUNT = "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"
MARK = f"GRAPH <{MINE}> {{ <http://x/alive> <http://x/p> 1 }}"
_numbers = itertools.count()


class State(NamedTuple):
    """What no attack may change: the web processes, and the data."""

    web_processes: frozenset[int]
    generation: int
    quads: int


@dataclass(frozen=True)
class Target:
    """A running service, and tokens for it."""

    server: Server
    reader: str
    writer: str

    def send(
        self, method: str, path: str, body: str | bytes | None = None, kind: str | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """A request with the right to write."""
        data = body.encode() if isinstance(body, str) else body
        named = {"Authorization": f"Bearer {self.writer}", "Content-Type": kind or "", **headers}
        return self.server.request(
            method, path, data, {n.replace("_", "-"): v for n, v in named.items() if v}
        )

    def update(self, text: str, path: str = "/update") -> tuple[HTTPResponse, bytes]:
        return self.send("POST", path, text, UPDATE)

    def count(self) -> int:
        """What an ordinary query finds; no two are alike, so that none is answered from a cache."""
        response, body = ask(self.server, f"{COUNT} #{next(_numbers)}")
        assert response.status == 200, body
        return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])

    def state(self) -> State:
        generation = current_generation(self.server.store)
        found = self.count()
        assert generation.quads == found
        return State(frozenset(web_processes(self.server)), generation.number, found)


def web_processes(server: Server) -> list[int]:
    """The web processes of a service, oldest first: what its first process started itself."""

    def parent(pid: int) -> int:
        try:
            return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return 0

    return sorted(pid for pid in descendants(server.pid) if parent(pid) == server.pid)


@contextmanager
def target_at(store: Path, *options: str, bulk: int = 0) -> Iterator[Target]:
    """A service over a store that is made for it."""
    fill(store, bulk=bulk)
    tokens = Tokens(store)
    reader, writer = tokens.create("read")[1], tokens.create("write")[1]
    with serving(store, "access_log=0", *options) as server:
        target = Target(server, reader, writer)
        target.count()
        yield target


@contextmanager
def surviving(target: Target) -> Iterator[Target]:
    """Afterwards the next ordinary query is answered by the same web processes from the same data."""
    before = target.state()
    yield target
    assert target.state() == before


def writes_still(target: Target) -> None:
    """The next ordinary update is carried out."""
    for text, outcome in (
        (f"INSERT DATA {{ {MARK} }}", "inserted"),
        (f"DELETE DATA {{ {MARK} }}", "deleted"),
    ):
        response, body = target.update(text)
        assert response.status == 200, body
        assert json.loads(body)[outcome] == 1


class Listener(NamedTuple):
    """A port of this machine, and who connected to it."""

    port: int
    hits: list[Any]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@contextmanager
def listening() -> Iterator[Listener]:
    """Listens; an accepted connection is closed at once."""
    hits: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                hits.append(address)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield Listener(server.getsockname()[1], hits)
        finally:
            stop.set()
            thread.join()


def soon(question: Callable[[], bool], patience: float = 30.0) -> bool:
    """Whether a question becomes true within ``patience`` seconds."""
    until = time.monotonic() + patience
    while not question():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def from_elsewhere(server: Server, query: str) -> int:
    """The status that another client gets for a query, one with an address of its own."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60, source_address=("127.0.0.2", 0))
    try:
        connection.request("GET", f"/sparql?query={quote(query)}")
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()
