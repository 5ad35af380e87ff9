"""Who gets a reader: fairness, bounds for one client, limits of an answer."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import QueryResultsFormat
from serving import DIRECT, ENDLESS, RUNAWAY, Server, ask, fill, post, serving

from rolegraph.graph.errors import QueryFailed, QueryTimeout
from rolegraph.graph.store.admission import ClientBusy, Gate, Place, PoolFull
from rolegraph.graph.store.answer import AnswerTooLarge, Question
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.reader_output import counter_of
from rolegraph.graph.store.reader_pool import PoolLimits

COUNT = "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"


class Crowd:
    """Clients that wait at a gate, each in a thread of its own; ``served`` in the order of their turns."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.served: list[str] = []
        self.refused: list[str] = []
        self.places: list[Place] = []
        self._threads: list[threading.Thread] = []

    def send(self, client: str) -> None:
        """One more; returns when it waits or was decided on."""
        known = self.gate.queue_length + len(self.served) + len(self.refused)
        thread = threading.Thread(target=self._enter, args=(client,))
        self._threads.append(thread)
        thread.start()
        until = time.monotonic() + 5
        while self.gate.queue_length + len(self.served) + len(self.refused) == known:
            assert time.monotonic() < until
            time.sleep(0.001)

    def _enter(self, client: str) -> None:
        try:
            place = self.gate.enter(client)
        except PoolFull:
            self.refused.append(client)
        else:
            self.places.append(place)
            self.served.append(client)

    def leave(self) -> None:
        """The one who was served first goes, and somebody takes the place if anybody waits."""
        expected = len(self.served) + (self.gate.queue_length > 0)
        self.gate.leave(self.places.pop(0))
        until = time.monotonic() + 5
        while len(self.served) < expected:
            assert time.monotonic() < until
            time.sleep(0.001)

    def join(self) -> None:
        while self.places:
            self.leave()
        for thread in self._threads:
            thread.join()


def test_clients_take_turns() -> None:
    crowd = Crowd(Gate(size=1, queue=20, per_client=0, patience=30))
    for client in "aaaaabcbc":
        crowd.send(client)
    crowd.join()
    assert "".join(crowd.served) == "aabcabcaa"
    assert crowd.gate.taken == crowd.gate.queue_length == 0


def test_who_holds_fewer_places_goes_first() -> None:
    crowd = Crowd(Gate(size=3, queue=20, per_client=0, patience=30))
    for client in ("a", "a", "b", "a", "b", "c"):
        crowd.send(client)
    crowd.leave()
    assert crowd.served[3:] == ["c"]
    crowd.join()


def test_a_full_queue_refuses_whoever_has_most_in_it() -> None:
    crowd = Crowd(Gate(size=1, queue=4, per_client=0, patience=30))
    for client in ("a", "a", "a", "a", "a", "a"):
        crowd.send(client)
    assert crowd.refused == ["a"]
    for client in ("b", "b"):
        crowd.send(client)
    while len(crowd.refused) < 3:
        time.sleep(0.001)
    crowd.send("b")
    while len(crowd.refused) < 4:
        time.sleep(0.001)
    crowd.join()
    assert crowd.refused == ["a", "a", "a", "b"]
    assert sorted(crowd.served) == ["a", "a", "a", "b", "b"]


def test_one_client_has_a_bound() -> None:
    crowd = Crowd(Gate(size=2, queue=20, per_client=3, patience=30))
    for client in ("a", "a", "a", "b"):
        crowd.send(client)
    with pytest.raises(ClientBusy):
        crowd.gate.enter("a")
    crowd.leave()
    crowd.send("a")
    crowd.join()
    assert crowd.gate.refused == {"client": 1}


def test_waiting_ends() -> None:
    gate = Gate(size=1, queue=4, per_client=0, patience=0.1)
    place = gate.enter("a")
    for _ in range(2):
        with pytest.raises(PoolFull, match="busy"):
            gate.enter("b")
    with pytest.raises(PoolFull, match="left"):
        Gate(size=0, queue=4, per_client=0, patience=10).enter("b", lambda: True)
    with pytest.raises(PoolFull, match="busy"):
        Gate(size=0, queue=4, per_client=0, patience=60).enter("b", patience=0.1)
    assert gate.queue_length == 0
    gate.leave(place)
    gate.leave(place)
    assert gate.taken == 0
    gate.close()
    with pytest.raises(PoolFull):
        gate.enter("a")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("admission") / "store"
    fill(folder, bulk=3000)
    return folder


def in_threads(count: int, work: Callable[[int], None]) -> list[threading.Thread]:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    return threads


def outcome(queries: Queries, query: str, client: str, outcomes: list[str]) -> None:
    try:
        queries.ask(Question(query), client=client)[1].read()
    except (QueryTimeout, QueryFailed, PoolFull, ClientBusy) as error:
        outcomes.append(type(error).__name__)
    else:
        outcomes.append("answered")


