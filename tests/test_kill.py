"""``kill -9`` at any moment, of any process of a service under load, and of a load of pages.

Every acknowledged write is there, no answer is wrong or cut without a sign, the service answers
again by itself, and nothing is left over. What is killed and when comes from a seed that is
printed; ``ROLEGRAPH_SEED`` repeats it.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from killed_load import BULK, Load
from serving import fill, kill
from supervised import supervised, victim

from rolegraph.graph.ingest.load import load
from rolegraph.graph.store import current_generation, generations, read_current
from rolegraph.graph.store.tokens import Tokens
from rolegraph.graph.store.writing import write_lock

KILLS, KILLS_OF_LOADS = 100, 25
OPTIONS = ("workers=2", "readers=2", "threads=24", "deadline=20", "access_log=0")
LOADER = """
import sys
from pathlib import Path
from rolegraph.graph.ingest.load import LoadOptions, load
load(Path(sys.argv[1]), [sys.argv[2]], LoadOptions(again=True))
"""


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("ROLEGRAPH_SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"ROLEGRAPH_SEED={seed}")
    return random.Random(seed)


def test_any_process_of_a_service_under_load(tmp_path: Path, chance: random.Random) -> None:
    store, temporary = tmp_path / "store", tmp_path / "temporary"
    temporary.mkdir()
    fill(store, bulk=BULK)
    token = Tokens(store).create("write")[1]
    with supervised(store, temporary, *OPTIONS) as (server, said):
        load_ = Load(server, token)
        load_.start()
        try:
            killed = _kill(server.pid, load_, chance)
        finally:
            load_.stop()
        assert load_.answers()
        load_.verify()
        print(dict(killed), dict(load_.outcomes), f"{load_.acknowledged} acknowledged")
    assert load_.wrong == []
    assert load_.acknowledged > KILLS
    assert killed.total() == KILLS
    assert said == ["0\n"], "processes were left"
    _whole(store)
    assert list(temporary.iterdir()) == []


def _kill(supervisor: int, load_: Load, chance: random.Random) -> Counter[str]:
    killed: Counter[str] = Counter()
    while killed.total() < KILLS:
        time.sleep(chance.uniform(0.02, 0.6))
        found = victim(supervisor, chance)
        if found is None:
            continue
        kill(found[1])
        killed[found[0]] += 1
        if killed.total() % 10 == 0:
            assert load_.answers(), f"no answer after {killed}"
    return killed


def _whole(store: Path) -> None:
    """The store is what it says, and nothing lies about in it."""
    current = current_generation(store)
    with read_current(store) as opened:
        assert len(opened.store) == current.quads
    assert {path.name for path in (store / "generations").iterdir()} == {
        str(generation.number) for generation in generations(store)
    }
    assert len(generations(store)) <= 5
    expected = {"current", "generations", "heads", "lock", "lock.next", "store.json"}
    assert {path.name for path in store.iterdir()} <= {
        *expected,
        "tokens.json",
        "tokens.lock",
        "refused",
        "reports",
        "derived",
    }
    assert list(store.glob("derived/.making-*")) == []
    assert list((store / "heads").iterdir() if (store / "heads").exists() else ()) == []


def test_a_load_of_pages(tmp_path: Path, project_root: Path, chance: random.Random) -> None:
    samples, store = str(project_root / "samples"), tmp_path / "store"
    whole = tmp_path / "whole"
    began = time.monotonic()
    report = load(whole, [samples])
    assert not report.refused
    usual = time.monotonic() - began
    started = 0
    for _ in range(KILLS_OF_LOADS):
        command = [sys.executable, "-c", LOADER, str(store), samples]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as loader:
            time.sleep(chance.uniform(0.1, usual + 0.8))
            loader.kill()
        started += (store / "current").exists()
        if (store / "current").exists():
            _pages_are_whole(store, whole)
    again = load(store, [samples])
    assert again.counts.total() == report.counts.total()
    assert not again.refused
    assert started
    assert _described(store) == _described(whole)
    with write_lock(store, 30):  # whoever writes next removes what a killed load left
        pass
    _whole(store)


def _described(store: Path) -> dict[str, set[ox.Triple]]:
    """What each graph says, but for the times and activities of the loads."""
    with read_current(store) as opened:
        names = [graph for graph in opened.store.named_graphs() if isinstance(graph, ox.NamedNode)]
        return {
            graph.value: {quad.triple for quad in opened.store.quads_for_pattern(None, None, None, graph)}
            for graph in names
            if not graph.value.endswith("graph/provenance")
        }


def _pages_are_whole(store: Path, whole: Path) -> None:
    expected = _described(whole)
    for graph, triples in _described(store).items():
        if "/id/source/" in graph:
            assert triples == expected[graph], f"half a page: {graph}"
