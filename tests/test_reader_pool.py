"""Readers: answers, limits, crashes, the queue, and that nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import ENDLESS, RUNAWAY, descendants, fill, gone, publish

from rolegraph.graph.errors import QueryFailed, QuerySyntax, QueryTimeout, StoreMissing
from rolegraph.graph.store.answer import Question, Unacceptable
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.query_text import QueryTooComplex
from rolegraph.graph.store.reader_pool import PoolFull, PoolLimits
from rolegraph.graph.store.reader_process import AskerGone, ReaderProcess

VOCABULARY = "http://example.org/graph/vocabulary"
COUNT = "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"
DOUBLING = (
    "SELECT ?v30 { BIND('xxxxxxxxxx' AS ?v0) "
    + "".join(f"BIND(CONCAT(?v{n},?v{n}) AS ?v{n + 1}) " for n in range(30))
    + "}"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pool") / "store"
    fill(folder, bulk=3000)
    return folder


@pytest.fixture
def queries(store: Path) -> Iterator[Queries]:
    asked = Queries(store, PoolLimits(size=2, deadline=1.5, memory=1024, queue=2, queue_wait=0.5))
    yield asked
    asked.close()
    assert gone(descendants(os.getpid()))


def one(queries: Queries, query: str, **how: object) -> str:
    question = Question(query, solutions_format="CSV", **how)  # type: ignore[arg-type]
    return queries.ask(question)[1].read().decode().split("\r\n")[1]


def test_each_form_has_its_answer(queries: Queries) -> None:
    _, ask = queries.ask(Question("ASK {?s ?p ?o}"))
    assert (ask.form, json.loads(ask.read())["boolean"]) == ("boolean", True)
    generation, solutions = queries.ask(Question("SELECT * {?s ?p ?o} LIMIT 3"))
    assert (solutions.form, solutions.format, generation.number) == ("solutions", "JSON", 2)
    body = solutions.read()
    assert solutions.size == len(body)
    assert len(json.loads(body)["results"]["bindings"]) == 3
    _, graph = queries.ask(Question("DESCRIBE <http://example.org/id/role/baker>"))
    assert graph.form == "graph"
    assert b'skos:prefLabel "Baker"@en' in graph.read()


def test_large_answers_are_streamed_whole(queries: Queries) -> None:
    _, answer = queries.ask(Question("SELECT * {?s ?p ?o}"))
    assert answer.size is None
    assert len(json.loads(answer.read())["results"]["bindings"]) > 3000


def test_default_graph_is_the_union_unless_a_data_set_is_named(queries: Queries) -> None:
    everything = int(one(queries, COUNT))
    assert everything > 3000
    assert one(queries, COUNT.replace("{", f"FROM <{VOCABULARY}> {{", 1)) == "14"
    assert one(queries, COUNT, default_graphs=(VOCABULARY,)) == "14"
    assert one(queries, COUNT, named_graphs=(VOCABULARY,)) == "0"
    in_graphs = "SELECT (COUNT(*) AS ?n) {GRAPH ?g {?s ?p ?o}}"
    assert int(one(queries, in_graphs)) == everything
    assert one(queries, in_graphs, default_graphs=(VOCABULARY,)) == "0"
    assert one(queries, in_graphs, named_graphs=(VOCABULARY,)) == "14"
    overridden = COUNT.replace("{", "FROM <http://example.org/graph/bulk> {", 1)
    assert one(queries, overridden, default_graphs=(VOCABULARY,)) == "14"
    assert one(queries, COUNT, default_graphs=("http://example.org/none",)) == "0"


def test_unknown_functions_give_no_binding(queries: Queries) -> None:
    query = "SELECT (COALESCE(<http://f/a>(1), <http://f/b>(2), 'none') AS ?x) {}"
    assert one(queries, query) == "none"


def test_relative_iris_have_the_stores_base(queries: Queries) -> None:
    assert one(queries, "SELECT (COUNT(*) AS ?n) {<id/role/baker> ?p ?o}") == "3"


def test_tables_are_bounded_and_say_so(queries: Queries) -> None:
    table = json.loads(
        queries.ask(Question("SELECT * {?s ?p ?o}", solutions_format="TABLE", rows=5))[1].read()
    )
    assert len(table["rows"]) == 5
    assert table["more"] is True
    small = json.loads(queries.ask(Question("SELECT (1 AS ?x) ?y {}", solutions_format="TABLE"))[1].read())
    assert small["heads"] == ["x", "y"]
    assert small["rows"][0][1] is None
    assert small["more"] is False


def test_faults_of_a_query_leave_the_reader_alive(queries: Queries) -> None:
    one(queries, COUNT)
    readers = descendants(os.getpid())
    with pytest.raises(QuerySyntax) as raised:
        one(queries, "SELECT * {\n ?s ?p }")
    assert raised.value.line == 2
    with pytest.raises(Unacceptable):
        queries.ask(Question("ASK {}", solutions_format=None))
    one(queries, COUNT)
    assert descendants(os.getpid()) == readers


@pytest.mark.parametrize("query", [RUNAWAY, "SELECT * {" + "OPTIONAL {?s ?p ?o}" * 2000 + "}"])
def test_the_deadline_ends_a_query_and_its_reader(queries: Queries, query: str) -> None:
    one(queries, COUNT)
    readers = descendants(os.getpid())
    with pytest.raises(QueryTimeout):
        queries.ask(Question(query))
    assert gone(readers)
    one(queries, COUNT)


def test_memory_is_bounded(store: Path) -> None:
    asked = Queries(store, PoolLimits(size=1, deadline=60, memory=512))
    try:
        with pytest.raises(QueryFailed, match="memory"):
            asked.ask(Question(DOUBLING))
        one(asked, COUNT)
    finally:
        asked.close()


def test_a_crash_of_the_engine_is_a_failed_query(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rolegraph.graph.store.query_text.MAX_DEPTH", 10_000)
    asked = Queries(store, PoolLimits(size=1, deadline=60))
    try:
        with pytest.raises(QueryTooComplex):
            asked.ask(Question("SELECT * {" + "{" * 3000 + "}" * 3001))
        one(asked, COUNT)
    finally:
        asked.close()


def test_a_reader_killed_while_idle_is_replaced(queries: Queries) -> None:
    one(queries, COUNT)
    for pid in descendants(os.getpid()):
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    one(queries, COUNT)


def test_waiting_is_bounded_and_readers_come_back(queries: Queries) -> None:
    outcomes: list[str] = []

    def run() -> None:
        try:
            queries.ask(Question(RUNAWAY))
        except (QueryTimeout, PoolFull) as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["PoolFull"] * 6 + ["QueryTimeout"] * 2
    one(queries, COUNT)


def test_a_cut_answer_raises_and_frees_its_reader(queries: Queries) -> None:
    _, answer = queries.ask(Question(ENDLESS))
    with pytest.raises(QueryTimeout):
        answer.read()
    one(queries, COUNT)


def test_an_answer_that_nobody_takes_frees_its_place_at_the_deadline(queries: Queries) -> None:
    answers = [queries.ask(Question(ENDLESS))[1] for _ in range(2)]
    with pytest.raises(PoolFull):
        one(queries, COUNT)
    time.sleep(1.5)
    one(queries, COUNT)
    for answer in answers:
        with pytest.raises(QueryTimeout):
            answer.read()


def test_an_answer_closed_early_frees_its_reader(queries: Queries) -> None:
    for _ in range(5):
        _, answer = queries.ask(Question(ENDLESS))
        next(answer)
        answer.close()
        answer.close()
    one(queries, COUNT)


def test_an_answer_that_is_too_large_is_cut(store: Path) -> None:
    asked = Queries(store, PoolLimits(size=1, answer=300_000))
    try:
        _, answer = asked.ask(Question("SELECT * {?s ?p ?o}"))
        with pytest.raises(QueryFailed, match="larger"):
            answer.read()
        one(asked, COUNT)
    finally:
        asked.close()


def test_who_leaves_frees_the_reader(queries: Queries) -> None:
    with pytest.raises(AskerGone):
        queries.ask(Question(RUNAWAY), lambda: True)
    assert gone(descendants(os.getpid()))


def test_a_new_generation_is_read_at_once_and_old_ones_are_let_go(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    asked = Queries(tmp_path / "store", PoolLimits(size=1))
    try:
        for number in range(8):
            publish(tmp_path / "store", f"<http://g> {{ <http://s> <http://p> {number} }}")
            assert one(asked, "SELECT (COUNT(*) AS ?n) {<http://s> ?p ?o}") == str(number + 1)
        kept = [p.name for p in (tmp_path / "store" / "generations").iterdir()]
        assert len(kept) <= 5
    finally:
        asked.close()


def test_a_missing_store_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        Queries(tmp_path / "none").ask(Question("ASK {}"))


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_readers_have_no_network() -> None:
    probe = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("this machine allows no network namespaces: the token scan stands alone")
    reader = ReaderProcess(0)
    try:
        assert reader.isolated
        ours, theirs = (os.readlink(f"/proc/{pid}/ns/net") for pid in (os.getpid(), reader.pid))
        assert ours != theirs
    finally:
        reader.close()


@pytest.mark.skipif(sys.platform != "linux", reason="SIGIO on a pipe's end is Linux's")
def test_a_busy_reader_dies_with_its_parent(store: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from rolegraph.graph.store.queries import Queries;"
        "from rolegraph.graph.store.answer import Question;"
        "q = Queries(Path(sys.argv[1])); q.ask(Question('ASK {}')); print('up', flush=True);"
        "q.ask(Question(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, str(store), RUNAWAY]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        readers = descendants(parent.pid)
        assert readers
        time.sleep(0.5)
        parent.kill()
    assert gone(readers)
