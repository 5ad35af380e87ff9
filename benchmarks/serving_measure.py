"""The measurements of the serving benchmark: every engine in turn, several rounds of all of them."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median

import pyoxigraph
from big_answers import fetch, rows
from load_client import Load, Spec, run
from peers.engine import Data, Running
from runaways import running
from serving_requests import JSON, ROWS, Workload, asking, count_updates, every_triple, get, updates

KINDS = {"json": JSON, "csv": "text/csv"}
_QUIET = 0.05
# Virtuoso has graphs of its own.
_ALL = 'SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), "%s")) }'
_A_RUN = 500_000


@dataclass(slots=True)
class Cell:
    """The rounds of one measurement at one engine."""

    loads: list[Load] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second, the median of the rounds."""
        return median(load.rate for load in self.loads)

    def time(self, name: str) -> float | None:
        """``p50``, ``p99`` or ``slowest`` in milliseconds, the median of the rounds that had answers."""
        times = [value for load in self.loads if (value := getattr(load, name)) is not None]
        return median(times) if times else None

    @property
    def cost(self) -> float:
        """Milliseconds of the server's processors an answer."""
        return median(self.cpu)

    @property
    def faults(self) -> Counter[str]:
        """What went wrong in all rounds."""
        return sum((Counter(load.faults) for load in self.loads), Counter())


@dataclass(slots=True)
class Big:
    """The rounds of one large answer at one engine, in milliseconds."""

    first: list[float] = field(default_factory=list)
    total: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Storm:
    """Descriptions beside runaways: what the others got, what became of the runaways, who survived."""

    load: Load
    runaways: dict[str, int]
    alive: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how often."""

    clients: tuple[int, ...] = (1, 8, 64)
    rounds: int = 3
    seconds: float = 3.0
    rows: int = 100_000
    runaways: int = 50
    storm: float = 20.0
    patience: float = 60.0


class Measurer:
    """Measures servers that all run beside each other, one at a time."""

    def __init__(self, plan: Plan, data: Data) -> None:
        self.plan = plan
        self.data = data
        self._numbers = (number * _A_RUN for number in count())

    def agree(self, servers: Sequence[Running], asked: Sequence[Workload]) -> None:
        """Every engine has the same data and gives the same answers. Raises ``RuntimeError`` where not."""
        first: dict[str, object] = {}
        for server in servers:
            number = self._asked(server, _ALL % self.data.base)
            if number != self.data.count:
                raise RuntimeError(f"{server.engine.name} holds {number} quads of {self.data.count}")
            for workload in asked:
                answer = self._try(server, workload)
                if answer != first.setdefault(workload.name, answer):
                    raise RuntimeError(f"{server.engine.name} answers {workload.name} with other data")

    def _asked(self, server: Running, query: str) -> int:
        request = get(asking(server.engine, query), server.port, JSON, closing=True)
        body = fetch(server.port, request.encode(), 10 * self.plan.patience).body
        return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])

    def _try(self, server: Running, workload: Workload) -> object:
        """What can be compared of an answer: the rows' number, or the triples."""
        target = workload.targets(server.engine)[0]
        request = get(target, server.port, workload.accept, closing=True)
        body = fetch(server.port, request.encode(), self.plan.patience).body
        if (rows(body, "json") != ROWS) if workload.accept == JSON else b"Role" not in body:
            raise RuntimeError(f"{server.engine.name} answers {workload.name} with {body[:400]!r}")
        return ROWS if workload.accept == JSON else _triples(body)

    def load(self, servers: Sequence[Running], workload: Workload, clients: int) -> dict[str, Cell]:
        """One workload at all servers, round by round."""
        cells = {server.engine.name: Cell() for server in servers}
        for server in self._turns(servers):
            requests = workload.requests(server.engine, server.port)
            self._measure(server, requests, clients, cells[server.engine.name])
        return cells

    def _turns(self, servers: Sequence[Running]) -> Iterator[Running]:
        for _ in range(self.plan.rounds):
            for server in servers:
                settle(server)
                yield server

    def _measure(self, server: Running, requests: list[str], clients: int, cell: Cell) -> None:
        plan = self.plan
        before = server.cpu
        spec = Spec(server.port, requests, clients, plan.seconds, next(self._numbers), plan.patience)
        load = run(spec)
        cell.loads.append(load)
        cell.cpu.append(1000 * (server.cpu - before) / max(1, load.answered))

    def big(self, servers: Sequence[Running], kind: str) -> dict[str, Big]:
        """Many rows as ``kind``, one client, each time asked anew."""
        found = {server.engine.name: Big() for server in servers}
        for server in self._turns(servers):
            number = next(self._numbers)
            request = every_triple(server.engine, server.port, self.plan.rows, KINDS[kind], number)
            transfer = fetch(server.port, request, 10 * self.plan.patience)
            if (came := rows(transfer.body, kind)) != self.plan.rows:
                raise RuntimeError(f"{server.engine.name} gave {came} of {self.plan.rows} rows as {kind}")
            found[server.engine.name].first.append(transfer.first)
            found[server.engine.name].total.append(transfer.total)
        return found

    def updates(self, servers: Sequence[Running], clients: int) -> dict[str, Cell]:
        """Updates of one triple each; every one that was acknowledged must be there afterwards."""
        cells = {server.engine.name: Cell() for server in servers}
        headers = {s.engine.name: dict(s.engine.update_headers(s.folder)) for s in servers}
        for server in self._turns(servers):
            cell, before = cells[server.engine.name], self._updated(server)
            requests = updates(server.engine, server.port, self.data, headers[server.engine.name])
            self._measure(server, requests, clients, cell)
            kept = self._updated(server) - before
            if kept < cell.loads[-1].answered:
                raise RuntimeError(f"{server.engine.name} kept {kept} of {cell.loads[-1].answered} updates")
        return cells

    def _updated(self, server: Running) -> int:
        request = count_updates(server.engine, server.port, self.data)
        return int(json.loads(fetch(server.port, request, 60).body)["results"]["bindings"][0]["n"]["value"])

    def storm(self, server: Running, workload: Workload) -> Storm:
        """Descriptions at the most clients while runaways are asked by others."""
        plan = self.plan
        requests = workload.requests(server.engine, server.port)
        start = next(self._numbers)
        spec = Spec(server.port, requests, plan.clients[-1], plan.storm, start, plan.storm)
        with running(server.port, server.engine.query_path, plan.runaways) as runaways:
            time.sleep(1)
            load = run(spec)
        return Storm(load, dict(runaways.outcomes), server.answers())


def _triples(body: bytes) -> set[tuple[str, str, str]]:
    """Without what literals hold: engines write numbers in forms of their own, and one Turtle as XML."""
    is_xml = body.startswith(b"<?xml")
    parsed = pyoxigraph.parse(body, pyoxigraph.RdfFormat.RDF_XML if is_xml else pyoxigraph.RdfFormat.TURTLE)
    return {
        (str(quad.subject), str(quad.predicate), getattr(quad.object, "language", None) or _iri(quad.object))
        for quad in parsed
    }


def _iri(term: object) -> str:
    return term.value if isinstance(term, pyoxigraph.NamedNode) else "a literal"


def settle(server: Running, patience: float = 30) -> None:
    """Wait until a server has finished what it was asked before."""
    until = time.monotonic() + patience
    before = server.cpu
    while time.monotonic() < until:
        time.sleep(0.2)
        now = server.cpu
        if now - before <= _QUIET * 0.2 + 0.01:
            return
        before = now