def test_fifty_runaways_of_one_client_do_not_starve_another(store: Path) -> None:
    limits = PoolLimits(size=2, deadline=30, queue=8, queue_wait=1.5, per_client=6)
    queries, runaways, others = Queries(store, limits), list[str](), list[str]()
    try:
        queries.ask(Question("ASK {}"))[1].close()
        # Different texts, so that none can wait for another's answer.
        threads = in_threads(50, lambda n: outcome(queries, f"{RUNAWAY} #{n}", "bad", runaways))
        time.sleep(1.6)
        for number in range(5):
            outcome(queries, f"{COUNT} #{number}", "good", others)
        assert others == ["answered"] * 5
        queries.close()
        for thread in threads:
            thread.join()
        assert runaways.count("ClientBusy") >= 44
        assert queries.statistics()["readers_killed_evicted"] >= 1
    finally:
        queries.close()


def test_a_request_can_lower_its_deadline_and_never_raise_it(store: Path) -> None:
    queries = Queries(store, PoolLimits(size=1, deadline=1.5))
    try:
        for timeout, expected in ((0.3, "0.3 seconds"), (60, "1.5 seconds")):
            with pytest.raises(QueryTimeout, match=expected):
                queries.ask(Question(RUNAWAY), timeout=timeout)
    finally:
        queries.close()


ODD = ['a"b', "a,b", "},{", "[{", "\\", '\\"', "<result>", "a\nb", "a\r\nb", "é", "", '"}},{"', "x" * 300]


@pytest.mark.parametrize("name", ["JSON", "XML", "CSV", "TSV"])
def test_rows_are_counted_in_every_format_however_it_is_cut(name: str) -> None:
    chance, engine = random.Random(name), pyoxigraph.Store()
    counts = []
    for round_ in range(60):
        texts = [chance.choice(ODD) for _ in range(round_)]
        values = " ".join(
            f"({pyoxigraph.Literal(t)} {chance.choice(['UNDEF', '<http://x>'])})" for t in texts
        )
        solutions = engine.query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}")
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        body = solutions.serialize(format=getattr(QueryResultsFormat, name)) or b""
        counter, start, counted = counter_of(name), 0, 0
        assert counter
        while start < len(body):
            size = chance.choice([1, 2, 3, 10, 1000])
            counted = counter.count(body[start : start + size])
            start += size
        counts.append((counted, round_))
    assert [counted for counted, _ in counts] == [expected for _, expected in counts]


@pytest.mark.parametrize("name", ["JSON", "XML", "CSV", "TSV"])
def test_rows_are_bounded(store: Path, name: str) -> None:
    queries = Queries(store, PoolLimits(size=1, rows=2000, cache=0))
    try:
        small = Question("SELECT * {?s ?p ?o} LIMIT 2000", solutions_format=name)  # type: ignore[arg-type]
        assert queries.ask(small)[1].read()
        answer = queries.ask(Question("SELECT * {?s ?p ?o} LIMIT 100"))[1]
        assert len(json.loads(answer.read())["results"]["bindings"]) == 100
        large = Question("SELECT * {?s ?p ?o} LIMIT 2001", solutions_format=name)  # type: ignore[arg-type]
        with pytest.raises(AnswerTooLarge, match="2000 rows"):
            queries.ask(large)[1].read()
        graph = "CONSTRUCT {?s ?p ?o} WHERE {?s ?p ?o} LIMIT "
        assert queries.ask(Question(graph + "2000"))[1].read()
        with pytest.raises(AnswerTooLarge, match="2000 rows"):
            queries.ask(Question(graph + "2001"))[1].read()
        assert queries.statistics()["readers_started"] == 1
    finally:
        queries.close()


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    options = ("deadline=6", "per_client=2", "queue_wait=1", "rows=2500", "readers=2")
    with serving(store, *options) as running:
        yield running


def test_a_client_with_too_many_queries_gets_429(server: Server) -> None:
    statuses: list[int] = []
    threads = in_threads(2, lambda n: statuses.append(post(server, f"{RUNAWAY} #{n}", DIRECT)[0].status))
    time.sleep(1)
    response, body = ask(server, COUNT)
    assert response.status == 429
    assert int(response.headers["Retry-After"]) > 0
    assert json.loads(body)["type"].endswith("too-many-queries")
    assert ask(server, "DESCRIBE <http://example.org/id/role/baker>")[0].status == 200
    for thread in threads:
        thread.join()
    assert statuses == [503, 503]
    assert ask(server, COUNT)[0].status == 200


def test_too_many_rows_cannot_be_missed(server: Server) -> None:
    early, body = ask(server, "SELECT ?o {?s <http://example.org/n> ?o} ORDER BY ?s", "text/csv")
    assert early.status == 400
    assert json.loads(body)["type"].endswith("answer-too-large")
    request = (
        f"GET /sparql?query={ENDLESS.replace(' ', '+')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    answer = server.raw(request.replace("{", "%7B").replace("}", "%7D").encode())
    assert answer.startswith(b"HTTP/1.1 200")
    assert not answer.endswith(b"0\r\n\r\n")


def test_timeout_is_a_parameter(server: Server) -> None:
    started = time.monotonic()
    response, body = ask(server, RUNAWAY, more="&timeout=1")
    assert response.status == 503
    assert json.loads(body)["type"].endswith("query-timeout")
    assert int(response.headers["Retry-After"]) > 0
    assert time.monotonic() - started < 5
