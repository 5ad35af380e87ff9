"""Updates that mean harm, two writers at once, and children that die: nothing is lost or half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from writing_clients import PREFIXES, empty_store, held, rows, writer_of

from rolegraph.graph.errors import BadValue, QuerySyntax, QueryTimeout, WriteFailed
from rolegraph.graph.writes import ShapesViolated, WriteLimits, Writer
from rolegraph.graph.writes.process import ChildEnded

COUNT = f"{PREFIXES} DELETE {{ ?c <n> ?o }} INSERT {{ ?c <n> ?p }} WHERE {{ ?c <n> ?o BIND(?o + 1 AS ?p) }}"
INCREMENTS = 100
COUNTER = """
import sys
from pathlib import Path
from rolegraph.graph.writes import Writer
writer = Writer(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    writer.update(sys.argv[3])
writer.close()
"""
SKILL_RANKS = 3000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def writer(store: Path) -> Iterator[Writer]:
    with writer_of(store, WriteLimits(deadline=20.0, memory=700)) as writer:
        writer.update(
            "INSERT DATA { <a> <p> 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 }"
        )
        yield writer


class TestHarm:
    def test_a_runaway_ends_at_its_deadline(self, writer: Writer, store: Path) -> None:
        before = held(store)
        names = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(9))
        started = time.monotonic()
        with pytest.raises(QueryTimeout, match="nothing was changed"):
            writer.update(f"INSERT {{ <a> <q> <b> }} WHERE {{ {names} }}", deadline=1.0)
        assert time.monotonic() - started < 15
        assert held(store) == before
        until = time.monotonic() + 10  # it is removed behind the answer
        while (store / "candidates").exists():
            assert time.monotonic() < until
            time.sleep(0.02)

    def test_shapes_that_take_too_long(self, store: Path) -> None:
        """The comparison of ranks with each other grows with the square of their number."""
        requirements = " ".join(
            f"<x> rg:skillRequirement <q{i}> . <q{i}> schema:position 1 ." for i in range(SKILL_RANKS)
        )
        with writer_of(store, WriteLimits(deadline=4.0)) as writer:
            writer.warm()
            with pytest.raises((QueryTimeout, ShapesViolated)):
                writer.update(f"{PREFIXES} INSERT DATA {{ <x> a rg:RoleProfile . {requirements} }}")
        assert rows(store, "SELECT * { ?x a rg:RoleProfile }") == []

    def test_the_child_has_no_network(self, writer: Writer) -> None:
        """What the engine would do if the refusal of SERVICE were fooled can't leave the child."""
        writer.update("")
        process = writer._bench.child._process
        assert process is not None
        ours = os.readlink("/proc/self/ns/net")
        theirs = os.readlink(f"/proc/{process._child.pid}/ns/net")
        if theirs == ours:
            pytest.skip("this system lets no process leave the network")
        assert theirs != ours


class TestTogether:
    def test_two_processes_and_two_threads_lose_nothing(self, tmp_path: Path) -> None:
        store = empty_store(tmp_path)
        with writer_of(store) as writer:
            writer.update(f"{PREFIXES} INSERT DATA {{ <c> <n> 0 }}")
        command = [sys.executable, "-c", COUNTER, str(store), str(INCREMENTS), COUNT]
        processes = [subprocess.Popen(command) for _ in range(2)]
        assert [process.wait(240) for process in processes] == [0, 0]
        assert rows(store, "SELECT ?n { <c> <n> ?n }") == [[str(2 * INCREMENTS)]]
        with writer_of(store) as writer:
            threads = [threading.Thread(target=writer.update, args=(COUNT,)) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert rows(store, "SELECT ?n { <c> <n> ?n }") == [[str(2 * INCREMENTS + 8)]]
        assert len(held(store)) == 1

    def test_a_child_that_is_killed_is_replaced(self, writer: Writer, store: Path) -> None:
        before = held(store)
        child = writer._bench.child
        writer.update("")
        assert child._process is not None
        pid = child._process._child.pid
        names = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(9))
        threading.Timer(0.5, os.kill, (pid, signal.SIGKILL)).start()
        with pytest.raises(WriteFailed, match="nothing was changed"):
            writer.update(f"INSERT {{ <a> <q> <b> }} WHERE {{ {names} }}")
        assert held(store) == before
        assert writer.update("DELETE DATA { <none> <p> 1 }").deleted == 0

    def test_children_end_with_their_parent(self, store: Path) -> None:
        program = COUNTER.replace(
            "writer.close()",
            "print(writer._bench.child._process._child.pid, flush=True)\nimport os; os._exit(0)",
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(store), "1", ""], capture_output=True, text=True, check=True
        )
        until = time.monotonic() + 10
        while Path(f"/proc/{done.stdout.strip()}").exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert not Path(f"/proc/{done.stdout.strip()}").exists()

    def test_a_child_keeps_no_generation_open(self, writer: Writer, store: Path) -> None:
        """Else disk is not given back."""
        for number in range(3):
            writer.update(f"INSERT {{ <b> <p> ?n }} WHERE {{ BIND({number} AS ?n) }}")
            with pytest.raises(QuerySyntax):
                writer.update("INSERT DATA")
            with pytest.raises(BadValue):
                writer.update("INSERT { <b> <q> ?o } WHERE { ?s <p> ?o } ; DROP GRAPH <none>")
        child = writer._bench.child._process
        assert child is not None
        links = [os.readlink(link) for link in Path(f"/proc/{child._child.pid}/fd").iterdir()]
        assert {Path(link).relative_to(store).parts[0] for link in links if str(store) in link} == {"heads"}

    def test_the_signal_of_a_child_is_told(self) -> None:
        assert ChildEnded(signal.SIGSEGV).signal == signal.SIGSEGV
