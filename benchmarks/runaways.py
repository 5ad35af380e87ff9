"""Clients that ask what never ends, all at once and again and again."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import quote

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_WAIT = 1.0
_JSON = {"Accept": "application/sparql-results+json"}


class Runaways:
    """Fifty or so clients with addresses of their own; each asks again once it was answered.

    One that is told when to come again (Retry-After) waits that long, others a second.
    """

    def __init__(self, port: int, path: str, clients: int) -> None:
        self.outcomes: Counter[str] = Counter()
        self._port = port
        self._path = path
        self._numbers = count()
        self._over = threading.Event()
        self._connections: dict[int, HTTPConnection] = {}
        self._threads = [threading.Thread(target=self._ask_on, args=(n,)) for n in range(clients)]

    def start(self) -> None:
        """Send all of them."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Hang up."""
        self._over.set()
        for connection in list(self._connections.values()):
            if held := connection.sock:
                with suppress(OSError):  # closing alone would not wake the thread that waits at it
                    held.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _ask_on(self, number: int) -> None:
        while not self._over.is_set():
            self._over.wait(self._ask(number))

    def _ask(self, number: int) -> float:
        connection = HTTPConnection(
            "127.0.0.1", self._port, timeout=1, source_address=(f"127.0.3.{number + 1}", 0)
        )
        self._connections[number] = connection
        query = f"{RUNAWAY} #{next(self._numbers)}"
        try:
            connection.request("GET", f"{self._path}?query={quote(query)}", headers=_JSON)
            outcome, wait = self._outcome(connection)
        except (OSError, HTTPException) as error:
            outcome, wait = type(error).__name__, _WAIT
        finally:
            connection.close()
        if not self._over.is_set():
            self.outcomes[outcome] += 1
        return wait

    def _outcome(self, connection: HTTPConnection) -> tuple[str, float]:
        assert connection.sock is not None
        connection.sock.settimeout(None)
        response = connection.getresponse()
        told = response.getheader("Retry-After", "")
        return str(response.status), float(told) if told.isdigit() else _WAIT


@contextmanager
def running(port: int, path: str, clients: int) -> Iterator[Runaways]:
    """Runaways beside what is done inside."""
    runaways = Runaways(port, path, clients)
    runaways.start()
    try:
        yield runaways
    finally:
        runaways.stop()
