"""Operating a service: logs, metrics, trusted hosts, graceful reload and stop."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families
from serving import RUNAWAY, Server, descendants, fill, kill, publish, serving

from rolegraph.graph.store.sizes import size_on_disk
from rolegraph.service.sharing import SharedFolder

ROLEGRAPH = Path(sys.executable).parent / "rolegraph"
COUNT = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) {?s ?p ?o}")
LIMITED = "SELECT * {?s ?p ?o} LIMIT 17"
JSON_RESULTS = "application/sparql-results+json"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("operations") / "store"
    fill(folder, bulk=3000)
    return folder


@contextmanager
def logged(store: Path, folder: Path, *options: str) -> Iterator[tuple[Server, Path]]:
    """A service started by the command, with the file that its standard error goes to."""
    words = [str(ROLEGRAPH), "serve", "--store", str(store), "--port", "0", *options]
    log = folder / "log"
    with (
        log.open("ab") as errors,
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            found = re.search(r":(\d+)/$", process.stdout.readline().strip())
            assert found, log.read_text()
            yield Server(process.pid, int(found[1]), store), log
        finally:
            process.terminate()
            assert process.wait(60) == 0


def lines(log: Path) -> list[dict[str, Any]]:
    """Every line of a log, each of which must be JSON."""
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def soon(question: Callable[[], Any], patience: float = 30.0) -> Any:
    """What a question gives once that is true: what is recorded comes after the answer."""
    until = time.monotonic() + patience
    while not (found := question()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def by_id(log: Path, name: str, event: str = "request") -> dict[str, Any]:
    """The line of a request."""
    found = soon(lambda: [row for row in lines(log) if row.get("id") == name and row["event"] == event])
    assert len(found) == 1, log.read_text()
    row: dict[str, Any] = found[0]
    return row


class TestLogs:
    def test_a_request_is_one_line_with_its_id(self, store: Path, tmp_path: Path) -> None:
        with logged(store, tmp_path) as (server, log):
            answer, body = server.request("GET", COUNT, headers={"X-Request-ID": "my-own.id:1"})
            assert answer.headers["X-Request-ID"] == "my-own.id:1"
            row = by_id(log, "my-own.id:1")
            assert row.keys() >= {"time", "level", "client", "seconds"}
            expected = {"method": "GET", "path": "/sparql", "status": 200, "bytes": len(body)}
            told = {"operation": "query", "outcome": "complete", "generation": 2, "client": "127.0.0.1"}
            assert {**row, **expected, **told} == row
            assert "text" not in row
            answer, _ = server.request("GET", "/nowhere")
            assert by_id(log, answer.headers["X-Request-ID"])["status"] == 404

    def test_an_id_that_could_do_harm_is_replaced(self, store: Path, tmp_path: Path) -> None:
        with logged(store, tmp_path) as (server, log):
            for proposed in ("a b", "x" * 65, "a;b", "", '{"a":1}', "é"):
                head = f"Host: x\r\nX-Request-ID: {proposed}\r\nConnection: close"
                sent = f"GET /healthz HTTP/1.1\r\n{head}\r\n\r\n"
                received = server.raw(sent.encode("latin-1")).decode("latin-1")
                [name] = re.findall(r"^X-Request-ID: (.*)\r$", received, flags=re.MULTILINE)
                assert re.fullmatch(r"[0-9a-f]{16}", name)
                assert by_id(log, name)["status"] == 200

    def test_lines_can_not_be_forged(self, store: Path, tmp_path: Path) -> None:
        with logged(store, tmp_path) as (server, log):
            answer, _ = server.request("GET", '/%0A%7B"event":"request"%7D%0D%0A')
            row = by_id(log, answer.headers["X-Request-ID"])
            assert row["path"] == '/\n{"event":"request"}\r\n'

    def test_the_query_log_has_text_outcome_and_bytes(self, store: Path, tmp_path: Path) -> None:
        file = tmp_path / "queries.jsonl"
        options = ("--set", f"query_log={file}", "--set", "access_log=0", "--set", "deadline=1")
        with logged(store, tmp_path, *options) as (server, log):
            asked = {"good": "ASK {}", "rows": LIMITED, "bad": "ASK {", "slow": RUNAWAY}
            for name, query in asked.items():
                server.request("GET", f"/sparql?query={quote(query)}", headers={"X-Request-ID": name})
            rows = {name: by_id(file, name, "query") for name in asked}
            assert {name: row["outcome"] for name, row in rows.items()} == {
                "good": "complete",
                "rows": "complete",
                "bad": "query-syntax",
                "slow": "query-timeout",
            }
            assert (rows["good"]["text"], rows["good"]["status"]) == ("ASK {}", 200)
            assert (rows["rows"]["rows"], "rows" in rows["slow"]) == (17, False)
            assert all(row["bytes"] > 0 and row["seconds"] >= 0 for row in rows.values())
            assert [row for row in lines(log) if row["event"] == "request"] == []

    def test_a_cut_answer_and_a_client_that_left_are_told_apart(self, store: Path, tmp_path: Path) -> None:
        long = "SELECT * {?a ?b ?c . ?d ?e ?f}"
        with logged(store, tmp_path, "--set", "deadline=1.5") as (server, log):
            for name in ("cut", "left"):
                connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
                connection.request("GET", f"/sparql?query={quote(long)}", headers={"X-Request-ID": name})
                answer = connection.getresponse()
                assert len(answer.read(1000)) == 1000
                while name == "cut":
                    try:
                        if not answer.read(1 << 20):
                            break
                    except Exception:
                        break
                connection.close()
                assert by_id(log, name)["outcome"] == name

    def test_faults_are_lines_too(self, store: Path, tmp_path: Path) -> None:
        with logged(store, tmp_path, "--set", "workers=1") as (server, log):
            kill(soon(lambda: web_processes(server))[0])
            assert server.request("GET", "/healthz")[0].status == 200
            assert soon(lambda: [row for row in lines(log) if row["event"] == "message"])


def web_processes(server: Server) -> list[int]:
    """The web processes of a service, oldest first."""

    def parent(pid: int) -> int:
        try:
            return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return 0

    return sorted(pid for pid in descendants(server.pid) if parent(pid) == server.pid)


def measured(server: Server) -> dict[tuple[str, ...], float]:
    """Every sample of /metrics: by its name and the values of its labels."""
    answer, body = server.request("GET", "/metrics")
    assert answer.status == 200
    assert answer.headers.get_content_type() == "text/plain"
    families = text_string_to_metric_families(body.decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def measured_with(server: Server, wanted: tuple[str, ...]) -> dict[tuple[str, ...], float]:
    """The samples once that one is among them: what ends a request is counted after its answer is sent."""
    until = time.monotonic() + 20
    while wanted not in (samples := measured(server)) and time.monotonic() < until:
        time.sleep(0.05)
    return samples


class TestMetrics:
    def test_requests_are_summed_over_all_web_processes(self, store: Path) -> None:
        key = ("rolegraph_requests_total", "sparql.sparql", "200")
        with serving(store, "workers=2", "access_log=0") as server:
            assert soon(lambda: len(web_processes(server)) == 2)
            with ThreadPoolExecutor(2) as pool:
                asked = [pool.submit(server.request, "GET", COUNT) for _ in range(40)]
            assert all(one.result()[0].status == 200 for one in asked)
            assert soon(lambda: measured(server).get(key) == 40)
            kill(web_processes(server)[0])
            assert soon(lambda: len(web_processes(server)) == 2)
            assert server.request("GET", COUNT)[0].status == 200
            assert soon(lambda: measured(server).get(key) == 41), "what a dead process counted stays"
            samples = measured(server)
            assert samples[("rolegraph_request_seconds_count", "sparql.sparql")] == 41
            assert samples[("rolegraph_operations_total", "query", "complete")] == 41

    def test_every_metric_is_documented(self, store: Path, project_root: Path) -> None:
        operations = (project_root / "docs" / "operations.md").read_text("utf-8")
        with serving(store, "deadline=1", "access_log=0") as server:
            server.request("GET", "/sparql?query=" + quote(RUNAWAY))
            measured_with(server, ("rolegraph_operations_total", "query", "query-timeout"))
            families = text_string_to_metric_families(server.request("GET", "/metrics")[1].decode())
            names = {f"{one.name}_total" if one.type == "counter" else one.name for one in families}
        assert len(names) > 15
        assert {name for name in names if f"`{name}`" not in operations} == set()

    def test_it_tells_readers_queue_and_cache(self, store: Path) -> None:
        with serving(store, "deadline=1", "readers=1", "access_log=0") as server:
            for path in (COUNT, COUNT, "/sparql?query=" + quote(RUNAWAY)):
                server.request("GET", path)
            stopped = ("rolegraph_operations_total", "query", "query-timeout")
            samples = measured_with(server, stopped)
            assert samples[("rolegraph_readers_killed_total", "deadline")] == 1
            assert samples[("rolegraph_readers_started_total",)] >= 1
            assert samples[("rolegraph_cache_hits_total",)] == 1
            assert samples[("rolegraph_cache_misses_total",)] >= 2
            assert samples[("rolegraph_queue_length",)] == samples[("rolegraph_readers_busy",)] == 0
            assert samples[stopped] == 1

    def test_it_tells_the_store(self, tmp_path: Path) -> None:
        fill(tmp_path / "store")
        with serving(tmp_path / "store", "access_log=0") as server:
            before = measured(server)
            publish(tmp_path / "store", "<http://g> { <http://s> <http://p> 1 }")
            after = measured(server)
            assert after[("rolegraph_generation",)] == before[("rolegraph_generation",)] + 1
            assert after[("rolegraph_quads",)] == before[("rolegraph_quads",)] + 1
            assert after[("rolegraph_store_bytes",)] == size_on_disk(tmp_path / "store")

    def test_its_folder_goes_with_the_service_even_a_killed_one(
        self, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TMPDIR", str(tmp_path))  # other services clear what a killed one left

        def folder(pid: int) -> Path:
            environment = Path(f"/proc/{web_processes_of(pid)[0]}/maps").read_text()
            found = re.search(r"/\S*rolegraph-metrics-[^/\s]+", environment)
            assert found
            return Path(found[0])

        def web_processes_of(pid: int) -> list[int]:
            return web_processes(Server(pid, 0, store))

        with serving(store) as server:
            assert server.request("GET", COUNT)[0].status == 200
            kept = soon(lambda: folder(server.pid))
            assert kept.is_dir()
        assert not kept.exists()
        with serving(store) as server:
            assert server.request("GET", COUNT)[0].status == 200
            kept, family = folder(server.pid), descendants(server.pid)
            kill(server.pid)
            assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
        assert kept.is_dir()
        with serving(store):
            assert not kept.exists()

    def test_a_folder_in_use_is_left_alone(self) -> None:
        first, second = SharedFolder(), SharedFolder()
        assert first.path.is_dir()
        assert second.path.is_dir()
        first.remove()
        second.remove()
        assert not first.path.exists()


class TestProxies:
    def test_the_client_behind_a_proxy(self, store: Path, tmp_path: Path) -> None:
        headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Request-ID": "one"}
        for hops, client in ((0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")):
            folder = tmp_path / str(hops)
            folder.mkdir()
            with logged(store, folder, "--set", f"proxies={hops}") as (server, log):
                server.request("GET", "/healthz", headers=headers)
                assert by_id(log, "one")["client"] == client


class TestReload:
    def test_no_request_fails_while_the_processes_are_replaced(self, store: Path, tmp_path: Path) -> None:
        config = tmp_path / "settings.toml"
        config.write_text("workers = 2\naccess_log = false\nhtml_rows = 7\n")
        with logged(store, tmp_path, "--config", str(config)) as (server, log):
            failed: list[Any] = []
            done = threading.Event()
            clients = [threading.Thread(target=ask_on, args=(server, done, failed)) for _ in range(4)]
            for client in clients:
                client.start()
            try:
                for _ in range(3):
                    before = set(soon(lambda: len(now := web_processes(server)) == 2 and now))
                    os.kill(server.pid, signal.SIGHUP)
                    assert soon(partial(replaced, server, before))
            finally:
                done.set()
                for client in clients:
                    client.join()
            assert failed == []
            assert rows_of_page(server) == 7
            config.write_text("html_rows = 9\n")
            os.kill(server.pid, signal.SIGHUP)
            assert soon(lambda: rows_of_page(server) == 9)
            config.write_text("html_rows = 0\n")
            os.kill(server.pid, signal.SIGHUP)
            assert soon(lambda: "stay as they were" in log.read_text())
            assert soon(lambda: rows_of_page(server) == 9)

    def test_a_request_that_runs_is_answered_before_the_end(self, store: Path, tmp_path: Path) -> None:
        with logged(store, tmp_path, "--set", "deadline=2") as (server, _):
            answers: list[int] = []
            path = "/sparql?query=" + quote(RUNAWAY)
            asking = threading.Thread(target=lambda: answers.append(server.request("GET", path)[0].status))
            asking.start()
            time.sleep(0.7)
            os.kill(server.pid, signal.SIGTERM)
            asking.join(30)
            assert answers == [503], "the deadline's answer, not a broken connection"


def ask_on(server: Server, done: threading.Event, failed: list[Any]) -> None:
    """Ask until told to stop; note what is no good answer."""
    while not done.is_set():
        try:
            answer, body = server.request("GET", COUNT, headers={"Accept": JSON_RESULTS})
            if answer.status != 200 or not json.loads(body)["results"]["bindings"]:
                failed.append((answer.status, body))
        except Exception as error:
            failed.append(repr(error))


def replaced(server: Server, before: set[int]) -> bool:
    """Whether every web process is another than before."""
    now = web_processes(server)
    return len(now) == 2 and not before & set(now)


def rows_of_page(server: Server) -> int:
    """How many rows the table for browsers shows, which a setting says."""
    path = "/sparql?format=html&query=" + quote("SELECT ?s {?s ?p ?o}")
    return server.request("GET", path)[1].count(b"<tr>") - 1
