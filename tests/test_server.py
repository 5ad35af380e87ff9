"""The server process: its first line, its end, its children, slow clients, a load beside it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import RUNAWAY, descendants, fill, gone, kill, publish, serving

from rolegraph.graph.errors import StoreMissing
from rolegraph.service.errors import PortTaken, SettingsError
from rolegraph.service.server import serve
from rolegraph.service.settings import Settings

COUNT = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) {?s ?p ?o}")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("server") / "store"
    fill(folder, bulk=3000)
    return folder


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_and_leaves_no_process(store: Path, stop: signal.Signals) -> None:
    with serving(store, "deadline=20", "workers=2") as server:
        until = time.monotonic() + 30
        while len(family := descendants(server.pid)) < 3 and time.monotonic() < until:
            assert server.request("GET", COUNT)[0].status == 200
        assert len(family) >= 3
        os.kill(server.pid, stop)
        assert gone({server.pid, *family})


def test_ctrl_c_does_not_wait_for_a_runaway(store: Path) -> None:
    with (
        serving(store, "deadline=600") as server,
        socket.create_connection(("127.0.0.1", server.port)) as client,
    ):
        assert server.request("GET", COUNT)[0].status == 200
        client.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.5)
        family = descendants(server.pid)
        os.kill(server.pid, signal.SIGINT)
        assert gone({server.pid, *family}, patience=30)


def test_readers_die_with_a_killed_web_process_and_a_new_one_answers(store: Path) -> None:
    with serving(store) as server:
        assert server.request("GET", COUNT)[0].status == 200
        family = descendants(server.pid)
        (web,) = (
            pid for pid in family if Path(f"/proc/{pid}/stat").read_text().split()[3] == str(server.pid)
        )
        kill(web)
        assert gone(family)
        assert server.request("GET", COUNT)[0].status == 200


def test_a_load_beside_it_shows_at_once(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    with serving(tmp_path / "store") as server:
        for number in range(6):
            published = publish(tmp_path / "store", f"<http://g> {{ <http://s> <http://p> {number} }}")
            body = server.request("GET", "/sparql?query=" + quote("SELECT * {<http://s> ?p ?o}"))[1]
            assert len(json.loads(body)["results"]["bindings"]) == number + 1
            told = server.request("GET", "/", headers={"Accept": "application/json"})[1]
            assert json.loads(told)["generation"] == published


def test_a_client_that_leaves_while_its_query_runs_frees_the_reader(store: Path) -> None:
    with serving(store, "readers=1", "deadline=600", "queue_wait=60") as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.5)
        assert server.request("GET", COUNT)[0].status == 200


def test_a_busy_port_is_one_clear_error(store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port}.*in use.*--port"):
            serve(store, "127.0.0.1", port)
    with pytest.raises(PortTaken):
        serve(store, "no-such-host.invalid", 0)
    with pytest.raises(PortTaken):
        serve(store, "127.0.0.1", 70_000)


def test_a_missing_store_is_said_before_anything_listens(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        serve(tmp_path, "127.0.0.1", 0)


def test_it_runs_where_home_is_not_writable(store: Path, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from rolegraph.service.server import serve; serve(Path(sys.argv[1]), '127.0.0.1', 0)"
    command = [sys.executable, "-c", code, str(store)]
    environment = {"HOME": str(tmp_path / "none"), "PATH": os.environ["PATH"]}
    with subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(f"rolegraph serves {store} at http://127.0.0.1:")
        process.terminate()
        assert process.wait(30) == 0
    assert list(tmp_path.iterdir()) == []


def test_settings_are_checked() -> None:
    assert Settings.from_text({"deadline": "2.5", "readers": "3"}) == Settings(deadline=2.5, readers=3)
    for wrong in (
        {"nonsense": "1"},
        {"readers": "x"},
        {"readers": "0"},
        {"deadline": "inf"},
        {"deadline": "nan"},
    ):
        with pytest.raises(SettingsError):
            Settings.from_text(wrong)
