"""A real server over a store of its own, asked over one kept connection."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pyoxigraph
from serving import Server, serving
from w3c.evaluation import Reply

from rolegraph.graph.store.tokens import Tokens
from rolegraph.graph.store.writing import create_store, writing

_CLOSED_PORT = 1
BASE = f"http://127.0.0.1:{_CLOSED_PORT}/"
"""The store's base, and where SERVICE may go: nobody answers there."""
_MEMORY = Path("/dev/shm")
_KEPT_ALIVE = 4.0
"""Seconds, less than the server keeps an idle connection."""


class HttpService:
    """The server's queries and updates; the store is filled beside it, as a load does."""

    base = BASE

    def __init__(self, server: Server, token: str) -> None:
        self._store = server.store
        self._token = token
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._last = time.monotonic()

    def hold(self, quads: Iterable[pyoxigraph.Quad]) -> None:
        """Publish a generation that has these quads and no others."""
        with writing(self._store) as candidate:
            shutil.rmtree(candidate.path)
            engine = pyoxigraph.Store(str(candidate.path))
            engine.extend(quads)
            engine.flush()
            del engine
            candidate.publish()

    def query(self, text: bytes, accept: str | None = None) -> Reply:
        """POST a query as it is."""
        return self._post("/sparql", text, "application/sparql-query", {"Accept": accept} if accept else {})

    def update(self, text: bytes) -> Reply:
        """POST an update as it is, with a token that may write."""
        return self._post(
            "/update", text, "application/sparql-update", {"Authorization": f"Bearer {self._token}"}
        )

    def _post(self, path: str, body: bytes, kind: str, headers: dict[str, str]) -> Reply:
        if time.monotonic() > self._last + _KEPT_ALIVE:
            self._connection.close()
        self._connection.request("POST", path, body, {"Content-Type": kind, **headers})
        response = self._connection.getresponse()
        content_type = response.headers.get_content_type()
        reply = Reply(response.status, content_type, response.read())
        self._last = time.monotonic()
        return reply

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def http_service() -> Iterator[HttpService]:
    """A service over a store of its own, whose default graph is the engine's.

    Hundreds of generations are published: in memory where the system has a file system there.
    """
    with tempfile.TemporaryDirectory(dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None) as folder:
        store = Path(folder) / "store"
        create_store(store, BASE)
        yield from _serving(store)


def _serving(store: Path) -> Iterator[HttpService]:
    _, token = Tokens(store).create("write", "W3C test suites")
    hosts = f"service_hosts=127.0.0.1:{_CLOSED_PORT}"
    with serving(store, "default_graph=separate", hosts, "access_log=0") as server:
        service = HttpService(server, token)
        try:
            yield service
        finally:
            service.close()
