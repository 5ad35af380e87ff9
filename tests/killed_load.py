"""A mixed load on a service whose processes are killed, which knows what every answer must be.

Each client remembers what was acknowledged (``there``), what was refused, and what it never heard of
again; whatever is not as it must be is a line of ``wrong``.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from urllib.parse import quote

from serving import BASE, Server, ask

BULK = 3000
_TRIPLES = 20
_REFUSED = {429, 503}
_GRAPH = f"{BASE}graphs/"
_ROLE = f"{BASE}id/role/baker"


class Load:
    """Clients in threads, until :meth:`stop`."""

    def __init__(self, server: Server, token: str) -> None:
        self.server = server
        self.wrong: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self._headers = {"Authorization": f"Bearer {token}"}
        self._stopped = threading.Event()
        self._clients = [Inserts(self, name) for name in ("a", "b", "c")]
        self._counters = [Increments(self) for _ in range(2)]
        self._files = [Files(self, name) for name in ("x", "y")]
        works: list[Callable[[], None]] = [each.once for each in self._writers]
        works += [self._count, self._rows, self._rows, self._pair, self._describe]
        self._role = self._description(until=30.0)
        self._threads = [threading.Thread(target=self._repeat, args=(work,)) for work in works]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, work: Callable[[], None]) -> None:
        while not self._stopped.is_set():
            work()
            time.sleep(0.01)

    def send(self, method: str, path: str, body: str, kind: str) -> tuple[int, bytes]:
        """The status and body of an answer; 0 where none came, or none that was whole."""
        headers = {**self._headers, "Content-Type": kind}
        return self.heard(lambda: self.server.request(method, path, body.encode(), headers), "write")

    def heard(self, send: Callable[[], tuple[HTTPResponse, bytes]], what: str) -> tuple[int, bytes]:
        try:
            response, body = send()
        except (OSError, HTTPException):
            self.outcomes[f"{what}: none"] += 1
            time.sleep(0.05)
            return 0, b""
        self.outcomes[f"{what}: {response.status}"] += 1
        return response.status, body

    def update(self, text: str) -> int:
        return self.send("POST", "/update", text, "application/sparql-update")[0]

    def query(self, text: str, accept: str = "application/sparql-results+json") -> bytes | None:
        """The body of an answer, which must be whole; ``None`` where there is none."""
        status, body = self.heard(lambda: ask(self.server, text, accept), "query")
        self.expect(status in (0, 200, *_REFUSED), f"a query got {status}: {body[:200]!r}")
        return body if status == 200 else None

    def bindings(self, text: str) -> list[dict[str, str]] | None:
        body = self.query(text)
        if body is None:
            return None
        try:
            rows = json.loads(body)["results"]["bindings"]
        except ValueError:
            self.expect(False, f"a cut answer of {len(body)} bytes looked whole: {text}")
            return None
        return [{name: term["value"] for name, term in row.items()} for row in rows]

    def expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    def _count(self) -> None:
        rows = self.bindings(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}graph/bulk> {{ ?s ?p ?o }} }}")
        self.expect(rows in (None, [{"n": str(BULK)}]), f"the bulk has {rows}")

    def _rows(self) -> None:
        """An answer that is streamed."""
        rows = self.bindings(f"SELECT * {{ GRAPH <{BASE}graph/bulk> {{ ?s ?p ?o }} }} #{time.time()}")
        self.expect(rows is None or len(rows) == BULK, f"of the bulk came {len(rows or ())} rows")

    def _pair(self) -> None:
        """What one update writes is seen together."""
        rows = self.bindings("SELECT ?a ?b { <urn:x:pair> <urn:x:first> ?a ; <urn:x:second> ?b }")
        self.expect(rows is None or all(row["a"] == row["b"] for row in rows), f"a torn update: {rows}")
        self.expect(rows is None or len(rows) <= 1, f"two states at once: {rows}")

    def _describe(self) -> None:
        found = self._description()
        self.expect(found in (None, self._role), f"a description was {found}")

    def _description(self, until: float = 0.0) -> list[bytes] | None:
        """The triples about a role, asked for as many seconds as given until an answer comes."""
        until += time.monotonic()
        while (body := self.query(f"DESCRIBE <{_ROLE}>", "application/n-triples")) is None:
            if time.monotonic() > until:
                return None
        return sorted(body.splitlines())

    def answers(self, patience: float = 60.0) -> bool:
        """Whether a query and an update are answered within so many seconds."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if (
                self.query("ASK {}") is not None
                and self.update("DELETE DATA { <urn:x:none> <urn:x:n> 1 }") == 200
            ):
                return True
        return False

    def verify(self) -> None:
        """Compare what is there with what was acknowledged."""
        for client in self._clients:
            client.verify()
        for file in self._files:
            file.verify()
        Increments.verify(self, self._counters)

    @property
    def acknowledged(self) -> int:
        return sum(writer.acknowledged for writer in self._writers)

    @property
    def _writers(self) -> list[Inserts | Increments | Files]:
        return [*self._clients, *self._counters, *self._files]


