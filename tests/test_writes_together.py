"""Group commit: writes that wait together share a generation, and none of them harms another."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from writing_clients import PREFIXES, empty_store, graph_names, held, rows, writer_of

from rolegraph.graph.errors import BadValue, QuerySyntax, QueryTimeout, RolegraphError, WriteFailed
from rolegraph.graph.store import current_generation, writing
from rolegraph.graph.writes import Condition, ConditionFailed, ShapesViolated, Writer, Written
from rolegraph.graph.writes import batches as batches_module
from rolegraph.graph.writes.batch import Bounds
from rolegraph.graph.writes.waiting import Waiting, Write

COUNT = (
    f"{PREFIXES} DELETE {{ <c> <n> ?o }} INSERT {{ <c> <n> ?p }} WHERE {{ <c> <n> ?o BIND(?o + 1 AS ?p) }}"
)
PATIENT = Bounds(gathering=60.0, holding=60.0)
DUTY = f"{PREFIXES} INSERT DATA {{ <d> a rg:Duty }}"
TWENTY = "INSERT DATA { <a> <p> " + ", ".join(map(str, range(20))) + " }"
ENDLESS = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(9))
SLOW = "INSERT { <slow> <n> ?n } WHERE { SELECT (COUNT(*) AS ?n) { " + ENDLESS[: ENDLESS.index("?s5")] + "} }"
Outcome = Written | RolegraphError


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return empty_store(tmp_path)


def waiting(writer: Writer) -> int:
    return sum(map(len, list(writer._batches._waiting._clients.values())))


def soon(question: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not question():
        assert time.monotonic() < until
        time.sleep(0.005)


@contextmanager
def gathered(writer: Writer, store: Path) -> Iterator[Callable[..., Future[Written]]]:
    """Send writes with this, one after the other; they are carried out when the block ends."""
    with ThreadPoolExecutor(64) as threads, writing(store):
        writes: list[Future[Written]] = []

        def send(write: Callable[..., Written], *given: object, **named: object) -> Future[Written]:
            writes.append(threads.submit(write, *given, **named))
            soon(lambda: waiting(writer) == len(writes))
            return writes[-1]

        yield send


def outcome(write: Future[Written]) -> Outcome:
    error = write.exception()
    assert error is None or isinstance(error, RolegraphError)
    return error or write.result()


class TestOneGeneration:
    def test_what_waits_is_published_together_in_its_order(self, store: Path) -> None:
        with writer_of(store, bounds=PATIENT) as writer:
            before = writer.update(f"{PREFIXES} INSERT DATA {{ <c> <n> 0 }}").generation
            with gathered(writer, store) as send:
                sent = [send(writer.update, COUNT) for _ in range(20)]
                copied = send(writer.update, f"{PREFIXES} INSERT {{ <d> <n> ?n }} WHERE {{ <c> <n> ?n }}")
                sent += [send(writer.update, COUNT) for _ in range(20)]
        assert {write.result() for write in sent} == {Written(before + 1, 1, 1)}
        assert copied.result() == Written(before + 1, 1, 0)
        assert rows(store, "SELECT ?n { <c> <n> ?n }") == [["40"]]
        assert rows(store, "SELECT ?n { <d> <n> ?n }") == [["20"]]
        assert len(held(store)) == 2

    def test_graph_store_writes_share_it(self, store: Path, tmp_path: Path) -> None:
        (tmp_path / "sent").write_text("<x> <p> 1, 2 .")
        graph, turtle = "http://127.0.0.1:8000/graphs/mine", ox.RdfFormat.TURTLE
        with writer_of(store, bounds=PATIENT) as writer, gathered(writer, store) as send:
            put = send(writer.put, graph, tmp_path / "sent", turtle)
            again = send(writer.post, graph, tmp_path / "sent", turtle)
            gone = send(writer.delete, graph)
            update = send(writer.update, "INSERT DATA { <a> <p> 1 }")
        assert put.result() == Written(2, 2, 0, created=True)
        assert again.result() == Written(2, 0, 0)
        assert gone.result() == Written(2, 0, 2)
        assert update.result().generation == 2
        assert graph_names(store) == set()

    def test_the_bounds(self, store: Path) -> None:
        with writer_of(store, bounds=replace(PATIENT, number=3)) as writer, gathered(writer, store) as send:
            sent = [send(writer.update, f"INSERT DATA {{ <a> <p> {number} }}") for number in range(8)]
        assert [write.result().generation for write in sent] == [2, 2, 2, 3, 3, 3, 4, 4]
        size = len("INSERT DATA { <a> <p> 10 }")
        with (
            writer_of(store, bounds=replace(PATIENT, size=2 * size)) as writer,
            gathered(writer, store) as send,
        ):
            sent = [send(writer.update, f"INSERT DATA {{ <a> <p> {number} }}") for number in range(10, 14)]
        assert [write.result().generation for write in sent] == [5, 5, 6, 6]

    def test_writes_that_change_nothing_publish_nothing(self, store: Path) -> None:
        with writer_of(store, bounds=PATIENT) as writer, gathered(writer, store) as send:
            sent = [send(writer.update, "DELETE DATA { <a> <p> 1 }") for _ in range(3)]
        assert {write.result() for write in sent} == {Written(1, 0, 0)}


class TestOthersAreUnharmed:
    def test_refusals_are_undone(self, store: Path) -> None:
        """Each after it had changed something already."""
        harm = "INSERT DATA { GRAPH <new> { <h> <p> 1, 01 } } ; DELETE WHERE { <a> ?p ?o } ; DELETE DATA { GRAPH <new> { <h> <p> 1 } }"
        harm += "; INSERT DATA { <a> <p> 01 . GRAPH <g> { <h> <p> 1 } } ; INSERT DATA { GRAPH <new> { <h> <p> 7 } }"
        with writer_of(store, bounds=PATIENT) as writer:
            writer.update("INSERT DATA { <a> <p> 1, 2 . GRAPH <g> { <a> <p> 3 } }")
            with gathered(writer, store) as send:
                first = send(writer.update, "INSERT DATA { <b> <p> 1 }")
                bad = [
                    send(writer.update, f"{PREFIXES} {harm} ; INSERT DATA {{ <d> a rg:Duty }}"),
                    send(writer.update, f"{harm} ; DROP GRAPH <none>"),
                    send(writer.update, f"{harm} ; CLEAR GRAPH <g> ; INSERT DATA {{"),
                ]
                last = send(
                    writer.update, "INSERT { <c> <found> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }"
                )
        assert [type(outcome(write)) for write in bad] == [ShapesViolated, BadValue, QuerySyntax]
        assert (first.result().generation, last.result().generation) == (3, 3)
        assert rows(store, "SELECT ?n { <c> <found> ?n }") == [["3"]]
        assert len(held(store)) == 5
        assert {name.rpartition("/")[2] for name in graph_names(store)} == {"g"}

    def test_each_verdict_is_on_what_was_there_before_it(self, store: Path) -> None:
        whole = "<d> a rg:Duty ; schema:position 1 ; schema:description 'x'@en"
        with writer_of(store, bounds=PATIENT) as writer, gathered(writer, store) as send:
            early = send(writer.update, DUTY)
            made = send(writer.update, f"{PREFIXES} INSERT DATA {{ {whole} }}")
            late = send(writer.update, DUTY)
            broken = send(writer.update, f"{PREFIXES} DELETE WHERE {{ <d> schema:position ?n }}")
        assert isinstance(outcome(early), ShapesViolated)
        assert (made.result().inserted, late.result().inserted) == (3, 0)
        assert isinstance(outcome(broken), ShapesViolated)
        assert len(held(store)) == 3

    def test_a_deadline_stops_one(self, store: Path) -> None:
        with writer_of(store) as writer:
            writer.update(TWENTY)
            with gathered(writer, store) as send:
                sent = [send(writer.update, "INSERT DATA { <b> <p> 1 }")]
                runaway = send(writer.update, f"INSERT {{ <x> <p> 1 }} WHERE {{ {ENDLESS} }}", deadline=0.5)
                sent += [send(writer.update, f"INSERT DATA {{ <b> <p> {n} }}") for n in (2, 3)]
        assert isinstance(outcome(runaway), QueryTimeout)
        assert [write.result().inserted for write in sent] == [1, 1, 1]
        assert len(held(store)) == 23

    def test_the_end_of_the_child_stops_one(self, store: Path) -> None:
        with writer_of(store) as writer:
            writer.update(TWENTY)
            child = writer._bench.child._process
            assert child is not None
            with gathered(writer, store) as send:
                sent = [send(writer.update, f"INSERT DATA {{ <b> <p> {n} }}") for n in (1, 2)]
                victim = send(writer.update, f"INSERT {{ <x> <p> 1 }} WHERE {{ {ENDLESS} }}", deadline=20.0)
                sent += [send(writer.update, "INSERT DATA { <b> <p> 3 }")]
                threading.Timer(0.7, os.kill, (child._child.pid, signal.SIGKILL)).start()
        assert isinstance(outcome(victim), WriteFailed)
        assert [write.result().inserted for write in sent] == [1, 1, 1]
        assert len(held(store)) == 23

    def test_a_slow_one_does_not_hold_up_those_before_it(self, store: Path) -> None:
        with writer_of(store, bounds=Bounds(holding=0.1)) as writer:
            writer.update(TWENTY)
            with gathered(writer, store) as send:
                quick = send(writer.update, "INSERT DATA { <b> <p> 1 }")
                slow = send(writer.update, SLOW)
                later = send(writer.update, "INSERT DATA { <b> <p> 2 }")
        assert quick.result().generation == 3
        assert slow.result().generation == 4
        assert later.result().generation in (4, 5)
        assert rows(store, "SELECT ?n { <slow> <n> ?n }") == [[str(21**5)]]


class TestConditions:
    def test_the_state_that_counts_is_that_which_the_write_is_made_on(
        self, store: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "sent").write_text("<x> <p> 1 .")
        given = ("http://127.0.0.1:8000/graphs/mine", tmp_path / "sent", ox.RdfFormat.TURTLE)
        with writer_of(store, bounds=PATIENT) as writer, gathered(writer, store) as send:
            made = [send(writer.put, *given, condition=Condition(exists=False)) for _ in range(2)]
            since = send(writer.post, *given, condition=Condition(generation=1))
            there = send(writer.put, *given, condition=Condition(exists=True))
        assert made[0].result().created
        assert [type(outcome(write)) for write in (made[1], since)] == [ConditionFailed] * 2
        assert there.result().inserted == 0


class TestWaiting:
    def test_clients_take_turns_and_keep_their_own_order(self) -> None:
        queue = Waiting()
        sent = [Write({"n": f"{client}{n}"}, 1.0, client=client) for client in "ab" for n in range(3)]
        sent.append(Write({"n": "c0"}, 1.0, client="c"))
        for write in sent:
            queue.add(write)
        queue.put_back(queue.take() or sent[0])
        assert queue.withdraw(sent[4])
        assert not queue.withdraw(sent[0])
        assert [write.order["n"] for write in queue.take_all()] == ["a0", "b0", "c0", "a1", "b2", "a2"]

    def test_closing_refuses_what_waits(self, store: Path) -> None:
        with writer_of(store) as writer:
            writer.update(TWENTY)
            with ThreadPoolExecutor(2) as threads:
                running = threads.submit(writer.update, f"INSERT {{ <x> <p> 1 }} WHERE {{ {ENDLESS} }}")
                time.sleep(0.5)
                behind = threads.submit(writer.update, "INSERT DATA { <b> <p> 1 }")
                soon(lambda: waiting(writer) == 1)
                writer.close()
            assert [type(outcome(write)) for write in (running, behind)] == [WriteFailed] * 2
            assert writer.update("INSERT DATA { <b> <p> 2 }").inserted == 1
        assert len(held(store)) == 21


class TestHeads:
    def test_the_engine_is_closed_when_nobody_writes(
        self, store: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(batches_module, "_REST", 0.2)
        with writer_of(store) as writer:
            writer.update("INSERT DATA { <a> <p> 1 }")
            child = writer._bench.child._process
            soon(lambda: not list((store / "heads").iterdir()))
            writer.update("INSERT DATA { <a> <p> 2 }")
            assert writer._bench.child._process is child
        assert len(held(store)) == 2

    def test_it_follows_what_others_publish(self, store: Path) -> None:
        with writer_of(store) as one, writer_of(store) as other:
            for number in range(3):
                for writer in (one, other):
                    writer.update(
                        f"INSERT DATA {{ <a> <p> {number} }} ; DELETE DATA {{ <a> <p> {number - 1} }}"
                    )
            one.update("INSERT DATA { <b> <p> 1 }")
        assert len(held(store)) == 2

    def test_what_a_dead_process_left_is_removed(self, store: Path) -> None:
        for name in ("cafe", "beef"):
            (store / "heads" / name / "data").mkdir(parents=True)
        (store / "heads" / "cafe" / "lock").touch()
        with writer_of(store) as writer:
            writer.update("INSERT DATA { <a> <p> 1 }")
            assert len(list((store / "heads").iterdir())) == 1
        assert list((store / "heads").iterdir()) == []
        assert current_generation(store).number == 2

    def test_a_long_run_keeps_the_manifest_small(self, store: Path) -> None:
        with writer_of(store) as writer:
            for number in range(70):
                writer.update(f"INSERT DATA {{ <a> <p> {number} }}")
        [manifest] = current_generation(store).data.glob("MANIFEST-*")
        assert manifest.stat().st_size < 200_000
        assert len(held(store)) == 70
