"""benchmarks/serving.py: a short run with our server alone, and the parts that decide what it says."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import serving_run as benchmark
from big_answers import fetch, rows
from http_answers import AnswerReader, BadAnswer
from load_client import BLANKS, NUMBER, ClosedLoop, Load, Spec
from peers.engine import Engine, PeerMissing
from result_sections import marks, write
from serving_measure import Big, Cell, Storm
from serving_results import OURS, Results, missed, ratios

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n"
COUNTED = b"HTTP/1.1 503 No\r\ncontent-length: 4\r\nConnection: close\r\n\r\nbusy"


def cell(rate: int, **faults: int) -> Cell:
    return Cell([Load(rate, 1.0, 1.0, 2.0, 3.0, 0.1, faults)], [0.1])


@contextmanager
def answering(*answers: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that gives one answer a request, then closes; with what it was asked."""
    asked: list[bytes] = []

    def serve() -> None:
        with listener.accept()[0] as connection:
            for answer in answers:
                asked.append(connection.recv(65536))
                connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1], asked
        thread.join(10)


class TestAnswers:
    @pytest.mark.parametrize("step", [1, 2, 7, 1000])
    @pytest.mark.parametrize(
        ("answer", "status", "body", "closes"), [(CHUNKED, 200, 13, False), (COUNTED, 503, 4, True)]
    )
    def test_the_end_is_found_however_the_bytes_come(
        self, answer: bytes, status: int, body: int, closes: bool, step: int
    ) -> None:
        reader = AnswerReader()
        done = [reader.take(answer[at : at + step]) for at in range(0, len(answer), step)]
        assert done == [False] * (len(done) - 1) + [True]
        assert (reader.status, reader.body, reader.closes) == (status, body, closes)

    @pytest.mark.parametrize("answer", [CHUNKED[:-5], COUNTED[:-1], b"HTTP/1.1 200"])
    def test_a_cut_answer_is_a_fault(self, answer: bytes) -> None:
        reader = AnswerReader()
        assert not reader.take(answer)
        with pytest.raises(BadAnswer, match="before the end"):
            reader.take(b"")

    def test_without_a_length_the_end_of_the_connection_is_the_end(self) -> None:
        reader = AnswerReader()
        assert not reader.take(b"HTTP/1.1 200 OK\r\n\r\nwhatever")
        assert reader.take(b"")
        assert reader.closes

    def test_a_large_answer_is_timed_and_kept(self) -> None:
        table = json.dumps({"results": {"bindings": [{}, {}]}}).encode()
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        with answering(head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(table), table)) as (port, _):
            transfer = fetch(port, b"GET / HTTP/1.1\r\n\r\n", 10)
        assert transfer.body == table
        assert 0 < transfer.first <= transfer.total
        assert rows(transfer.body, "json") == 2
        assert rows(b'a,b\r\n1,"two\r\nlines"\r\n', "csv") == 1

    def test_an_error_is_no_large_answer(self) -> None:
        with answering(COUNTED) as (port, _), pytest.raises(ValueError, match=r"503.*busy"):
            fetch(port, b"GET / HTTP/1.1\r\n\r\n", 10)