class Inserts:
    """One triple after the other into a graph of its own."""

    def __init__(self, load: Load, name: str) -> None:
        self._load, self._graph = load, f"{_GRAPH}inserts-{name}"
        self._next = 0
        self._there: set[int] = set()
        self._refused: set[int] = set()

    @property
    def acknowledged(self) -> int:
        return len(self._there)

    def once(self) -> None:
        number, self._next = self._next, self._next + 1
        status = self._load.update(
            f"INSERT DATA {{ GRAPH <{self._graph}> {{ <urn:x:s> <urn:x:n> {number} }} }}"
        )
        self._load.expect(status in (0, 200, *_REFUSED), f"an update got {status}")
        if status:
            (self._there if status == 200 else self._refused).add(number)

    def verify(self) -> None:
        rows = self._load.bindings(f"SELECT ?n {{ GRAPH <{self._graph}> {{ ?s ?p ?n }} }}") or []
        found = {int(row["n"]) for row in rows}
        self._load.expect(self._there <= found, f"lost of {self._graph}: {sorted(self._there - found)}")
        self._load.expect(not self._refused & found, f"refused and there: {sorted(self._refused & found)}")


class Increments:
    """A number that several count up, and two triples that always say the same."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self.acknowledged = self._unknown = 0

    def once(self) -> None:
        status = self._load.update(
            """DELETE { <urn:x:pair> <urn:x:first> ?n ; <urn:x:second> ?n }
               INSERT { <urn:x:pair> <urn:x:first> ?m ; <urn:x:second> ?m }
               WHERE { OPTIONAL { <urn:x:pair> <urn:x:first> ?n } BIND(COALESCE(?n, 0) + 1 AS ?m) }"""
        )
        self._load.expect(status in (0, 200, *_REFUSED), f"an increment got {status}")
        self.acknowledged += status == 200
        self._unknown += status == 0

    @staticmethod
    def verify(load: Load, counters: list[Increments]) -> None:
        rows = load.bindings("SELECT ?n { <urn:x:pair> <urn:x:first> ?n }") or [{"n": "0"}]
        least = sum(counter.acknowledged for counter in counters)
        most = least + sum(counter._unknown for counter in counters)
        load.expect(least <= int(rows[0]["n"]) <= most, f"counted {rows}, not {least} to {most}")


class Files:
    """A graph that is put whole, or deleted, by graph-store writes."""

    def __init__(self, load: Load, name: str) -> None:
        self._load, self._path = load, f"/graphs?graph={quote(f'{_GRAPH}file-{name}', '')}"
        self._graph = f"{_GRAPH}file-{name}"
        self._version = self.acknowledged = 0
        self._possible = {0}
        """The versions that may be there; 0 is none."""

    def once(self) -> None:
        self._version += 1
        version = 0 if self._version % 5 == 0 else self._version
        body = "".join(
            f"<urn:x:{n}> <urn:x:version> {version} .\n" for n in range(_TRIPLES if version else 0)
        )
        status, _ = self._load.send("PUT" if version else "DELETE", self._path, body, "text/turtle")
        if status in (200, 201, 204, 404):
            self._possible = {version}
            self.acknowledged += 1
        elif status == 0:
            self._possible.add(version)
        else:
            self._load.expect(status in _REFUSED, f"a graph-store write got {status}")

    def verify(self) -> None:
        rows = self._load.bindings(f"SELECT ?v {{ GRAPH <{self._graph}> {{ ?s ?p ?v }} }}") or []
        found = Counter(int(row["v"]) for row in rows)
        self._load.expect(len(found) <= 1, f"half a graph: {found}")
        version, triples = found.most_common(1)[0] if found else (0, _TRIPLES)
        self._load.expect(triples == _TRIPLES, f"half a graph: {found}")
        self._load.expect(version in self._possible, f"version {version}, not one of {self._possible}")
