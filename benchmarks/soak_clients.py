"""The clients of the soak: good and bad queries, clients that leave, updates that are counted."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote

_PATIENCE = 60.0
_BUSY = {429, 503}
_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
ROLES = f"SELECT ?r ?n {{?r a <https://w3id.org/rolegraph/ns#Role> ; {_LABEL} ?n}}"
RUNAWAY = "SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}"
LONG = "SELECT * {?a ?b ?c . ?d ?e ?f}"
MEMORY = (
    "SELECT ?v29 {BIND('xxxxxxxx' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{n},?v{n}) AS ?v{n + 1})" for n in range(29))
    + "}"
)
_UPDATERS = 2


class Clients:
    """Threads that ask until they are stopped. ``faults`` is what came back wrong."""

    def __init__(self, port: int, token: str) -> None:
        self.faults: list[str] = []
        self._port = port
        self._token = {"Authorization": f"Bearer {token}"}
        self._counts: Counter[str] = Counter()
        self._stopped = threading.Event()
        self._acknowledged = [0] * _UPDATERS
        self._unknown = [0] * _UPDATERS
        work: list[Callable[[], None]] = [self._good, self._good, self._good, self._bad, self._leave]
        work += [self._graph, self._scrape]
        self._threads = [threading.Thread(target=self._repeat, args=(one, n)) for n, one in enumerate(work)]
        self._threads += [
            threading.Thread(target=self._repeat, args=(self._updater(number), 50 + number))
            for number in range(_UPDATERS)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, when the requests under way are answered."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def counts(self) -> Counter[str]:
        """How many requests of each kind and status there were."""
        return Counter(self._counts)

    def _repeat(self, work: Callable[[], None], number: int) -> None:
        choice = random.Random(number)
        while not self._stopped.wait(choice.uniform(0.0, 0.1)):
            try:
                work()
            except (OSError, HTTPException, ValueError) as error:
                self.faults.append(f"{work.__name__.lstrip('_')}: {error!r}")

    def _expect(self, kind: str, status: int, wanted: set[int]) -> bool:
        self._counts[f"{kind} {status}"] += 1
        if status not in wanted | _BUSY:
            self.faults.append(f"{kind}: status {status}")
        return status in wanted

    def _request(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def _query(self, query: str) -> tuple[HTTPResponse, bytes]:
        return self._request("GET", f"/sparql?query={quote(query)}")

    def _good(self) -> None:
        limited = f"{ROLES} LIMIT {random.randrange(1, 40)}"
        answer, body = self._query(limited)
        if self._expect("query", answer.status, {200}):
            rows = json.loads(body)["results"]["bindings"]
            if not rows:
                self.faults.append("query: no rows")
        answer, body = self._request("GET", "/", headers={"Accept": "text/html"})
        self._expect("page", answer.status, {200})

    def _bad(self) -> None:
        for query, status in (("SELECT {", 400), ("{" * 3000, 400), (RUNAWAY, 503), (MEMORY, 503)):
            answer, _ = self._query(query)
            self._expect("bad query", answer.status, {status})

    def _leave(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request("GET", f"/sparql?query={quote(LONG)}")
            answer = connection.getresponse()
            answer.read(10_000)
            self._expect("left", answer.status, {200})
        finally:
            connection.close()

    def _graph(self) -> None:
        headers = {**self._token, "Content-Type": "text/turtle"}
        triples = "".join(f"<urn:soak:{random.random()}> <urn:soak:is> {n} .\n" for n in range(50))
        answer, _ = self._request("PUT", "/graphs?graph=urn:soak:graph", triples, headers)
        self._expect("graph", answer.status, {200, 201, 204})

    def _scrape(self) -> None:
        answer, _ = self._request("GET", "/metrics")
        self._expect("metrics", answer.status, {200})

    def _updater(self, number: int) -> Callable[[], None]:
        """One more in a counter of its own, which is read at the end."""
        headers = {**self._token, "Content-Type": "application/sparql-update"}
        counter = f"GRAPH <urn:soak:counts> {{ <urn:soak:{number}> <urn:soak:n>"
        text = (
            f"DELETE {{ {counter} ?n }} }} INSERT {{ {counter} ?more }} }} WHERE {{"
            f" OPTIONAL {{ {counter} ?n }} }} BIND(COALESCE(?n, 0) + 1 AS ?more) }}"
        )

        def update() -> None:
            self._unknown[number] += 1
            answer, _ = self._request("POST", "/update", text, headers)
            self._unknown[number] -= 1
            if self._expect("update", answer.status, {200, 204}):
                self._acknowledged[number] += 1

        return update

    def missing_updates(self) -> list[str]:
        """What the counters do not have of what was acknowledged, or have more than was sent."""
        faults = []
        for number in range(_UPDATERS):
            _, body = self._query(
                f"SELECT ?n {{GRAPH <urn:soak:counts> {{<urn:soak:{number}> <urn:soak:n> ?n}}}}"
            )
            found = [int(row["n"]["value"]) for row in json.loads(body)["results"]["bindings"]]
            least = self._acknowledged[number]
            if len(found) != 1 or not least <= found[0] <= least + self._unknown[number]:
                faults.append(f"counter {number} is {found}: {least} updates were acknowledged")
        return faults