class TestLoadClient:
    def test_every_request_is_another(self) -> None:
        request = f"GET /?query=x{BLANKS}&n={NUMBER} HTTP/1.1\r\n\r\n"
        good = COUNTED.replace(b"503", b"200").replace(b"Connection: close\r\n", b"")
        with answering(good, good, COUNTED) as (port, asked):
            load = ClosedLoop(Spec(port, [request], 1, 0.2, start=7, patience=0.3)).run()
        assert load.answered == 2
        assert load.faults["503"] == 1
        assert [piece.split(b"&n=")[1][:8] for piece in asked] == [b"00000007", b"00000008", b"00000009"]
        blanks = {piece.partition(b"query=x")[2].partition(b"&")[0] for piece in asked}
        assert len(blanks) == 3
        assert all(set(blank.split(b"%")) <= {b"", b"20", b"09"} for blank in blanks)

    def test_a_cut_answer_counts_as_a_fault(self) -> None:
        with answering(COUNTED[:-1]) as (port, _):
            load = ClosedLoop(Spec(port, ["GET / HTTP/1.1\r\n\r\n"], 1, 0.1, patience=0.3)).run()
        assert load.answered == 0
        assert load.faults["cut"] == 1

    def test_what_takes_too_long_counts_as_a_fault(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            load = ClosedLoop(Spec(port, ["GET / HTTP/1.1\r\n\r\n"], 2, 0.1, patience=0.3)).run()
        assert load.answered == 0
        assert load.faults == {"timeout": 2}


class TestTargets:
    def test_too_slow_is_named_and_fast_enough_is_not(self) -> None:
        results = Results()
        results.loads["a query of 20 rows", 8] = {
            OURS: cell(49), "oxigraph serve": cell(100), "Fuseki": cell(48)
        }  # fmt: skip
        results.loads["the same query again", 8] = {OURS: cell(101), "oxigraph serve": cell(100)}
        results.big["csv"] = {OURS: Big([1.0], [109.0]), "oxigraph serve": Big([9.0], [100.0])}
        assert [round(ratio.value, 2) for ratio in ratios(results)] == [0.49, 1.02, 1.01, 9.0, 0.92]
        assert missed(results) == ["a query of 20 rows, 8 clients: 0.49 of oxigraph serve, to reach 0.50"]

    def test_errors_and_slow_answers_beside_runaways_are_named(self) -> None:
        results = Results()
        results.storms[OURS] = Storm(Load(9, 1.0, 1.0, 200.0, 300.0, 0.1, {"503": 2}), {}, True)
        results.updates[1] = {OURS: cell(5, timeout=1)}
        assert missed(results) == [
            "descriptions beside runaways: p99 200 ms, to stay below 200 ms",
            "descriptions beside runaways: errors {'503': 2}",
            "updates, 1 client: errors {'timeout': 1}",
        ]

    def test_nothing_answered_is_slower_than_anything(self) -> None:
        results = Results()
        results.loads["the same query again", 1] = {OURS: cell(0), "Fuseki": cell(1)}
        assert len(missed(results)) == 1


class TestRun:
    def test_a_missing_peer_ends_the_run_before_it_starts(self, tmp_path: Path) -> None:
        with pytest.raises(SystemExit, match=r"(?s)oxigraph serve: .*make peers.*rdflib-endpoint: .*PyPI"):
            benchmark.main(["--tools", str(tmp_path)])

    def test_all_that_is_missing_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(SystemExit) as caught:
            benchmark.engines(["oxigraph", "virtuoso", "fuseki", "rdflib-endpoint"], tmp_path)
        words = str(caught.value)
        for remedy in (
            "apt-get install virtuoso",
            "install Java",
            "PyPI package oxigraph",
            "rdflib-endpoint",
        ):
            assert remedy in words

    def test_our_server_alone(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        report = tmp_path / "report.md"
        results = benchmark.main(
            "--only rolegraph --quads 4000 --rounds 1 --seconds 0.2 --clients 2 --rows 500 --runaways 2 "
            f"--storm 0.3 --folder {tmp_path} --report {report}".split()
        )
        assert set(results.loads) == {(name, 2) for name, _ in results.loads}
        assert len(results.loads) == 6
        assert all(cells[OURS].rate > 0 and not cells[OURS].faults for cells in results.loads.values())
        assert all(big[OURS].first[0] <= big[OURS].total[0] for big in results.big.values())
        assert all(cells[OURS].rate > 0 and not cells[OURS].faults for cells in results.updates.values())
        assert OURS in results.storms
        text = report.read_text()
        assert "500 rows as CSV" in text
        begin, end = marks("serving")
        assert text.removeprefix(begin).removesuffix(f"{end}\n").strip() in capsys.readouterr().out
        assert [path for path in tmp_path.iterdir() if path != report] == []


def test_the_report_replaces_its_section_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    file.write_text("before\n", encoding="utf-8")
    write(file, "serving", "one\n")
    with file.open("a", encoding="utf-8") as text:
        text.write("after\n")
    write(file, "serving", "two\n")
    assert file.read_text(encoding="utf-8") == (
        "before\n<!-- serving: begin -->\ntwo\n<!-- serving: end -->\nafter\n"
    )


def test_what_every_engine_offers() -> None:
    made = [make(Path("nowhere")) for make in benchmark.ENGINES.values()]
    assert all(isinstance(engine, Engine) for engine in made)
    assert len({engine.name for engine in made}) == 6
    with pytest.raises(PeerMissing):
        made[2].version()
