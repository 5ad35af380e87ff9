"""A running service derives in the background: no request waits for it, and nothing of it outlives the service."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from pathlib import Path

import derived_expected
import pytest
from derived_stores import until
from serving import Server, ask, descendants, gone, kill, serving

from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.ingest.load import load
from rolegraph.graph.store import current_generation, generations, read_current
from rolegraph.graph.store.tokens import Tokens

BASE = "http://127.0.0.1:8000/"
EDGES = "PREFIX rg: <https://w3id.org/rolegraph/ns#> SELECT ?skill { ?edge rg:ofRole <%sid/role/%s> ; rg:ofSkill ?skill }"


@pytest.fixture
def store(project_root: Path, tmp_path: Path) -> Path:
    """Some of the samples."""
    load(tmp_path / "store", [str(project_root / "samples" / "gb")])
    return tmp_path / "store"


def up_to_date(store: Path) -> bool:
    return not any(status.behind for status in Derived(store).state())


def builders(server: Server) -> set[int]:
    """The processes that build."""
    return {pid for pid in descendants(server.pid) if "derived.child" in _command(pid)}


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def asked_for(server: Server, role: str) -> set[str]:
    """The skills that the derived graph says a role asks for."""
    _, body = ask(server, EDGES % (BASE, role), "application/sparql-results+json")
    return {row["skill"]["value"].rpartition("/")[2] for row in json.loads(body)["results"]["bindings"]}


def metrics(server: Server) -> dict[str, float]:
    _, body = server.request("GET", "/metrics")
    pairs = re.findall(r"^(rolegraph_(?:derived|content)\S+) (\S+)$", body.decode(), flags=re.MULTILINE)
    return {name: float(value) for name, value in pairs}


def asking(server: Server, failed: list[object], stop: threading.Event) -> None:
    """Ask, one query after the other, until it is enough; note what is not answered."""
    number = 0
    while not stop.wait(0.02):
        number += 1
        response, body = ask(server, f"SELECT ({number} AS ?n) {{ ?s ?p ?o }} LIMIT 1")
        if response.status != 200:
            failed.append((response.status, body))


def test_it_follows_what_is_loaded_and_answers_all_the_while(store: Path, project_root: Path) -> None:
    failed: list[object] = []
    stop = threading.Event()
    with serving(store, "derive=on") as server:
        client = threading.Thread(target=asking, args=(server, failed, stop))
        client.start()
        try:
            until(lambda: asked_for(server, "bookkeeper"), 90, 0.2)
            assert asked_for(server, "data-engineer") == set()
            for country in ("ie", "nl", "us"):
                load(store, [str(project_root / "samples" / country)])
            until(lambda: asked_for(server, "data-engineer"), 90, 0.2)
            until(lambda: up_to_date(store), 90, 0.2)
        finally:
            stop.set()
            client.join()
        assert failed == []
        told = metrics(server)
        for name in Derived(store).names:
            assert told[f'rolegraph_derived_behind{{name="{name}"}}'] == 0
            content = current_generation(store).content
            assert told[f'rolegraph_derived_content{{name="{name}"}}'] == content
        assert told["rolegraph_content_generation"] == content
    with read_current(store) as current:
        derived_expected.same(current)


def test_writes_that_change_nothing_of_it_publish_nothing_more(store: Path) -> None:
    Derived(store).build()
    before = current_generation(store).number
    token = Tokens(store).create("write")[1]
    with serving(store, "derive=on") as server:
        for number in range(5):
            text = f"INSERT DATA {{ GRAPH <{BASE}graphs/own> {{ <a:a> <a:b> {number} }} }}"
            headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
            response, body = server.request("POST", "/update", text.encode(), headers)
            assert response.status in (200, 204), body
        until(lambda: up_to_date(store), 90, 0.2)
        assert current_generation(store).number == before + 5
        refused, body = server.request(
            "POST", "/update", f"CLEAR GRAPH <{BASE}graph/derived/transitions>".encode(), headers
        )
        assert (refused.status, json.loads(body)["title"]) == (403, "Clients may not write this graph")
    assert [one.content == one.number for one in generations(store)] == [True] * 4


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGQUIT])
def test_nothing_is_left_when_it_stops_in_the_middle(store: Path, how: int) -> None:
    with serving(store, "derive=on", "workers=2") as server:
        until(lambda: builders(server))
        family = descendants(server.pid)
        os.kill(server.pid, how)
        assert gone({server.pid, *family}, 30)
    assert list((store / "derived").glob(".making-*")) == []


def test_of_two_web_processes_one_builds_and_the_other_goes_on_when_that_is_killed(store: Path) -> None:
    with serving(store, "derive=on", "workers=2") as server:
        seen: set[int] = set()

        def building() -> set[int]:
            seen.update(now := builders(server))
            assert len(now) <= 1
            return now

        until(building)
        [builder] = builders(server) or [0]
        parents = [pid for pid in descendants(server.pid) if builder in descendants(pid)]
        for pid in parents[:1]:
            kill(pid)
        until(lambda: (building(), up_to_date(store))[1], 90, 0.05)


def test_a_builder_that_is_killed_is_noted_and_tried_again(store: Path) -> None:
    with serving(store, "derive=on") as server:
        until(lambda: builders(server))
        for pid in builders(server):
            kill(pid)
        until(lambda: any(status.failure for status in Derived(store).state()))
        until(lambda: any("failures{" in name and value for name, value in metrics(server).items()))
        response, _ = server.request("GET", "/readyz")
        assert response.status == 200
        until(lambda: up_to_date(store), 90, 0.2)


def test_off_means_off(store: Path) -> None:
    with serving(store) as server:
        assert ask(server, "ASK {}")[0].status == 200
        time.sleep(1.5)
        assert builders(server) == set()
    assert not (store / "derived").exists()
